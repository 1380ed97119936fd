package fulltext

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of a search; nobody types more, and programs should ask twice.
const (
	maxText    = 4096 // bytes
	maxPhrases = 64
)

// ErrNoWords is returned for a text that isn't empty but has nothing to search for.
var ErrNoWords = errors.New("search has no word to look for")

// Search is what a user looks for.
type Search struct {
	// All must be found, each of them by any one of its phrases.
	All [][]Phrase
	// None must be found.
	None []Phrase
}

// Phrase is words that must follow one another. It has at least one.
type Phrase struct {
	// Words are as [Words] gives them.
	Words []string
	// Open says that the last word need only be the beginning of one.
	Open bool
}

// Parse reads a line as people know it from search engines:
//
//	word other        both, anywhere
//	"word other"      one after the other
//	word OR other     one of them, or both; OR binds closer than a space
//	-word -"a phrase" not this
//
// OR is a word in lower case; AND is understood, and means nothing that a space
// doesn't. All else is taken for text, so that there is no wrong syntax: a quote
// without an end goes to the end of the line, brackets are spaces. What is
// joined by punctuation is a phrase: covid-19 is "covid 19".
func Parse(line string) (Search, error) {
	if len(line) > maxText {
		return Search{}, fmt.Errorf("search has %d bytes, at most %d are read", len(line), maxText)
	}
	var s Search
	count, or := 0, false
	for rest := line; ; {
		var t term
		if t, rest = next(rest); t.text == "" && rest == "" {
			break
		}
		if t.isOperator() {
			or = t.text == "OR"
			continue
		}
		p := phrase(t.text)
		if len(p.Words) == 0 {
			continue
		}
		if count++; count > maxPhrases {
			return Search{}, fmt.Errorf("search has more than %d words and phrases", maxPhrases)
		}
		switch last := len(s.All) - 1; {
		case t.not:
			s.None = append(s.None, p)
		case or && last >= 0:
			s.All[last] = append(s.All[last], p)
		default:
			s.All = append(s.All, []Phrase{p})
		}
		or = false
	}
	if count == 0 && strings.TrimSpace(line) != "" {
		return Search{}, ErrNoWords
	}
	return s, nil
}

// term is a word or a quoted phrase as it was typed.
type term struct {
	text   string
	quoted bool
	not    bool
}

func (t term) isOperator() bool {
	return !t.quoted && !t.not && (t.text == "OR" || t.text == "AND")
}

// next takes the first term off a line. Both are empty at its end.
func next(line string) (term, string) {
	var t term
	line = strings.TrimLeftFunc(line, unicode.IsSpace)
	if after, ok := strings.CutPrefix(line, "-"); ok {
		t.not, line = true, after
	}
	if r, size := utf8.DecodeRuneInString(line); isQuote(r) {
		t.quoted, line = true, line[size:]
		end := strings.IndexFunc(line, isQuote)
		if end < 0 {
			t.text = line
			return t, ""
		}
		t.text = line[:end]
		_, size = utf8.DecodeRuneInString(line[end:])
		return t, line[end+size:]
	}
	end := strings.IndexFunc(line, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) })
	if end < 0 {
		end = len(line)
	}
	t.text = line[:end]
	return t, line[end:]
}

func isQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }
