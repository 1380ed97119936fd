package extract

import (
	"fmt"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// isStranger says whether a page has nothing to do with what the feed announced,
// such as a wall of consent, a login, or the word that nothing was found, which
// many sites answer at the article's own address. Such a page declares no article
// and has little text, and hardly a word of the feed's title occurs anywhere in it:
// newspapers rewrite their headlines, and none writes a story without the words of
// its subject. Link blogs do have titles of their own for the pages of others, which
// is why the text must be short.
func (p *page) isStranger(body []block.Block) bool {
	const (
		least = 4       // words that a title must have to tell anything
		share = 1. / 3. // of them that occur at least
		most  = 150     // words of a wall, for what is longer is meant to be read
	)
	words := 0
	for i := range body {
		words += body[i].Words
	}
	if p.Item == nil || p.ld.Headline != "" || words > most {
		return false
	}
	wanted := map[string]bool{}
	text.EachWord(p.Item.Title, func(word []byte) bool {
		if stem, ok := stemOf(word); ok {
			wanted[string(stem)] = false
		}
		return true
	})
	if len(wanted) < least {
		return false
	}
	found := 0
	look := func(s string) {
		text.EachWord(s, func(word []byte) bool {
			stem, _ := stemOf(word)
			if seen, isWanted := wanted[string(stem)]; isWanted && !seen {
				wanted[string(stem)] = true
				found++
			}
			return true
		})
	}
	look(p.survey.Title)
	for i := range p.blocks {
		look(p.blocks[i].Text)
	}
	return float64(found) < share*float64(len(wanted))
}

// stemOf is what the forms of a word begin with, in most languages; false for
// short words, which are in every text.
func stemOf(word []byte) ([]byte, bool) {
	const shortest, longest = 4, 5 // runes
	end, n := 0, 0
	for end < len(word) && n < longest {
		_, size := utf8.DecodeRune(word[end:])
		end += size
		n++
	}
	return word[:end], n >= shortest
}

// stranger is the error for such a page.
func (p *page) stranger() error {
	return &Error{ReasonElsewhere, fmt.Sprintf("the page %.80q has nothing of what the feed announced, %.80q: it may be a wall, a login or an error", p.survey.Title, p.Item.Title)}
}
