package agency

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Directory is the table of agencies, ready to look names up. It is safe for
// use by any number of goroutines.
type Directory struct {
	acronyms map[string]Agency
	names    map[string]Agency // by text.Key
	domains  map[string]Agency
	longest  int // words of the longest name
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
		}
	}
	return d
}

func isAcronym(s string) bool {
	return len([]rune(s)) <= 4 && s != strings.ToLower(s) && s == strings.ToUpper(s) || s == "dpa" || s == "epd"
}

// Named gives the agency whose name s is, and nothing else but an article,
// "Staff", "News", brackets or punctuation.
func (d *Directory) Named(s string) (Agency, bool) {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[]/*.,:;|–—-©", r) })
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

// Dateline is the beginning of an agency's copy: "MOSCOW, Dec 27 (AFP) —".
type Dateline struct {
	Place  string // as printed, without the date
	Agency Agency // zero when none is named
}

// datelines are the patterns of datelines.
type datelines struct {
	bracket, leading, slash, chinese, plain *regexp.Regexp
}

func newDatelines() *datelines {
	const date = `(?:[,.]?\s*(?:\p{L}{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+(?:de\s+)?\p{L}{3,10}\.?|\d{1,2}/\d{1,2})(?:,?\s+\d{4})?)?`
	return &datelines{
		// MOSCOW (AFP) — / BERLIN, Dec 27 (Reuters) - / Madrid, 27 dic (EFE).- / (EFE).-
		bracket: regexp.MustCompile(`^(?:(\p{Lu}[\p{L}\p{M} .,'’/-]{1,60}?)` + date + `\s*)?[(\[]([^)\]]{2,40})[)\]]\s*(?:[.:]?\s*[-–—:]{1,3})`),
		// (ANSA) - ROMA, 27 DIC - / AP — WASHINGTON
		leading: regexp.MustCompile(`^[(\[]([^)\]]{2,30})[)\]]\s*[-–—]+\s*(\p{Lu}[\p{Lu} .'’-]{1,40})` + date + `\s*[-–—.]`),
		// МОСКВА, 27 декабря. /ТАСС/. and МОСКВА, 27 дек — РИА Новости.
		slash: regexp.MustCompile(`^(\p{Lu}[\p{Lu}\p{M} .'’-]{1,40})` + date + `\s*[.]?\s*(?:/([^/]{2,30})/|[-–—]\s*([\p{L} -]{2,24}?)\.\s)`),
		// 新华社北京12月27日电
		chinese: regexp.MustCompile(`^[（(【]?(新华社|新華社|中新社|法新社|路透社)(\p{Han}{1,10}?)(?:\d{1,2}月)?\d{1,2}日`),
		// DUBLIN — / NEW YORK, Nov. 3 –
		plain: regexp.MustCompile(`^(\p{Lu}[\p{Lu}\p{M} .,'’/-]{2,40}?)` + date + `\s+(?:[–—]|--|-)\s`),
	}
}

// Dateline reads the dateline that a paragraph begins with.
func (d *Directory) Dateline(paragraph string) (Dateline, bool) {
	head := text.Cut(paragraph, 160)
	if m := d.dateline.chinese.FindStringSubmatch(head); m != nil {
		a, _ := d.Named(m[1])
		return Dateline{Place: m[2], Agency: a}, true
	}
	if m := d.dateline.leading.FindStringSubmatch(head); m != nil {
		if a, ok := d.inDateline(m[1]); ok {
			return Dateline{Place: place(m[2]), Agency: a}, true
		}
	}
	if m := d.dateline.bracket.FindStringSubmatch(head); m != nil {
		if a, ok := d.inDateline(m[2]); ok {
			return Dateline{Place: place(m[1]), Agency: a}, true
		}
	}
	if m := d.dateline.slash.FindStringSubmatch(head); m != nil {
		if a, ok := d.inDateline(m[2] + m[3]); ok {
			return Dateline{Place: place(m[1]), Agency: a}, true
		}
	}
	if m := d.dateline.plain.FindStringSubmatch(head); m != nil && strings.ContainsFunc(m[1], unicode.IsLetter) {
		return Dateline{Place: place(m[1])}, true
	}
	return Dateline{}, false
}

// inDateline allows two agencies, as in (dpa/AFP), of which the first counts.
func (d *Directory) inDateline(s string) (Agency, bool) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '/' || r == ',' || r == ';' }) {
		if a, ok := d.Named(part); ok {
			return a, true
		}
	}
	return Agency{}, false
}

func place(s string) string { return strings.Trim(s, " ,.-–—") }
