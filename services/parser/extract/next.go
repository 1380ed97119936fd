package extract

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// next is the address of the article's next page, "" when it has none. Sites give
// rel=next to the next story as well, and to the next page of what readers say. So
// an address counts only if it is that of the first page with the number of the
// page after this one.
func (p *page) next() string {
	first, number := p.address.String(), 2
	if p.Before != nil {
		first, number = p.Before.URL, p.Number+1
	}
	for _, address := range p.survey.Next {
		if isPageOf(first, address, number) {
			return address
		}
	}
	return ""
}

// isPageOf says whether an address is that of a later page of an article, by the
// address of its first page and the later one's number, from 2.
func isPageOf(first, address string, number int) bool {
	from, to := canonical(first), canonical(address)
	if from == nil || to == nil || from.Host != to.Host || from.Scheme == "https" && to.Scheme != "https" {
		return false
	}
	a, b := strings.TrimSuffix(from.Path, "/"), strings.TrimSuffix(to.Path, "/")
	if a == b {
		return isPageOfQuery(from.Query(), to.Query(), number)
	}
	return from.RawQuery == to.RawQuery && isPageOfPath(a, b, number)
}

// canonical is an address without what only tracks; nil if it is none.
func canonical(address string) *url.URL {
	s, err := schema.CanonicalURL(address)
	if err != nil {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil
	}
	return u
}

// isPageOfQuery compares two queries, which may differ in the page's number alone.
// Some sites count from 0.
func isPageOfQuery(from, to url.Values, number int) bool {
	key := ""
	for k, values := range to {
		if slices.Equal(values, from[k]) {
			continue
		}
		if key != "" || !isPageWord(strings.ToLower(k)) || len(values) != 1 || len(from[k]) > 1 {
			return false
		}
		key = k
	}
	for k := range from {
		if !to.Has(k) {
			return false
		}
	}
	if key == "" {
		return false
	}
	value := to.Get(key)
	switch from.Get(key) {
	case "1":
		return value == strconv.Itoa(number)
	case "0":
		return value == strconv.Itoa(number-1)
	case "":
		return value == strconv.Itoa(number) || value == strconv.Itoa(number-1)
	}
	return false
}

// isPageOfPath compares two paths without a slash at the end: the later one has a
// number more at its end, as in /story/2, /story/page-2, /story,2.html and
// /story_2.html, or another one where the first has 1, as in /story/page/1.
func isPageOfPath(from, to string, number int) bool {
	ending := path.Ext(from)
	switch ending {
	case ".html", ".htm", ".shtml", ".php", ".aspx", ".asp", ".jsp":
	default:
		ending = ""
	}
	stem := strings.TrimSuffix(from, ending)
	later, hadNumber := cutNumber(strings.TrimSuffix(to, ending), number)
	if !hadNumber {
		return false
	}
	mark, isLater := strings.CutPrefix(later, from) // /story/2, /story.html/2
	if !isLater {
		mark, isLater = strings.CutPrefix(later, stem)
	}
	if first, hadOne := cutNumber(stem, 1); !isLater && hadOne && first == later {
		_, word := cutWord(later)
		return word != "" // else it would be another story of the same name
	}
	if !isLater {
		return false
	}
	mark, word := cutWord(mark)
	switch strings.Trim(mark, "/") {
	case "":
		return strings.HasPrefix(mark, "/")
	case ",", ";", ".":
		return true
	case "-", "_", "--":
		return word != "" || ending != "" // /boat-2 may be the second story of the boat
	}
	return false
}

// cutNumber takes a number off the end, if it stands there.
func cutNumber(s string, number int) (before string, ok bool) {
	before = strings.TrimRight(s, "0123456789")
	return before, s[len(before):] == strconv.Itoa(number)
}

// cutWord takes the word for a page off the end, with what parts it from its number.
func cutWord(s string) (before, word string) {
	trimmed := strings.TrimRight(s, "/-_=,.")
	i := len(trimmed)
	for i > 0 && 'a' <= trimmed[i-1]|0x20 && trimmed[i-1]|0x20 <= 'z' {
		i--
	}
	if word = strings.ToLower(trimmed[i:]); word != "" && isPageWord(word) {
		return trimmed[:i], word
	}
	return s, ""
}

// isPageWord knows how sites call the pages of an article in addresses.
func isPageWord(s string) bool {
	switch s {
	case "page", "p", "pg", "pp", "paged", "pagina", "pag", "seite", "side", "sida", "sivu", "strona", "str", "stranica", "strana", "pagenum", "pageno", "currentpage", "page_no", "page_num":
		return true
	}
	return false
}
