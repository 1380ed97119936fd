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
		if score := min(1, share(text, c.common)/c.usual); score > most {
			best, most = c.encoding, score
		}
	}
	return best
}

// share is how many of the characters beyond ASCII are common ones.
func share(text []byte, common func(before, r rune) bool) float64 {
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

// guess is a charset, what is common in its text, and what share that usually has at least.
type guess struct {
	encoding encoding.Encoding
	common   func(before, r rune) bool
	usual    float64
}

// charsets are those worth a guess, the more particular ones first: of equal
// scores the first one is taken.
func charsets() []guess {
	const (
		simplified  = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利等产或新制加西月话合回特代内信表化世位次度门任常先海通教原东提立及比员解水名论处义各入条平系题活更别变总电数安少报结反受目量再建务做接必场件计管期市直德资金指统区保至社决治展科司五基书非则界达放强权设式路记南品告求据程北边交规万取术领共确传今院布府预算"
		traditional = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意無力與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利等產或新制加西月話合回特代內信表化世位次度門任常先海通教原東提立及比員解水名論處義各入條平系題活更別變總電數安少報結反受目量再建務做接必場件計管期市直德資金指統區保至社決治展科司五基書非則界達放強權設式路記南品告求據程北邊交規萬取術領共確傳今院布府預算"
	)
	return []guess{
		{japanese.EUCJP, isJapanese, 0.3},
		{japanese.ShiftJIS, isJapanese, 0.3},
		{korean.EUCKR, isKorean, 0.8},
		{simplifiedchinese.GBK, isChinese(simplified), 0.35},
		{traditionalchinese.Big5, isChinese(traditional), 0.35},
		{charmap.Windows1251, isRussian, 1},
		{charmap.KOI8R, isRussian, 1},
		{charmap.ISO8859_5, isRussian, 1},
		{charmap.Windows1253, isGreek, 1},
		{charmap.Windows1255, isHebrew, 1},
		{charmap.Windows1256, isArabic, 1},
		{charmap.Windows874, isThai, 1},
	}
}

// isJapanese counts kana only: a Chinese text has none.
func isJapanese(_, r rune) bool { return r >= 0x3041 && r <= 0x30FF }

func isKorean(_, r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 }

// isChinese counts the most frequent characters, since wrong pairs of bytes make
// characters too, but rare ones.
func isChinese(frequent string) func(_, r rune) bool {
	set := make(map[rune]bool, len(frequent)/3)
	for _, r := range frequent {
		set[r] = true
	}
	return func(_, r rune) bool { return set[r] }
}

// isRussian takes a capital within a word for a sign of the wrong charset: KOI8-R
// and windows-1251 have the cases the other way round.
func isRussian(before, r rune) bool {
	switch {
	case r >= 'а' && r <= 'я', r == 'ё':
		return !isLatin(before)
	case r >= 'А' && r <= 'Я':
		return !unicode.IsLetter(before)
	}
	return false
}

func isGreek(before, r rune) bool {
	return r >= 'ά' && r <= 'ώ' && !isLatin(before) || r >= 'Α' && r <= 'Ω' && !unicode.IsLetter(before)
}

func isHebrew(before, r rune) bool { return r >= 0x05D0 && r <= 0x05EA && !isLatin(before) }

func isArabic(before, r rune) bool { return r >= 0x0621 && r <= 0x0652 && !isLatin(before) }

func isThai(before, r rune) bool { return r >= 0x0E01 && r <= 0x0E5B && !isLatin(before) }

// isLatin says whether r is a letter of ASCII: no word has both.
func isLatin(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
