package fulltext

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isSilent tells what is dropped from words without parting them.
func isSilent(r rune) bool {
	switch {
	case r == '\u200b': // zero width space, which is there to part words
		return false
	case 0x0300 <= r && r <= 0x036f, // accents that have no letter to join
		0x0591 <= r && r <= 0x05c7,                // Hebrew points
		0x064b <= r && r <= 0x065f, r == '\u0670', // Arabic vowels
		0x06d6 <= r && r <= 0x06ed,
		r == '\u0640',              // tatweel, which only stretches a word
		0xfe00 <= r && r <= 0xfe0f: // variation selectors
		return true
	default:
		return unicode.Is(unicode.Cf, r) // soft hyphens, joiners, marks of direction
	}
}

// isUnspaced tells the scripts whose words are not parted by spaces, and Korean.
func isUnspaced(r rune) bool {
	switch {
	case r < 0x0e00:
		return false
	case r <= 0x0eff, // Thai, Lao
		0x1000 <= r && r <= 0x109f,               // Burmese
		0x1100 <= r && r <= 0x11ff,               // Korean letters
		0x1780 <= r && r <= 0x17ff,               // Khmer
		0x3005 <= r && r <= 0x3007,               // 々 〆 〇
		0x3040 <= r && r <= 0x31ff,               // kana, with ー, and more letters of Chinese and Korean
		0x3400 <= r && r <= 0x4dbf,               // Chinese characters
		0x4e00 <= r && r <= 0x9fff,               //
		0xac00 <= r && r <= 0xd7ff,               // Korean
		0xf900 <= r && r <= 0xfaff, r >= 0x20000: // rarer Chinese characters
		return true
	default:
		return false
	}
}

// ligature is the two letters that a letter is searched by.
func ligature(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	default:
		return ""
	}
}

// plain is a lower-case letter without what most people don't type.
func plain(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ':
		return 'd'
	case 'ё':
		return 'е'
	case 'ς': // at the end of a word
		return 'σ'
	}
	switch {
	case r < 0x0250, 0x1e00 <= r && r <= 0x1eff, // Latin
		0x0370 <= r && r <= 0x03ff, 0x1f00 <= r && r <= 0x1fff, // Greek
		0x0620 <= r && r <= 0x06ff: // Arabic
	default:
		return r
	}
	var letter [utf8.UTFMax]byte
	parts := norm.NFD.Properties(letter[:utf8.EncodeRune(letter[:], r)]).Decomposition()
	if parts == nil {
		return r
	}
	base, _ := utf8.DecodeRune(parts)
	return base
}
