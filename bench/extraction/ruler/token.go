package ruler

import (
	"strings"
	"unicode"
)

// Words cuts s into words, in small letters, each character of a script without
// spaces being one.
func Words(s string) []string { return tokens(strings.ToLower(s), true) }

// tokens cuts s into words. With apart, each character of a script that is
// written without spaces is a word of its own; scrapinghub's measure has it without.
func tokens(s string, apart bool) []string {
	var out []string
	start := -1
	for i, r := range s {
		alone := apart && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Myanmar)
		inside := !alone && (unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' || apart && unicode.IsMark(r))
		if start >= 0 && !inside {
			out = append(out, s[start:i])
			start = -1
		}
		switch {
		case alone:
			out = append(out, string(r))
		case inside && start < 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}

// key is s reduced to its words.
func key(s string) string { return strings.Join(tokens(strings.ToLower(s), false), " ") }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// shingles counts the runs of four words; a shorter text is one run.
func shingles(words []string) map[string]int {
	const size = 4
	runs := map[string]int{}
	for i := range max(1, len(words)-size+1) {
		if end := min(i+size, len(words)); i < end {
			runs[strings.Join(words[i:end], "\x00")]++
		}
	}
	return runs
}
