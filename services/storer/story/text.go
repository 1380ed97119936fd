package story

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// What of a text is read at most; a copy of more is known by that much of it.
const (
	maxSentences = 400
	maxBytes     = 256 << 10
)

// Text is an article as it is compared. Words are compared as package fulltext
// folds them, by their hashes.
type Text struct {
	publisher string
	headline  []uint64 // its longer words, each once
	sentences []sentence
	words     []uint64 // of all sentences, in their order
	has       map[uint64]struct{}
}

// sentence is a run of words that ends where a sentence does, or a paragraph.
type sentence struct {
	begin, end int    // among the words of the text
	hash       uint64 // of all words in their order
	numbers    uint64 // of those that begin with a digit
	sorted     []uint64
}

func (s *sentence) length() int { return s.end - s.begin }

// Read takes an article apart.
func Read(a *schema.Article) *Text {
	t := &Text{publisher: store.Publisher(a.Publisher.Domain), has: map[uint64]struct{}{}}
	for word := range strings.FieldsSeq(fulltext.Words(a.Headline)) {
		h := hashOf(word)
		t.has[h] = struct{}{}
		if isContent(word) && !slices.Contains(t.headline, h) {
			t.headline = append(t.headline, h)
		}
	}
	body := a.ArticleBody
	if len(body) > maxBytes {
		body = body[:maxBytes]
	}
	for s := range sentences(body) {
		t.add(s)
		if len(t.sentences) == maxSentences {
			break
		}
	}
	return t
}

// add reads a sentence.
func (t *Text) add(text string) {
	s := sentence{begin: len(t.words), hash: fnvOffset, numbers: fnvOffset}
	for word := range strings.FieldsSeq(fulltext.Words(text)) {
		h := hashOf(word)
		t.words = append(t.words, h)
		t.has[h] = struct{}{}
		s.hash = chain(s.hash, h)
		if '0' <= word[0] && word[0] <= '9' {
			s.numbers = chain(s.numbers, h)
		}
	}
	if s.end = len(t.words); s.end == s.begin {
		return
	}
	s.sorted = slices.Clone(t.words[s.begin:s.end])
	slices.Sort(s.sorted)
	t.sentences = append(t.sentences, s)
}

// isContent tells the words of a headline that say what it is about: those that
// are no short words of a script with spaces.
func isContent(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return utf8.RuneCountInString(word) > 3 || first >= 0x0e00 || unicode.IsDigit(first)
}

// sentences parts a text at the ends of lines and of sentences. Where that is
// wrong, as after "U.S.", it is as wrong in a copy.
func sentences(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		begin := 0
		for i, r := range text {
			end := i + utf8.RuneLen(r)
			switch r {
			case '\n', '。', '！', '？', '．', '।', '؟':
			case '.', '!', '?', '…':
				if next, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && !unicode.IsSpace(next) && !isQuote(next) {
					continue
				}
			default:
				continue
			}
			if !yield(text[begin:end]) {
				return
			}
			begin = end
		}
		yield(text[begin:])
	}
}

func isQuote(r rune) bool { return strings.ContainsRune(`"'”’»)`, r) }

// FNV-1a, 64 bits: keys are stored, so that the hash must stay the same.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// chain goes on with a hash.
func chain(h, next uint64) uint64 { return (h ^ next) * fnvPrime }

// hashOf is the hash of a word, all bits of which are good (the finaliser of MurmurHash3).
func hashOf(word string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(word) {
		h = chain(h, uint64(word[i]))
	}
	return mix(h)
}

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
