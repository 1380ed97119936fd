package licence

import (
	"regexp"
	"strings"
)

// Licence is a free licence.
type Licence struct {
	Name string // in the style of SPDX, without a version where none is said
	URL  string // its deed; "" when the version isn't known
}

// Finder finds licences. It holds the patterns, so make one and keep it.
type Finder struct {
	short, long, domain, address *regexp.Regexp
}

// NewFinder compiles the patterns.
func NewFinder() *Finder {
	return &Finder{
		// CC BY-NC-ND 2.0; CC-BY-SA-4.0; cc by 3.0 de; CC0 1.0
		short: regexp.MustCompile(`(?i)[(\[]?\s*\bCC[ -]?((?:BY)(?:[ -](?:NC|ND|SA))*|0|Zero)(?:[ -]v?\.?(\d\.\d))?(?:[ -](?:International|Unported|Generic|Deed|[A-Z]{2}\b))?\s*[)\]]?`),
		// Creative Commons Attribution-ShareAlike 4.0 International
		long:    regexp.MustCompile(`(?i)[(\[]?\s*Creative\s+Commons:?[ -](Attribution|BY)((?:[ -](?:NonCommercial|Non-Commercial|NC|NoDerivs|NoDerivatives|No-Derivatives|ND|ShareAlike|Share[ -]Alike|SA))*)(?:\s+v?(\d\.\d))?(?:\s+(?:International|Unported|Generic))?(?:\s+Licen[cs]e)?\s*[)\]]?`),
		domain:  regexp.MustCompile(`(?i)[(\[]?\s*\b(?:public[ -]domain|gemeinfrei)\b\s*[)\]]?`),
		address: regexp.MustCompile(`(?i)creativecommons\.org/(licenses|publicdomain)/(by(?:-(?:nc|nd|sa))*|zero|mark)/(\d\.\d)`),
	}
}

// Find looks for a licence in a text, and gives the text without it.
func (f *Finder) Find(s string) (l Licence, rest string, ok bool) {
	if !mayHold(s) {
		return Licence{}, s, false
	}
	if l, ok := f.FromURL(s); ok {
		return l, s, true
	}
	if m := f.short.FindStringSubmatchIndex(s); m != nil {
		l := creativeCommons(group(s, m, 1), group(s, m, 2))
		return l, cut(s, m[0], m[1]), true
	}
	if m := f.long.FindStringSubmatchIndex(s); m != nil {
		l := creativeCommons("by"+shortened(group(s, m, 2)), group(s, m, 3))
		return l, cut(s, m[0], m[1]), true
	}
	if m := f.domain.FindStringIndex(s); m != nil {
		return Licence{Name: "LicenseRef-Public-Domain"}, cut(s, m[0], m[1]), true
	}
	return Licence{}, s, false
}

// FromURL reads the licence of an address of creativecommons.org.
func (f *Finder) FromURL(address string) (Licence, bool) {
	m := f.address.FindStringSubmatch(address)
	if m == nil {
		return Licence{}, false
	}
	if strings.EqualFold(m[2], "mark") {
		return Licence{"LicenseRef-Public-Domain", "https://creativecommons.org/publicdomain/mark/" + m[3] + "/"}, true
	}
	return creativeCommons(m[2], m[3]), true
}

// mayHold spares most texts the patterns.
func mayHold(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "cc") || strings.Contains(s, "creative") ||
		strings.Contains(s, "public") || strings.Contains(s, "gemeinfrei")
}

func creativeCommons(kind, version string) Licence {
	kind = strings.ToLower(strings.ReplaceAll(kind, " ", "-"))
	if kind == "0" || kind == "zero" {
		return Licence{"CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"}
	}
	l := Licence{Name: "CC-" + strings.ToUpper(kind)}
	if version != "" {
		l.Name += "-" + version
		l.URL = "https://creativecommons.org/licenses/" + kind + "/" + version + "/"
	}
	return l
}

// shortened writes "-NonCommercial-ShareAlike" as "-nc-sa".
func shortened(long string) string {
	s := strings.ToLower(long)
	var short strings.Builder
	for _, p := range [...]struct{ short, long string }{{"-nc", "noncommercial non-commercial nc"}, {"-nd", "noderiv no-deriv nd"}, {"-sa", "sharealike share-alike sa"}} {
		for word := range strings.FieldsSeq(p.long) {
			if strings.Contains(strings.ReplaceAll(s, " ", "-"), word) {
				short.WriteString(p.short)
				break
			}
		}
	}
	return short.String()
}

func group(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}

// cut takes out a part, with the marks that led to it.
func cut(s string, from, to int) string {
	before := strings.TrimRight(s[:from], " ,;:|–—-/")
	after := strings.TrimLeft(s[to:], " ,;:|–—-")
	return strings.TrimSpace(before + " " + after)
}
