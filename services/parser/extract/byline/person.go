package byline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsPerson says whether a text can be the name of a person: one to six words of
// letters, at least one of which begins with a capital where the script has any.
func IsPerson(s string) bool {
	if n := utf8.RuneCountInString(s); n < 2 || n > 60 || strings.ContainsAny(s, "@/\\<>{}[]=|:;!?%$#&*_+©0123456789") || isDomain(s) {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 6 {
		return false
	}
	capital, cased := false, false
	for _, w := range words {
		upper, lower := strings.ContainsFunc(w, unicode.IsUpper), strings.ContainsFunc(w, unicode.IsLower)
		if lower && !upper && !isParticle(w) {
			return false
		}
		capital, cased = capital || upper, cased || upper || lower
	}
	return capital || !cased && isEasternName(s)
}

// isEasternName bounds names that are written without spaces: those of Chinese,
// Japanese and Korean have at most five characters, foreign ones in kana more.
func isEasternName(s string) bool {
	const most, mostKana = 6, 20
	dense, kana := 0, 0
	for _, c := range s {
		switch {
		case unicode.In(c, unicode.Hiragana, unicode.Katakana) || c == '・' || c == 'ー':
			kana++
		case unicode.In(c, unicode.Han, unicode.Hangul):
			dense++
		}
	}
	return dense <= most && kana+dense <= mostKana
}

// isDomain knows names of hosts: "harbour-times.com".
func isDomain(s string) bool {
	i := strings.LastIndexByte(s, '.')
	if i <= 0 || i+3 > len(s) || s[i-1] == ' ' {
		return false
	}
	for _, c := range s[i+1:] {
		if !unicode.IsLower(c) {
			return false
		}
	}
	return true
}

// isInitials knows the marks by which editors and small agencies sign: "bb", "lno", "SP-X".
func isInitials(s string) bool {
	const longest = 5
	if s == "" || len(s) > longest || strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsLetter(c) && c != '-' })
}

// isParticle knows the words of names that are written small.
func isParticle(w string) bool {
	switch strings.Trim(w, ".") {
	case "von", "vom", "zu", "van", "de", "der", "den", "het", "ten", "ter", "te", "del", "della", "dei", "di", "da", "do", "dos", "das", "du", "des",
		"la", "le", "las", "los", "el", "al", "bin", "bint", "ben", "ibn", "abu", "y", "e", "i", "af", "av", "v", "d", "jr", "sr":
		return true
	}
	return strings.HasPrefix(w, "d'") || strings.HasPrefix(w, "d’") || strings.HasPrefix(w, "al-") || strings.HasPrefix(w, "el-")
}

// IsHandle says whether a text can be the name that somebody writes under on the
// web, such as "rasos" or "the_pilot": one word of letters, digits and marks.
func (r *Reader) IsHandle(s string) bool {
	const least, most = 3, 32
	if n := utf8.RuneCountInString(s); n < least || n > most || r.words.isDesk(s) {
		return false
	}
	for _, account := range [...]string{"admin", "team", "anonym", "anónim", "webmaster"} { // of nobody, or of several
		if strings.Contains(strings.ToLower(s), account) {
			return false
		}
	}
	letters := false
	for _, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_-.", c) {
			return false
		}
		letters = letters || unicode.IsLetter(c)
	}
	return letters
}

// capitalised writes a name that is all in capitals as names are written.
func capitalised(name string) string {
	if strings.ToUpper(name) != name || strings.ToLower(name) == name || !strings.Contains(name, " ") {
		return name
	}
	var b strings.Builder
	start := true
	for _, r := range name {
		if start {
			b.WriteRune(r)
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		start = !unicode.IsLetter(r) && r != '’' && r != '\''
	}
	return b.String()
}
