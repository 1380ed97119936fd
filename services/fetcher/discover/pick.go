package discover

import (
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The ranks of candidates: the sum of what speaks against one.
const (
	rankLink     = 0
	rankJSON     = 1
	rankComments = 2
	rankAnchor   = 4
)

// choices are the candidates in the order of their ranks, those of one rank in
// that of the page.
func (f *finder) choices() []schema.Choice {
	f.endAnchor()
	slices.SortStableFunc(f.found, func(a, b candidate) int { return a.rank - b.rank })
	var list []schema.Choice
	for _, c := range f.found[:min(len(f.found), maxChoices)] {
		list = append(list, c.Choice)
	}
	return list
}

// Pick is the feed that is clearly meant by a page that names these, as [Feeds]
// gave them, and false if that is for the user to say. It is clear when
//
//   - only one is left without the comment feeds, or
//   - all that are left are one content in several formats, by their titles and
//     addresses without the names of formats. It is then the first one, so that a
//     JSON Feed, which fewer readers test, is taken only where there is nothing else.
//
// Anchors count only where no link names a feed. A feed of comments is never
// clearly meant, not even as the only one: it is what a single story has.
func Pick(choices []schema.Choice) (schema.Choice, bool) {
	named := slices.ContainsFunc(choices, func(c schema.Choice) bool { return c.Type != "" && !isComments(c) })
	var left []schema.Choice
	for _, c := range choices {
		if !isComments(c) && (c.Type != "" || !named) {
			left = append(left, c)
		}
	}
	if len(left) == 0 {
		return schema.Choice{}, false
	}
	for _, c := range left[1:] {
		if !sameContent(left[0], c) {
			return schema.Choice{}, false
		}
	}
	return left[0], true
}

// sameContent says whether two feeds are most likely one in two formats: their
// titles don't differ but for the formats' names, and neither do their addresses;
// or the formats do differ, and the titles, which say something, don't.
func sameContent(a, b schema.Choice) bool {
	titleA, titleB := essence(a.Title), essence(b.Title)
	if titleA != titleB && titleA != "" && titleB != "" {
		return false
	}
	sameAddress := essence(addressWords(a.URL)) == essence(addressWords(b.URL)) && sameSite(a.URL, b.URL)
	return sameAddress || titleA == titleB && titleA != "" && a.Type != b.Type && a.Type != "" && b.Type != ""
}

// essence is a title or an address without the words that name formats, and
// without their versions.
func essence(s string) string {
	var kept []string
	versioned := false
	for _, word := range words(s) {
		switch word {
		case "rss", "atom", "rdf", "json", "version":
			versioned = true
			continue
		case "rss2", "rss1", "rss20", "rss10", "atom1", "atom10", "xml", "feed", "feeds", "format", "type", "alt", "output", "index", "default", "php", "subscribe":
			versioned = false
			continue
		}
		if versioned = versioned && strings.Trim(word, "0123456789") == ""; !versioned {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}
