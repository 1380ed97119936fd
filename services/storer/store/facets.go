package store

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// SimhashDistance is how many bits of two simhashes may differ for [Query.Simhash]:
// the three of Manku et al. 2007, "Detecting Near-Duplicates for Web Crawling".
const SimhashDistance = 3

// maxFacets is by how many authors, providers or keywords of one article it is found at most.
const maxFacets = 64

// Facets are what an article is found by beside its words, each in the form in
// which [Query] is compared with it; what an article doesn't have is empty.
type Facets struct {
	Language, Publisher, Feed, Section string
	Authors, Providers, Keywords       []string
	// Simhash is the article's, if HasSimhash.
	Simhash    uint64
	HasSimhash bool
}

// FacetsOf gives the facets of an article.
func FacetsOf(a *schema.Article) Facets {
	f := Facets{
		Language: Language(a.InLanguage), Publisher: Publisher(a.Publisher.Domain), Feed: a.Feed.ID,
		Section: fulltext.Name(a.ArticleSection), Keywords: names(a.Keywords),
	}
	authors := make([]string, len(a.Author))
	for i, person := range a.Author {
		authors[i] = person.Name
	}
	f.Authors = names(authors)
	if p := a.Provider; p != nil {
		f.Providers = names([]string{p.Name, p.Domain})
	}
	simhash, err := ParseSimhash(a.Simhash)
	f.Simhash, f.HasSimhash = simhash, err == nil
	return f
}

// names are some names as they are compared, each once.
func names(printed []string) []string {
	var all []string
	for _, name := range printed {
		name = fulltext.Name(name)
		if name == "" || slices.Contains(all, name) {
			continue
		}
		if all = append(all, name); len(all) == maxFacets {
			break
		}
	}
	return all
}

// ParseSimhash reads a simhash as records have it.
func ParseSimhash(s string) (uint64, error) {
	h, err := strconv.ParseUint(s, 16, 64)
	if err != nil || len(s) != 16 {
		return 0, fmt.Errorf("%.40q is no simhash: give 16 hexadecimal digits, as records have them", s)
	}
	return h, nil
}

// Bands are the four quarters of a simhash, the highest first. Two simhashes of
// which no more than [SimhashDistance] bits differ have at least one in common.
func Bands(simhash uint64) [SimhashDistance + 1]uint16 {
	return [...]uint16{uint16(simhash >> 48), uint16(simhash >> 32), uint16(simhash >> 16), uint16(simhash)}
}
