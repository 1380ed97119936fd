package byline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Reader reads bylines. It is safe for use by any number of goroutines.
type Reader struct {
	agencies *agency.Directory
	dates    *date.Reader
	words    lexicon
}

// Line is what a byline says.
type Line struct {
	People   []string
	Agencies []agency.Agency
	Desk     bool // names a desk, the staff or the publisher itself
	Unread   bool // has parts that are nothing of these
}

// New makes a reader.
func New(agencies *agency.Directory, dates *date.Reader) *Reader {
	return &Reader{agencies, dates, newLexicon()}
}

// maxLine is how many characters of a text are looked at: no byline is longer.
const maxLine = 400

// Begins says whether a line begins as bylines do: "By Jane Roe", "Автор: Анна
// Петрова", "Avec AFP", "Text und Fotos: Anna Groß".
func (r *Reader) Begins(s string) bool {
	const early = 48 // characters
	s = text.Cut(s, early)
	n := r.prefix(s)
	return n > 0 && n < len(s)
}

// Raw is a byline as printed, as one line and without what follows it: dates and the like.
func (r *Reader) Raw(s string) string {
	s = r.undated(text.Cut(text.Collapse(s), maxLine))
	s = strings.TrimLeft(s, "|,;•·–—-/ ")
	before := r.prefix(s) // "Posted by" is no date
	end := len(s)
	for at, word := range words(s[before:]) {
		if at > 0 && r.words.after[strings.ToLower(word)] {
			end = before + at
			break
		}
	}
	if found := r.dates.Find(s[before:end], date.DayFirst); len(found) > 0 {
		end = before + found[0].At
	}
	s = s[:end]
	for {
		shorter := strings.TrimRight(s, " |,;•·–—-(")
		last := shorter[strings.LastIndexAny(shorter, " ")+1:]
		if len(last) < len(shorter) && r.words.tails[strings.ToLower(strings.Trim(last, ".,:"))] {
			s = shorter[:len(shorter)-len(last)]
			continue
		}
		return shorter
	}
}

// undated is a line without the date that it begins with: "27 December 2021 - By
// Jane Roe", "Posted on 27 December 2021 by Jane Roe".
func (r *Reader) undated(s string) string {
	const early = 32 // bytes
	if !strings.ContainsFunc(text.Cut(s, early), unicode.IsDigit) {
		return s
	}
	found := r.dates.Find(s, date.DayFirst)
	if len(found) == 0 || found[0].At > early {
		return s
	}
	rest := strings.TrimLeft(s[found[0].End:], " .,|•·:;–—-)")
	if head := r.afterClock(rest); head != "" {
		rest = head
	}
	if before := s[:found[0].At]; before == "" || r.isDateLabel(before) {
		if rest != "" {
			return rest
		}
	}
	return s
}

// afterClock is a line without the time of day that it begins with, "" when it has none.
func (r *Reader) afterClock(s string) string {
	const longest = 12 // bytes: "10:00:05 Uhr"
	end := 0
	for at, w := range words(s) {
		if at > longest {
			break
		}
		lower := strings.ToLower(w)
		if w[0] >= '0' && w[0] <= '9' || lower == "uhr" || lower == "am" || lower == "pm" || lower == "um" || lower == "at" || lower == "à" || lower == "h" {
			end = at + len(w)
			continue
		}
		break
	}
	if end == 0 {
		return ""
	}
	return strings.TrimLeft(s[end:], " .,|•·:;–—-")
}

// isDateLabel says whether a text is nothing but words that stand before a date.
func (r *Reader) isDateLabel(s string) bool {
	for _, w := range words(s) {
		if lower := strings.ToLower(w); !r.words.work[lower] && !r.words.after[lower] && !r.words.tails[lower] {
			return false
		}
	}
	return true
}

// Read takes a byline apart. publisher is the name of the site: it is no person.
func (r *Reader) Read(raw, publisher string) Line {
	const longest = 300 // characters
	var line Line
	s := r.Raw(text.Plain(raw))
	if s == "" || utf8.RuneCountInString(s) > longest || strings.Contains(s, "://") && !strings.Contains(s, " ") {
		return line
	}
	s = strings.TrimSpace(s[r.prefix(s):])
	if !strings.ContainsAny(s, "([（【") {
		s = strings.TrimRight(s, ")]）】")
	}
	if a, ok := r.agencies.Named(s); ok {
		line.Agencies = append(line.Agencies, a)
		return line
	}
	s = r.beforeCredits(s)
	s = r.withoutBrackets(&line, s)
	for p := range r.parts(s) {
		r.part(&line, p, publisher)
	}
	line.dropPlaces()
	return line
}

// withoutBrackets is a line without what stands in brackets, of which an agency counts.
func (r *Reader) withoutBrackets(line *Line, s string) string {
	const most = 4
	for range most {
		from := strings.IndexAny(s, "([（")
		if from < 0 {
			break
		}
		to := strings.IndexAny(s[from:], ")]）")
		inner, rest := s[from:], ""
		if to >= 0 {
			_, size := utf8.DecodeRuneInString(s[from+to:])
			inner, rest = s[from:from+to], s[from+to+size:]
		}
		if a, ok := r.agencies.Named(inner); ok {
			line.addAgency(a)
		}
		if from == 0 && len(rest) == 0 { // all of it: （责编：王芳）
			_, size := utf8.DecodeRuneInString(inner)
			inner = inner[size:]
			return inner[r.prefix(inner):]
		}
		s = s[:from] + " " + rest
	}
	return s
}

// part reads one name of a byline.
func (r *Reader) part(line *Line, p part, publisher string) {
	name := strings.TrimSpace(p.text)
	name = strings.Trim(name[r.prefix(name):], " .:*\"“”'’‘<>，")
	for _, job := range [...]string{" 기자", " 특파원", "記者", "记者"} {
		name = strings.TrimSpace(strings.TrimSuffix(name, job))
	}
	if lower := strings.ToLower(name); name == "" || r.words.by[lower] || r.words.work[lower] || r.words.after[lower] || r.words.tails[lower] || lower == "red" || r.eastern(name) == len(name) {
		return // a label that has lost its name
	}
	if a, ok := r.agencies.Named(name); ok {
		line.addAgency(a)
		return
	}
	if before, after, ok := strings.Cut(name, "/"); ok { // "Jane Roe/AFP"
		a, named := r.agencies.Named(after)
		if named {
			line.addAgency(a)
		}
		if named || r.words.isDesk(after) || isInitials(after) {
			name = strings.TrimSpace(before)
		}
		if a, ok := r.agencies.Named(name); ok { // "dpa/AFP"
			line.addAgency(a)
			return
		}
	}
	if p.of { // "of the Bristol office"
		line.Unread = true
		return
	}
	switch {
	case publisher != "" && samePublisher(name, publisher):
		line.Desk = true
	case r.words.isDesk(name):
		line.Desk = true
		if person := r.withoutJob(name, publisher); person != "" {
			line.addPerson(capitalised(person))
		}
	case line.Desk && len(line.People) > 0 && !p.and: // By Jane Roe, BBC News, New York
	case IsPerson(once(name)):
		line.addPerson(capitalised(once(name)))
	default:
		line.Unread = true
	}
}

// withoutJob is the person in "Jane Roe Staff Writer", "" where there is none.
func (r *Reader) withoutJob(name, publisher string) string {
	fields := strings.Fields(name)
	for i, w := range fields {
		if !r.words.isJob(strings.ToLower(strings.Trim(w, ".,"))) {
			continue
		}
		if i > 2 && publisher != "" && samePublisher(fields[i-1], publisher) { // Jane Roe HarbourTimes Staff
			i--
		}
		person := strings.Join(fields[:i], " ")
		if i < 2 || i > 3 || r.words.isDesk(person) || !IsPerson(person) || publisher != "" && samePublisher(person, publisher) {
			return ""
		}
		return person
	}
	return ""
}

// once is a name that stands there twice, as a link and as a picture's text, once.
func once(name string) string {
	fields := strings.Fields(name)
	if half := len(fields) / 2; half > 0 && len(fields)%2 == 0 && slices.Equal(fields[:half], fields[half:]) {
		return strings.Join(fields[:half], " ")
	}
	return name
}

// dropPlaces drops single words where others have two: "Anna Groß, Frankfurt".
// So are those beside a desk or what can't be read: "Sport und Redaktion".
func (l *Line) dropPlaces() {
	single := func(name string) bool {
		return !strings.Contains(name, " ") && !strings.Contains(name, "·") && strings.ContainsFunc(name, unicode.IsUpper)
	}
	if !l.Desk && !l.Unread && !slices.ContainsFunc(l.People, func(name string) bool { return strings.Contains(name, " ") }) {
		return
	}
	if kept := slices.DeleteFunc(slices.Clone(l.People), single); len(kept) > 0 || l.Unread || len(l.People) > 1 { // but By Olga, Staff
		l.People = kept
	}
}

func (l *Line) addAgency(a agency.Agency) {
	if !slices.Contains(l.Agencies, a) {
		l.Agencies = append(l.Agencies, a)
	}
}

func (l *Line) addPerson(name string) {
	for _, known := range l.People {
		if text.Key(known) == text.Key(name) {
			return
		}
	}
	l.People = append(l.People, name)
}

// samePublisher compares without articles, spaces and top-level domains.
func samePublisher(name, publisher string) bool {
	squeeze := func(s string) string {
		s = strings.TrimPrefix(text.Key(s), "the ")
		for _, suffix := range [...]string{" com", " de", " fr", " co uk", " org", " net", " ru", " online"} {
			s = strings.TrimSuffix(s, suffix)
		}
		return strings.ReplaceAll(s, " ", "")
	}
	a, b := squeeze(name), squeeze(publisher)
	return a != "" && a == b
}
