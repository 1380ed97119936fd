package text

import "fmt"

// Simhash is the similarity hash of s, 64 bits as 16 hexadecimal digits (Charikar
// 2002), over runs of three words; "" when s has none.
func Simhash(lines ...string) string {
	var votes tally
	n := 0
	for _, line := range lines {
		words := 0
		for h := range shingles(line, &words) {
			votes.add(mix(h))
			n++
		}
	}
	if n == 0 {
		return ""
	}
	var hash uint64
	for bit := range 64 {
		if 2*votes.count(bit) > n {
			hash |= 1 << bit
		}
	}
	return fmt.Sprintf("%016x", hash)
}

// tally counts for each of 64 bits how often it is set. It has the counts' own
// bits beside each other, so that one addition counts all 64.
type tally [32]uint64

func (t *tally) add(bits uint64) {
	for i := 0; bits != 0 && i < len(t); i++ {
		t[i], bits = t[i]^bits, t[i]&bits
	}
}

func (t *tally) count(bit int) (n int) {
	for i, plane := range t {
		n |= int(plane>>bit&1) << i
	}
	return n
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
