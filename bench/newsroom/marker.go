package newsroom

// A marker is a token that looks like a word and is found in one block of one
// page only, such as mk7f3a9c2d0b. So a block that was lost, doubled or let in
// by mistake is known exactly, whatever was done to the text around it.
const (
	markText    = "mk" // begins the marker of a block of the text
	markNoise   = "nz" // begins the marker of what is no part of the text
	markDigits  = 12   // hexadecimal, after the beginning
	markerBytes = 2 + markDigits
)

// textMarker is the marker of the i-th block of an article.
func (n *Newsroom) textMarker(article uint64, i int) string {
	return marker(markText, roll(n.config.Seed, forMarker, article, uint64(i)))
}

// noiseMarker makes a marker of what is no part of a text out of the dice that it was made with.
func noiseMarker(d *dice) string { return marker(markNoise, dice(d.next())) }

func marker(prefix string, d dice) string {
	const digits = "0123456789abcdef"
	var m [markerBytes]byte
	copy(m[:], prefix)
	v := d.next()
	for i := 2; i < markerBytes; i++ {
		m[i] = digits[v&15]
		v >>= 4
	}
	return string(m[:])
}

// markers calls found with every marker in the text, in order. A marker stands
// between what is no ASCII letter or digit: scripts without spaces put their
// letters next to it.
func markers(text string, found func(marker string)) {
	for i := 0; i+markerBytes <= len(text); {
		if !isMarker(text[i:i+markerBytes]) || (i > 0 && isAlphanumeric(text[i-1])) ||
			(i+markerBytes < len(text) && isAlphanumeric(text[i+markerBytes])) {
			i++
			continue
		}
		found(text[i : i+markerBytes])
		i += markerBytes
	}
}

func isMarker(s string) bool {
	if s[:2] != markText && s[:2] != markNoise {
		return false
	}
	for i := 2; i < markerBytes; i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
