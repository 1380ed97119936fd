package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// maxHeadline is how many characters a headline may have; the longest real ones have 300.
const maxHeadline = 500

// headline is a title that some part of the page or the feed gives.
type headline struct {
	text   string
	key    string // text.Key
	weight float64
	from   []string // where it stands
}

// readHeadlines gathers the titles, without the publisher's name, those that
// agree as one, the weightiest first.
func (p *page) readHeadlines() {
	add := func(from, s string, weight float64) {
		s = text.Cut(p.withoutPublisher(text.Plain(s)), maxHeadline)
		key := text.Key(s)
		if key == "" || p.isPublisherName(s) {
			return
		}
		for i := range p.headlines {
			if p.headlines[i].key == key {
				p.headlines[i].weight += weight
				p.headlines[i].from = append(p.headlines[i].from, from)
				return
			}
		}
		p.headlines = append(p.headlines, headline{s, key, weight, []string{from}})
	}
	add("h1", p.firstHeading(), 1)
	add("jsonld", p.ld.Headline, 1)
	for _, n := range p.survey.Props["headline"] {
		add("itemprop", dom.Text(n), 0.5)
		break
	}
	if p.Item != nil {
		add("feed", p.Item.Title, 0.9)
	}
	add("og:title", p.survey.Meta("og:title"), 0.8)
	add("title", p.survey.Title, 0.6)
	add("meta", p.survey.Meta("twitter:title", "parsely-title", "sailthru.title", "dc.title", "headline"), 0.4)
	best := 0
	for i := range p.headlines {
		if p.headlines[i].weight > p.headlines[best].weight {
			best = i
		}
	}
	if len(p.headlines) > 0 {
		p.headlines[0], p.headlines[best] = p.headlines[best], p.headlines[0]
	}
}

// headlineOf is the best title, and the next that says something else.
func (p *page) headlineOf() (best, alternative string) {
	if len(p.headlines) == 0 {
		return "", ""
	}
	best = p.headlines[0].text
	alternative = p.ld.AlternativeHeadline
	if alternative == "" && len(p.headlines) > 1 {
		alternative = p.headlines[1].text
	}
	if text.Key(alternative) == p.headlines[0].key || p.isPublisherName(alternative) {
		alternative = ""
	}
	return best, text.Cut(alternative, maxHeadline)
}

// firstHeading is the h1 that is most likely the article's: one that says what
// the page's title says, else the first with some words.
func (p *page) firstHeading() string {
	title := p.survey.Meta("og:title")
	if title == "" {
		title = p.survey.Title
	}
	first, most := "", 0.0
	for _, n := range p.survey.Headings {
		s := dom.Text(n)
		if s == "" || utf8.RuneCountInString(s) > maxHeadline || inFurniture(n) {
			continue
		}
		if alike := text.Overlap(s, title); first == "" || alike > most {
			first, most = s, alike
		}
	}
	return first
}

// inFurniture says whether an element stands in the page's frame.
func inFurniture(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && (n.Data == "nav" || n.Data == "aside" || n.Data == "footer") {
			return true
		}
	}
	return false
}

// withoutPublisher takes the publisher's name off either end of a title:
// "Ferry sails again - The Harbour Times".
func (p *page) withoutPublisher(title string) string {
	for range 2 {
		shorter := p.withoutEnd(title)
		if shorter == title {
			break
		}
		title = shorter
	}
	return title
}

func (p *page) withoutEnd(title string) string {
	for _, mark := range separators() {
		if i := strings.LastIndex(title, mark); i > 0 && p.isPublisherName(title[i+len(mark):]) {
			return strings.TrimSpace(title[:i])
		}
		if before, after, ok := strings.Cut(title, mark); ok && after != "" && p.isPublisherName(before) {
			return strings.TrimSpace(after)
		}
	}
	return title
}

func separators() []string {
	return []string{" - ", " – ", " — ", " | ", " :: ", " · ", " • ", " » ", " « ", " / ", "｜", "|", "－", "：", " ‹ ", " › ", " _ ", "_", ": "}
}

// isPublisherName says whether s is the site's name in any of its forms.
func (p *page) isPublisherName(s string) bool {
	key := squeezed(s)
	if key == "" {
		return false
	}
	return slices.Contains(p.names, key)
}

// squeezed is a name without articles, spaces, marks and accents, as hosts are named.
func squeezed(s string) string {
	key := strings.TrimPrefix(text.Key(s), "the ")
	key = strings.ReplaceAll(strings.TrimPrefix(key, "www "), " ", "")
	if !strings.ContainsFunc(key, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return key
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(key))
}
