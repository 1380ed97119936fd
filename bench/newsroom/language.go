package newsroom

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// wordFiles hold the words and the sentences of each language, a file each.
//
//go:embed words/*.txt
var wordFiles embed.FS

// language is what the pages of a publisher are written with. The sentences are
// invented, but their words are the common ones of the language, for a reader
// that tells languages apart must be able to.
type language struct {
	code  string         // BCP 47
	zone  *time.Location // a publisher's zone, fixed, so that no time zone database is needed
	right bool           // written from right to left
	words map[string][]string
}

// languageCodes are all languages that there are words of, English first.
func languageCodes() []string {
	return []string{"en", "de", "fr", "es", "ru", "ar", "ja", "it", "pt"}
}

// loadLanguages reads the words of the languages, in the order given.
func loadLanguages(codes []string) ([]*language, error) {
	var all []*language
	for _, code := range codes {
		text, err := fs.ReadFile(wordFiles, path.Join("words", code+".txt"))
		if err != nil {
			return nil, fmt.Errorf("words of language %q: %w", code, err)
		}
		l, err := parseLanguage(code, string(text))
		if err != nil {
			return nil, fmt.Errorf("words of language %q: %w", code, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// parseLanguage reads lines of the form "key: phrase | phrase | …".
func parseLanguage(code, text string) (*language, error) {
	l := &language{code: code, right: code == "ar", words: make(map[string][]string)}
	for line := range strings.Lines(text) {
		key, phrases, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return nil, fmt.Errorf("line %q is no list of phrases", line)
		}
		for phrase := range strings.SplitSeq(phrases, " | ") {
			l.words[key] = append(l.words[key], phrase)
		}
	}
	var faults []error
	for _, key := range languageKeys() {
		if len(l.words[key]) == 0 {
			faults = append(faults, fmt.Errorf("no phrase under %q", key))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	zone, err := time.Parse("-07:00", l.word("zone"))
	if err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	_, offset := zone.Zone()
	l.zone = time.FixedZone("", offset)
	return l, nil
}

// languageKeys are the lists that each language must have.
func languageKeys() []string {
	return strings.Fields("zone place title name given family person by section keyword subject verb object when " +
		"sentence marked subheading item headline quote caption credit home search login subscribe more also related " +
		"popular newsletter advert comments reply share about contact privacy terms accept refuse cookies rights " +
		"local match.headline match.fact match.stock weather.headline weather.fact weather.stock market.headline market.fact market.stock")
}

// word is the only phrase of a list, such as the label of a button.
func (l *language) word(key string) string { return l.words[key][0] }

// phrase writes a phrase of a list, with its placeholders filled in:
//
//	$s $v $o $w  subject, verb, object, adverbial; $S $O $W begin a sentence
//	$m           the marker given
//	$n           a small number
//	$p $g $f     a person, her given name, her family name
func (l *language) phrase(d *dice, buf []byte, key, marker string) []byte {
	return l.fill(d, buf, d.pick(l.words[key]), marker)
}

func (l *language) fill(d *dice, buf []byte, pattern, marker string) []byte {
	for {
		i := strings.IndexByte(pattern, '$')
		if i < 0 || i+1 == len(pattern) {
			return append(buf, pattern...)
		}
		buf = append(buf, pattern[:i]...)
		switch placeholder := pattern[i+1]; placeholder {
		case 'm':
			buf = append(buf, marker...)
		case 'n':
			buf = strconv.AppendInt(buf, int64(d.between(3, 98)), 10)
		case 'p':
			buf = l.phrase(d, buf, "person", "")
		case 'S', 'O', 'W':
			buf = appendCapitalised(buf, d.pick(l.words[listOf(placeholder)]))
		default:
			buf = append(buf, d.pick(l.words[listOf(placeholder)])...)
		}
		pattern = pattern[i+2:]
	}
}

// listOf is the list that a placeholder stands for.
func listOf(placeholder byte) string {
	switch placeholder {
	case 's', 'S':
		return "subject"
	case 'v':
		return "verb"
	case 'o', 'O':
		return "object"
	case 'w', 'W':
		return "when"
	case 'g':
		return "given"
	case 'f':
		return "family"
	}
	return "home" // no such placeholder is in the files, a test looks
}

// text writes sentences, the one at a random place with the marker in it.
func (l *language) text(d *dice, buf []byte, sentences int, marker string) []byte {
	marked := d.below(sentences)
	for i := range sentences {
		if i > 0 && l.code != "ja" { // the only one without spaces
			buf = append(buf, ' ')
		}
		key := "sentence"
		if i == marked && marker != "" {
			key = "marked"
		}
		buf = l.phrase(d, buf, key, marker)
	}
	return buf
}

// name is the n-th publisher's name, another for each n until the list is through,
// and the place where it is at home.
func (l *language) name(n int) (name, place string) {
	places, titles := l.words["place"], l.words["title"]
	place = places[n%len(places)]
	return facts{'a': place, 't': titles[(n+n/len(places))%len(titles)]}.put(l.word("name")), place
}

// sections are the sections of a publisher.
func (l *language) sections() []string { return l.words["section"] }

// keywords are some of the keywords, in the order of the list, none twice.
func (l *language) keywords(d *dice, count int) []string {
	chosen := make(map[string]bool, count)
	for range count {
		chosen[d.pick(l.words["keyword"])] = true
	}
	return slices.Sorted(maps.Keys(chosen))
}

func appendCapitalised(buf []byte, s string) []byte {
	first, size := utf8.DecodeRuneInString(s)
	buf = append(buf, strings.ToUpper(string(first))...)
	return append(buf, s[size:]...)
}
