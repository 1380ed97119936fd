package agency

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Directory is the table of agencies, ready to look names up. It is safe for
// use by any number of goroutines.
type Directory struct {
	acronyms map[string]Agency
	names    map[string]Agency // by text.Key
	domains  map[string]Agency
	longest  int      // words of the longest name
	eastern  []string // names in scripts without spaces, the longest first
	dateline *datelines
}

// New makes the directory.
func New() *Directory {
	d := &Directory{acronyms: map[string]Agency{}, names: map[string]Agency{}, domains: map[string]Agency{}, dateline: newDatelines()}
	for _, e := range entries() {
		d.domains[e.Domain] = e.Agency
		for _, a := range e.acronyms {
			d.acronyms[a] = e.Agency
		}
		for _, n := range append(e.names, e.Name) {
			key := text.Key(n)
			if n == e.Name && isAcronym(n) {
				continue
			}
			d.names[key] = e.Agency
			d.longest = max(d.longest, strings.Count(key, " ")+1)
			if isEastern(n) {
				d.eastern = append(d.eastern, n)
			}
		}
	}
	slices.SortStableFunc(d.eastern, func(a, b string) int { return len(b) - len(a) })
	return d
}

// isEastern says whether a name is in Chinese, Japanese or Korean.
func isEastern(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r >= 0x2e80
}

func isAcronym(s string) bool {
	return len([]rune(s)) <= 4 && s != strings.ToLower(s) && s == strings.ToUpper(s) || s == "dpa" || s == "epd"
}

// Named gives the agency whose name s is, and nothing else but an article,
// "Staff", "News", brackets or punctuation.
func (d *Directory) Named(s string) (Agency, bool) {
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[]（）【】〔〕/*.,:;|–—-©", r)
	})
	if a, ok := d.acronyms[s]; ok {
		return a, true
	}
	key := text.Key(s)
	for range 3 {
		if a, ok := d.names[key]; ok {
			return a, true
		}
		shorter := key
		for _, suffix := range [...]string{" staff", " news agency", " agency", " news", " writer", " staff writer", " correspondent", " bureau", " reporters", " com"} {
			shorter = strings.TrimSuffix(shorter, suffix)
		}
		shorter = strings.TrimPrefix(shorter, "the ")
		if shorter == key {
			break
		}
		key = shorter
		if a, ok := d.acronyms[strings.ToUpper(key)]; ok && strings.Contains(s, strings.ToUpper(key)) {
			return a, true
		}
	}
	return Agency{}, false
}

// Mentioned gives the first agency whose name is somewhere in s, as whole words.
func (d *Directory) Mentioned(s string) (Agency, bool) {
	for _, field := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if a, ok := d.acronyms[strings.Trim(field, "-")]; ok {
			return a, true
		}
	}
	var words []string
	for w := range text.Words(s) {
		words = append(words, w)
	}
	for i := range words {
		for n := min(d.longest, len(words)-i); n > 0; n-- {
			if a, ok := d.names[strings.Join(words[i:i+n], " ")]; ok {
				return a, true
			}
		}
	}
	return Agency{}, false
}

// Of gives the agency whose own site a registrable domain is.
func (d *Directory) Of(domain string) (Agency, bool) {
	a, ok := d.domains[domain]
	return a, ok
}
