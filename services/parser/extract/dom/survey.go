package dom

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// The most of each kind that a survey keeps: real pages stay far below.
const (
	maxMetas   = 512
	maxScripts = 64
	maxKept    = 256
	maxScript  = 2 << 20 // bytes of one script
	maxContent = 8 << 10 // bytes of one meta element or title
)

// Survey is what a page says of itself, in the order of the page.
type Survey struct {
	Lang      string                  // <html lang>
	Title     string                  // <title>, as it stands
	Canonical string                  // rel=canonical, absolute
	License   string                  // rel=license, absolute
	Next      []string                // rel=next of links in head and body, absolute
	Metas     map[string][]string     // by name, property, itemprop or http-equiv, in lower case
	Scripts   []string                // JSON-LD, as it stands
	Headings  []*html.Node            // h1
	Times     []*html.Node            // <time>, and what has a datetime
	Bylines   []*html.Node            // elements that are marked as names of authors
	Players   []*html.Node            // <video>, <audio>, frames, and elements of a site's own that are named after those
	Props     map[string][]*html.Node // elements of the body by itemprop
	Base      *url.URL                // what the page's addresses are relative to
	Nodes     int                     // of the tree
}

// Look surveys a page. address is the page's own, to which its links are relative.
func Look(doc *html.Node, address *url.URL) *Survey {
	s := &Survey{Metas: map[string][]string{}, Props: map[string][]*html.Node{}, Base: address}
	for n := doc.FirstChild; n != nil; n = Next(n, doc) {
		s.Nodes++
		if n.Type == html.ElementNode {
			s.element(n)
		}
	}
	return s
}

// Meta is the first value that is not empty of the metas of these names, as plain text.
func (s *Survey) Meta(names ...string) string {
	for _, name := range names {
		for _, v := range s.Metas[name] {
			if v = text.Plain(v); v != "" {
				return v
			}
		}
	}
	return ""
}

// Absolute is an address of the page in full, "" when it is none of http or https.
func (s *Survey) Absolute(ref string) string { return Absolute(s.Base, ref) }

// Absolute is ref in full, relative to base; "" when it is none of http or https.
func Absolute(base *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > 4096 || strings.HasPrefix(ref, "#") {
		return ""
	}
	u, err := url.Parse(strings.ReplaceAll(strings.Map(dropBreaks, ref), " ", "%20"))
	if err != nil {
		return ""
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

func dropBreaks(r rune) rune {
	switch r {
	case '\n', '\r', '\t':
		return -1
	}
	return r
}

func (s *Survey) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		s.Lang = text.Collapse(Attr(n, "lang"))
		if s.Lang == "" {
			s.Lang = text.Collapse(Attr(n, "xml:lang"))
		}
	case atom.Base:
		if base := Absolute(s.Base, Attr(n, "href")); base != "" {
			s.Base, _ = url.Parse(base)
		}
	case atom.Title:
		if s.Title == "" && n.Namespace == "" {
			s.Title = text.Plain(Head(Raw(n), maxContent))
		}
	case atom.Meta:
		s.meta(n)
	case atom.Link:
		s.link(n)
	case atom.Script:
		s.script(n)
	case atom.H1:
		keep(&s.Headings, n)
	case atom.Video, atom.Audio, atom.Iframe:
		keep(&s.Players, n)
	default:
		s.inBody(n)
	}
	if prop := Attr(n, "itemprop"); prop != "" && n.DataAtom != atom.Meta {
		s.prop(n, prop)
	}
}

// inBody keeps the elements that say when and by whom, looking at each attribute once.
func (s *Survey) inBody(n *html.Node) {
	isTime, isByline := n.DataAtom == atom.Time, false
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "datetime":
			isTime = true
		case "rel":
			isByline = isByline || hasWord(a.Val, "author")
			if n.DataAtom == atom.A && hasWord(a.Val, "next") {
				s.next(n)
			}
		case "class", "id", "data-testid", "itemprop":
			isByline = isByline || namesAuthor(Head(a.Val, maxNames))
		}
	}
	switch {
	case isTime:
		keep(&s.Times, n)
	case isByline:
		keep(&s.Bylines, n)
	case n.DataAtom == 0 && (strings.Contains(n.Data, "video") || strings.Contains(n.Data, "audio")):
		keep(&s.Players, n)
	}
}

// next keeps where the page says that it goes on; no real page says so of many.
func (s *Survey) next(n *html.Node) {
	const most = 8
	if address := s.Absolute(Attr(n, "href")); address != "" && len(s.Next) < most && !slices.Contains(s.Next, address) {
		s.Next = append(s.Next, address)
	}
}

// namesAuthor looks in the names of an element for the words that sites mark
// the names of authors with.
func namesAuthor(names string) bool {
	for i := range len(names) {
		rest := names[i:]
		switch names[i] | 0x20 {
		case 'a':
			if hasPrefixFold(rest, "author") || hasPrefixFold(rest, "autor") || hasPrefixFold(rest, "auteur") { //nolint:misspell // German and Spanish
				return true
			}
		case 'b':
			if hasPrefixFold(rest, "byline") {
				return true
			}
		case 'c':
			if hasPrefixFold(rest, "credit-name") {
				return true
			}
		case 'w':
			if hasPrefixFold(rest, "writer") {
				return true
			}
		}
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func (s *Survey) meta(n *html.Node) {
	content := Head(Attr(n, "content"), maxContent)
	if content == "" || len(s.Metas) >= maxMetas {
		return
	}
	for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(Attr(n, key)))
		if name == "" || len(s.Metas[name]) >= maxKept {
			continue
		}
		s.Metas[name] = append(s.Metas[name], content)
	}
}

func (s *Survey) link(n *html.Node) {
	rel := strings.ToLower(Attr(n, "rel"))
	switch {
	case s.Canonical == "" && hasWord(rel, "canonical"):
		s.Canonical = s.Absolute(Attr(n, "href"))
	case s.License == "" && hasWord(rel, "license"):
		s.License = s.Absolute(Attr(n, "href"))
	case hasWord(rel, "next"):
		s.next(n)
	}
}

func (s *Survey) script(n *html.Node) {
	if len(s.Scripts) >= maxScripts || !strings.Contains(strings.ToLower(Attr(n, "type")), "ld+json") {
		return
	}
	if raw := Raw(n); len(raw) <= maxScript {
		s.Scripts = append(s.Scripts, raw)
	}
}

func (s *Survey) prop(n *html.Node, props string) {
	for prop := range strings.FieldsSeq(strings.ToLower(props)) {
		if kept := s.Props[prop]; len(kept) < maxKept && len(s.Props) < maxMetas {
			s.Props[prop] = append(kept, n)
		}
	}
}

func keep(list *[]*html.Node, n *html.Node) {
	if len(*list) < maxKept {
		*list = append(*list, n)
	}
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}
