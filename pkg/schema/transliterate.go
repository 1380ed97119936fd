package schema

import (
	"strings"
	"unicode"
)

// Each line of a table is what is written, and the letters that it is written for.
const (
	// Accents above, below and through a letter are dropped: ä is a and not ae,
	// since which it is depends on the language.
	latinLetters = `
a àáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ
b ƀɓḃḅḇ
c çćĉċčƈḉ
d ðďđɖɗḋḍḏḑḓ
e èéêëēĕėęěǝȅȇȩəɛḕḗḙḛḝẹẻẽếềểễệ
f ƒḟ
g ĝğġģǥǧǵɣḡ
h ĥħȟḣḥḧḩḫẖ
i ìíîïĩīĭįıǐȉȋɨḭḯỉị
j ĵǰȷ
k ķĸƙǩḱḳḵ
l ĺļľŀłƚḷḹḻḽ
m ḿṁṃ
n ñńņňŉŋƞǹṅṇṉṋ
o òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱɔṍṏṑṓọỏốồổỗộớờởỡợ
p ƥṕṗ
r ŕŗřȑȓṙṛṝṟ
s śŝşšſșṡṣṥṧṩẛ
t ţťŧƭțṫṭṯṱẗ
u ùúûüũūŭůűųưǔǖǘǚǜȕȗʉṳṵṷṹṻụủứừửữự
v ʋṽṿ
w ŵƿẁẃẅẇẉẘ
x ẋẍ
y ýÿŷƴȝȳẏẙỳỵỷỹ
z źżžƶȥẑẓẕ
ae æǣǽ
dz ǆǳ
ij ĳ
lj ǉ
nj ǌ
oe œ
oi ƣ
ss ß
th þ
`
	// Near ELOT 743, letter by letter.
	greekLetters = `
a αά
v β
g γ
d δ
e εέ
z ζ
i ηήιίϊΐ
th θ
k κ
l λ
m μ
n ν
x ξ
o οόωώ
p π
r ρ
s σς
t τ
y υύϋΰ
f φ
ch χ
ps ψ
`
	// Near BGN/PCGN for Russian. Letters that sound otherwise in Ukrainian or
	// Bulgarian are written as for Russian, since a token knows no language.
	cyrillicLetters = `
a аәӑӓ
b б
v в
g гґғѓ
d д
e еёэѐ
ye є
zh жҗ
z з
dz ѕџ
i иіѝ
yi ї
y йыӣ
j ј
k кқќҡ
l л
lj љ
m м
n нңҥ
nj њ
o оөӧ
p п
r р
s сҫ
t т
u уўұүӯӱ
f ф
kh хҳ
h һ
ts ц
ch чҷ
dj ђ
c ћ
sh ш
shch щ
yu ю
ya я
 ъь
`
	// Consonants and long vowels, near the common romanisation.
	hebrewLetters = `
a א
b ב
g ג
d ד
h ה
v ו
z ז
ch ח
t טת
y י
k ךכק
l ל
m םמ
n ןנ
s ס
e ע
p ףפ
ts ץצ
r ר
sh ש
`
	// Consonants and long vowels of Arabic, Persian and Urdu.
	arabicLetters = `
a اأإآىٱ
e ع
b ب
p پ
t تط
h ةهحہھۀە
th ث
j ج
ch چ
kh خ
d دض
dh ذ
r ر
z زظ
zh ژ
s سص
sh ش
gh غ
f ف
v ڤ
q ق
k كک
g گ
l ل
m م
n نں
w وؤ
y يیۍېےئ
 ءـ
0 ٠۰
1 ١۱
2 ٢۲
3 ٣۳
4 ٤۴
5 ٥۵
6 ٦۶
7 ٧۷
8 ٨۸
9 ٩۹
`
)

// transliterate writes a lower-case letter, digit or mark in [a-z0-9], where its
// script has a plain way to do so. That may be the empty string, as for a soft
// sign. ASCII needs none and has none here.
func transliterate(r rune) (string, bool) {
	switch {
	case r < 0x80:
		return "", false
	case isAccent(r):
		return "", true
	case r < 0x2b0, 0x1e00 <= r && r < 0x1f00:
		return lookUp(latinLetters, r)
	case 0x370 <= r && r < 0x400:
		return lookUp(greekLetters, r)
	case 0x400 <= r && r < 0x530:
		return lookUp(cyrillicLetters, r)
	case 0x590 <= r && r < 0x600:
		return lookUp(hebrewLetters, r)
	case 0x600 <= r && r < 0x700:
		return lookUp(arabicLetters, r)
	case 0xff10 <= r && r <= 0xff19, 0xff41 <= r && r <= 0xff5a: // of full width
		return string(r - 0xfee0), true
	}
	return "", false
}

// lookUp finds what begins the line of a table that r stands in.
func lookUp(table string, r rune) (string, bool) {
	at := strings.IndexRune(table, r)
	if at < 0 {
		return "", false
	}
	line := table[strings.LastIndexByte(table[:at], '\n')+1 : at]
	written, _, _ := strings.Cut(line, " ")
	return written, true
}

// isAccent knows the marks that tokens do without: combining accents, the vowel
// points of Hebrew and Arabic, and what is invisible.
func isAccent(r rune) bool {
	switch {
	case 0x300 <= r && r < 0x370, 0xfe00 <= r && r < 0xfe10:
		return true
	case 0x590 <= r && r < 0x700 && unicode.Is(unicode.Mn, r):
		return true
	}
	return unicode.Is(unicode.Cf, r)
}
