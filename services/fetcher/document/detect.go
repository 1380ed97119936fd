package document

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// sampleSize is how much of a body is looked at to guess its charset.
const sampleSize = 16 << 10

// detect guesses the charset of a body that is not UTF-8 and declares nothing
// true. Of the charsets in question, the one is taken under which the bytes
// beyond ASCII make the most ordinary text: each charset turns the text of the
// others into rare characters, capitals in the midst of words, or nothing. It is
// nil when none makes sense; the text is then most likely Western.
func detect(body []byte) encoding.Encoding {
	sample := body[:min(len(body), sampleSize)]
	var best encoding.Encoding
	most := 0.6 // of 1; less is chance
	for _, c := range charsets() {
		text, err := c.encoding.NewDecoder().Bytes(sample)
		if err != nil {
			continue
		}
		if share := ordinary(text, c.common); share > most {
			best, most = c.encoding, share
		}
	}
	return best
}

// ordinary is the share of the characters beyond ASCII that are common ones.
func ordinary(text []byte, common func(before, r rune) bool) float64 {
	all, good := 0, 0
	before := ' '
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if r >= utf8.RuneSelf {
			all++
			switch {
			case r == utf8.RuneError:
				all += 5
			case common(before, r):
				good++
			}
		}
		before = r
	}
	return float64(good) / float64(max(all, 8)) // a few characters prove nothing
}

type guess struct {
	encoding encoding.Encoding
	common   func(before, r rune) bool
}

// charsets are those worth a guess, the more particular ones first: at equal
// shares the first one is taken.
func charsets() []guess {
	return []guess{
		{japanese.EUCJP, isJapanese},
		{japanese.ShiftJIS, isJapanese},
		{korean.EUCKR, isKorean},
		{traditionalchinese.Big5, isChinese},
		{simplifiedchinese.GBK, isChinese},
		{charmap.Windows1251, isRussian},
		{charmap.KOI8R, isRussian},
		{charmap.ISO8859_5, isRussian},
		{charmap.Windows874, isThai},
		{charmap.Windows1255, isHebrew},
		{charmap.Windows1256, isArabic},
		{charmap.Windows1253, isGreek},
	}
}

// isJapanese counts kana and full-width punctuation twice as evidence by counting
// nothing else but the ideographs: Chinese text has no kana.
func isJapanese(before, r rune) bool {
	kana := r >= 0x3041 && r <= 0x30FF
	return kana || r >= 0x3001 && r <= 0x3002 || isIdeograph(r) && (before >= 0x3041 && before <= 0x30FF)
}

func isKorean(_, r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 }

func isChinese(_, r rune) bool { return isIdeograph(r) || r == 0x3002 || r == 0xFF0C || r == 0x3001 }

func isIdeograph(r rune) bool { return r >= 0x4E00 && r <= 0x9FA5 }

// isRussian takes a capital within a word for a sign of the wrong charset: KOI8-R
// and windows-1251 have the cases the other way round.
func isRussian(before, r rune) bool {
	switch {
	case r >= 'а' && r <= 'я', r == 'ё':
		return true
	case r >= 'А' && r <= 'Я':
		return !unicode.IsLetter(before)
	}
	return false
}

func isThai(_, r rune) bool { return r >= 0x0E01 && r <= 0x0E5B }

func isHebrew(_, r rune) bool { return r >= 0x05D0 && r <= 0x05EA }

func isArabic(_, r rune) bool { return r >= 0x0621 && r <= 0x0652 }

func isGreek(before, r rune) bool {
	return r >= 'ά' && r <= 'ώ' || r >= 'Α' && r <= 'Ω' && !unicode.IsLetter(before)
}
