package text

import "fmt"

// Simhash is the similarity hash of s, 64 bits as 16 hexadecimal digits (Charikar
// 2002), over runs of three words; "" when s has none.
func Simhash(lines ...string) string {
	var votes [64]int
	n := 0
	for _, line := range lines {
		words := 0
		for h := range shingles(line, &words) {
			h = mix(h)
			for bit := range votes {
				votes[bit] += int(h>>bit&1)*2 - 1
			}
			n++
		}
	}
	if n == 0 {
		return ""
	}
	var hash uint64
	for bit, v := range votes {
		if v > 0 {
			hash |= 1 << bit
		}
	}
	return fmt.Sprintf("%016x", hash)
}

// mix spreads a hash over all its bits (the finaliser of MurmurHash3): the high
// bits of FNV-1a are poor for short input, and simhash weighs all alike.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
