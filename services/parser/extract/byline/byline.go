package byline

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Reader reads bylines. It is safe for use by any number of goroutines.
type Reader struct {
	agencies          *agency.Directory
	prefix, separator *regexp.Regexp
	updated, dated    *regexp.Regexp
	posted, tail      *regexp.Regexp
	parenthese        *regexp.Regexp
}

// Line is what a byline says.
type Line struct {
	People   []string
	Agencies []agency.Agency
	Desk     bool // names a desk, the staff or the publisher itself
}

// The words that stand before a name: what was done, and "by" in the languages
// of the press; and labels, which need a colon.
const (
	work = `(?:written|reported|posted|published|recipe|(?:view\s+)?(?:all|more)\s+posts|post\s+author|words|story|text|article|analysis|opinion|review|reporting|report|photos?|` +
		`pressemitteilung|geschrieben|erstellt|eingestellt|veröffentlicht|verfasst|(?:zeige\s+)?alle\s+beiträge|beitrag|artikel|` +
		`écrit|publié|rédigé|escrito|publicado|scritto|pubblicato|geschreven|skrevet|napisał)`
	by    = `by|von|vom|par|por|door|di|da|av|af|tekst|text|au(?:tor(?:en|a|es)?|teurs?|thors?)|escribe|автор(?:ы)?|текст|文|取材・文|記者|记者|作者|作成者|작성자|글|بقلم|كتب|كتبت|نویسنده|מאת|yazan`
	label = `責任編輯|责任编辑|編集|编辑|redaktion|redactor(?:a|es)?`
)

// New makes a reader.
func New(agencies *agency.Directory) *Reader {
	return &Reader{
		agencies: agencies,
		prefix:   regexp.MustCompile(`(?i)^(?:(?:` + work + `\s+)?(?:` + by + `)(?:\s*[:：/／・]\s*|\s+)|(?:` + work + `|` + label + `)\s*[:：]\s*)`),
		// the word "and" of many languages, and marks
		separator:  regexp.MustCompile(`\s*(?:[,;|•·、，،؛]|\s/\s|\s[-–—]\s|\s&\s|\n|\s(?i:and|und|et|en|och|og|with|in|for|of|via|from|at|y|и|та|і|mit|con|con la|avec)\s)\s*`),
		updated:    regexp.MustCompile(`(?i)\b(?:updated?|published|posted|last modified|aktualisiert|veröffentlicht|mis à jour|publié|actualizado|publicado|min(?:ute)?s? read)\b.*$`),
		dated:      regexp.MustCompile(`[\s,|·•–—-]*(?:\b\p{L}{3,9}\.?\s+\d{1,2},?\s+\d{4}|\b\d{1,2}\.?\s+(?:de\s+)?\p{L}{3,10}\.?(?:\s+de)?\s+\d{4}|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b\d{4}-\d{2}-\d{2}).*$`),
		posted:     regexp.MustCompile(`(?i)^(?:posted|published|veröffentlicht|publié|publicado|pubblicato)\b.{0,48}?\s(by|von|par|por|da)\s+`),
		tail:       regexp.MustCompile(`(?i)\s+(?:on|am|le|um|at|vom|posted|publiziert|stand|alle\s+(?:artikel|beiträge)|more\s+posts|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)\s*[:.,]?$`),
		parenthese: regexp.MustCompile(`\s*[(\[（][^)\]）]*[)\]）]?`),
	}
}

// Begins says whether a line begins as bylines do: "By Jane Roe", "Автор: Анна Петрова".
func Begins(s string) bool {
	first, _, ok := strings.Cut(strings.ToLower(text.Cut(s, 24)), " ")
	if i := strings.IndexAny(first, ":：・"); i >= 0 {
		first, ok = first[:i], true
	}
	switch first {
	case "by", "von", "par", "por", "door", "di", "av", "af", "автор", "авторы", "text", "tekst", "words", "written", "story", "reporting",
		"文", "取材", "記者", "记者", "作者", "작성자", "글", "بقلم", "נכתב", "מאת", "yazan", "escribe", "posted", "geschrieben", "erstellt":
		return ok
	}
	return strings.HasPrefix(s, "文／") || strings.HasPrefix(s, "文/")
}

// maxLine is how many characters of a text are looked at: no byline is longer.
const maxLine = 400

// Raw is a byline as printed, as one line and without what follows it: dates and the like.
func (r *Reader) Raw(s string) string {
	s = r.posted.ReplaceAllString(text.Cut(text.Collapse(s), maxLine), "$1 ")
	before := 0
	if m := r.prefix.FindStringIndex(s); m != nil { // "Posted by" is no date
		before = m[1]
	}
	s = s[:before] + r.dated.ReplaceAllString(r.updated.ReplaceAllString(s[before:], ""), "")
	return strings.TrimRight(strings.TrimSpace(s), " |,;•·–—-")
}

// Read takes a byline apart. publisher is the name of the site: it is no person.
func (r *Reader) Read(raw, publisher string) Line {
	var line Line
	s := r.Raw(text.Plain(raw))
	if s == "" || utf8.RuneCountInString(s) > 300 || strings.Contains(s, "://") && !strings.Contains(s, " ") {
		return line
	}
	if a, ok := r.agencies.Named(r.trimPrefix(s)); ok {
		line.Agencies = append(line.Agencies, a)
		return line
	}
	s = r.trimPrefix(s)
	for range 3 {
		s = r.tail.ReplaceAllString(s, "")
	}
	for _, inner := range r.parenthese.FindAllString(s, 4) {
		if a, ok := r.agencies.Named(inner); ok {
			line.addAgency(a)
		}
	}
	s = r.parenthese.ReplaceAllString(s, "")
	for _, part := range r.separator.Split(s, 24) {
		r.part(&line, part, publisher)
	}
	return line
}

// part reads one name of a byline.
func (r *Reader) part(line *Line, part, publisher string) {
	part = strings.Trim(r.trimPrefix(strings.TrimSpace(part)), " .:*\"“”'’‘<>")
	if part == "" {
		return
	}
	if a, ok := r.agencies.Named(part); ok {
		line.addAgency(a)
		return
	}
	if before, after, ok := strings.Cut(part, "/"); ok { // "Jane Roe/AFP"
		if a, ok := r.agencies.Named(after); ok {
			line.addAgency(a)
			part = strings.TrimSpace(before)
		}
	}
	switch {
	case isDesk(part) || publisher != "" && samePublisher(part, publisher):
		line.Desk = true
	case IsPerson(part):
		line.addPerson(capitalised(part))
	}
}

// trimPrefix drops "By" and its like, also where the page forgot the space after it.
func (r *Reader) trimPrefix(s string) string {
	s = strings.TrimSpace(r.prefix.ReplaceAllString(s, ""))
	for _, word := range [...]string{"By", "Von", "von", "Par", "par", "Por", "por", "Author", "Autor"} { //nolint:misspell // German and Spanish
		if rest, ok := strings.CutPrefix(s, word); ok {
			if first, _ := utf8.DecodeRuneInString(rest); unicode.IsUpper(first) {
				return rest
			}
		}
	}
	return s
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

// isDesk knows the words that no person's name has: jobs, desks, organisations.
func isDesk(s string) bool {
	for w := range text.Words(s) {
		switch w {
		case "staff", "editor", "editors", "editorial", "board", "newsroom", "desk", "team", "bureau", "reporter", "reporters",
			"correspondent", "correspondents", "writer", "writers", "contributor", "contributors", "journalist", "producer",
			"redaktion", "redacción", "redaccion", "redação", "redacao", "rédaction", "redazione", "redactie", "redakcja", "redakce", "redaksjonen", "redaktionen",
			"редакция", "редакція", "agencies", "agencia", "agencias", "agenturen", "agences", "agency", "admin", "administrator", "webmaster",
			"news", "press", "media", "magazine", "newspaper", "tv", "radio", "online", "digital", "service", "services", "wire", "wires",
			"committee", "association", "university", "institute", "department", "ministry", "group", "inc", "ltd", "gmbh", "corp",
			"special", "senior", "chief", "guest", "columnist", "author", "anonymous", "unknown", "nachrichten", "zeitung", "編集部", "编辑部", "编辑",
			"photographer", "fotograf", "director", "manager", "specialist", "analyst", "freelance", "politics", "business", "sports", "sport", "health", "health-care",
			"journaliste", "journalistin", "redakteur", "redakteurin", "chefredakteur", "periodista", "giornalista", "корреспондент", "корр", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "www", "com", "http", "https",
			"verband", "bundesverband", "stiftung", "foundation", "abteilung", "pressestelle", "ministerium", "partei", "ag", "solutions",
			"erstellt", "stand", "edit", "method", "germany", "deutschland", "schweiz", "österreich", "phd",
			"datum", "written", "publiziert", "geändert", "aktualisiert", "artikel", "beiträge", "inhalte", "posts", "getty", "images", "por", "credentials":
			return true
		}
	}
	return false
}

// IsPerson says whether a text can be the name of a person: one to six words of
// letters, at least one of which begins with a capital where the script has any.
func IsPerson(s string) bool {
	if n := utf8.RuneCountInString(s); n < 2 || n > 60 || strings.ContainsAny(s, "@/\\<>{}[]=|:;!?%$#&*_+©0123456789") {
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
	return capital || !cased
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
func IsHandle(s string) bool {
	const least, most = 3, 32
	if n := utf8.RuneCountInString(s); n < least || n > most || isDesk(s) {
		return false
	}
	for _, account := range [...]string{"admin", "team", "anonym", "anónim", "webmaster"} { // of nobody, or of several
		if strings.Contains(strings.ToLower(s), account) {
			return false
		}
	}
	letters := false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r) {
			return false
		}
		letters = letters || unicode.IsLetter(r)
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
