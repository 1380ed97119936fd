package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// maxByline is how many characters a printed byline may have.
const maxByline = 160

// authorship is who the page says wrote it.
type authorship struct {
	people   []schema.Person
	agencies []agency.Agency // that the byline or the metadata name as authors
	printed  bool            // the agencies stand in the byline
	org      string          // an organisation that is neither publisher nor agency
	from     string          // where the people are named
}

// readByline finds the byline as printed, and the element that it is in.
func (p *page) readByline() {
	best := 0
	seen := map[string]bool{}
	for _, n := range p.survey.Bylines {
		printed := dom.Text(n)
		if printed == "" || seen[printed] || inFurniture(n) {
			continue
		}
		score := bylineScore(n, printed)
		if score <= best {
			continue
		}
		seen[printed] = true // reading it is the dearest part
		raw := p.x.bylines.Raw(printed)
		if raw == "" || utf8.RuneCountInString(raw) > maxByline {
			continue
		}
		if line := p.x.bylines.Read(raw, p.publisher.Name); len(line.People)+len(line.Agencies) == 0 && !line.Desk {
			continue
		}
		best, p.byline, p.bylineNode = score, raw, n
	}
	p.widenByline()
}

// widenByline takes the whole line when the element holds only the name: "By <a rel=author>AFP</a>".
// Without any element, a line that begins with "By" and names somebody is the byline.
func (p *page) widenByline() {
	const mostWords = 30
	if byline.Begins(p.byline) {
		return
	}
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.Words > mostWords || !byline.Begins(b.Text) || p.aloof[i] && p.bylineNode == nil {
			continue
		}
		raw := p.x.bylines.Raw(b.Text)
		switch {
		case p.bylineNode != nil:
			if !strings.Contains(raw, p.byline) || p.namesIn(raw) < p.namesIn(p.byline) {
				continue
			}
		case b.Words > 12 || endsSentence(b.Text) && b.Words > 6:
			continue
		default:
			if p.namesIn(raw) == 0 {
				continue
			}
		}
		p.byline, p.bylineNode = raw, b.Holder
		return
	}
}

// namesIn is how many people and agencies a line names.
func (p *page) namesIn(line string) int {
	l := p.x.bylines.Read(line, p.publisher.Name)
	return len(l.People) + len(l.Agencies)
}

// bylineScore says how much like the article's byline an element is; the first of the best counts.
func bylineScore(n *html.Node, raw string) int {
	score := 1
	names := dom.ClassAndID(n)
	if byline.Begins(raw) {
		score += 3
	}
	if strings.Contains(names, "byline") {
		score += 2
	}
	if dom.Attr(n, "rel") == "author" || strings.Contains(strings.ToLower(dom.Attr(n, "itemprop")), "author") {
		score += 2
	}
	for up := n; up != nil; up = up.Parent {
		names := dom.ClassAndID(up)
		if up.Type == html.ElementNode && up.DataAtom != atom.Body && (strings.Contains(names, "comment") || strings.Contains(names, "related")) {
			return 0
		}
	}
	return score
}

// readAuthors weighs JSON-LD, the printed byline, meta elements and the feed: the
// first that names people counts, and any may name an agency.
func (p *page) readAuthors() {
	names := make([]string, 0, len(p.ld.Authors))
	urls := map[string]string{}
	for _, a := range p.ld.Authors {
		if a.Org && !p.isAgencyName(a.Name) {
			if !p.isPublisherName(a.Name) && p.authors.org == "" {
				p.authors.org = a.Name
			}
			continue
		}
		names = append(names, a.Name)
		urls[text.Key(a.Name)] = p.survey.Absolute(a.URL)
	}
	p.linkedNames(urls)
	if p.byline != "" {
		line := p.x.bylines.Read(p.byline, p.publisher.Name)
		p.authors.agencies = append(p.authors.agencies, line.Agencies...)
		p.authors.printed = len(line.Agencies) > 0
	}
	p.addAuthors("jsonld", names, urls)
	p.addAuthors("byline", []string{p.byline}, urls)
	p.addAuthors("meta", p.metaAuthors(), urls)
	if p.Item != nil {
		p.addAuthors("feed", p.Item.Authors, urls)
	}
	p.addHandles()
}

// addHandles takes the names that people write under where the page gives none
// of their own: of those that JSON-LD holds to be a person, else of a link to the
// author's page.
func (p *page) addHandles() {
	add := func(name, url string) {
		if len(p.authors.people)+len(p.authors.agencies) == 0 && byline.IsHandle(name) && !p.isPublisherName(name) {
			p.authors.from = "handle"
			p.authors.people = append(p.authors.people, schema.Person{Name: name, URL: p.survey.Absolute(url)})
		}
	}
	for _, a := range p.ld.Authors {
		if a.Is {
			add(a.Name, a.URL)
		}
	}
	for _, n := range p.survey.Bylines {
		if link := authorLink(n); link != nil && bylineScore(n, "") > 0 && !inFurniture(n) {
			add(dom.Text(link), dom.Attr(link, "href"))
		}
	}
}

// authorLink is the link to an author's page that an element is or holds: one
// that says so, or whose address does.
func authorLink(n *html.Node) *html.Node {
	const most = 16 // nodes
	seen := 0
	for c := n; c != nil && seen < most; c = dom.Next(c, n) {
		seen++
		if c.Type != html.ElementNode || c.DataAtom != atom.A {
			continue
		}
		if address := dom.Attr(c, "href"); dom.Attr(c, "rel") == "author" || strings.Contains(address, "/author/") || strings.Contains(address, "/autor/") { //nolint:misspell // German and Spanish
			return c
		}
	}
	return nil
}

func (p *page) isAgencyName(name string) bool {
	_, ok := p.x.agencies.Named(name)
	return ok
}

// metaAuthors are the names that meta elements give.
func (p *page) metaAuthors() []string {
	var names []string
	for _, key := range [...]string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "citation_author", "authors", "cxenseparse:author", "article:author_name"} {
		for _, v := range p.survey.Metas[key] {
			names = append(names, text.Plain(v))
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// addAuthors reads names; the people in them count if there are none yet.
func (p *page) addAuthors(from string, names []string, urls map[string]string) {
	const most = 32
	known := len(p.authors.people) > 0
	for _, name := range names {
		line := p.x.bylines.Read(name, p.publisher.Name)
		for _, a := range line.Agencies {
			p.addAgency(a)
		}
		for _, person := range line.People {
			if known || len(p.authors.people) == most || p.isPublisherName(person) || p.hasAuthor(person) {
				continue
			}
			p.authors.from = from
			p.authors.people = append(p.authors.people, schema.Person{Name: person, URL: urls[text.Key(person)]})
		}
	}
}

func (p *page) addAgency(a agency.Agency) {
	if !slices.Contains(p.authors.agencies, a) {
		p.authors.agencies = append(p.authors.agencies, a)
	}
}

func (p *page) hasAuthor(name string) bool {
	for _, a := range p.authors.people {
		if text.Key(a.Name) == text.Key(name) {
			return true
		}
	}
	return false
}

// linkedNames adds the addresses that the byline links its names to.
func (p *page) linkedNames(urls map[string]string) {
	nodes := p.survey.Bylines
	if p.bylineNode != nil {
		nodes = append([]*html.Node{p.bylineNode}, nodes...)
	}
	for _, n := range nodes {
		p.linkedName(n, urls)
		seen := 0
		for c := range n.Descendants() {
			if seen++; seen > 64 {
				break
			}
			p.linkedName(c, urls)
		}
	}
}

func (p *page) linkedName(n *html.Node, urls map[string]string) {
	if n.Type != html.ElementNode || n.DataAtom != atom.A {
		return
	}
	name := dom.Text(n)
	if key := text.Key(name); key != "" && urls[key] == "" && byline.IsPerson(name) {
		urls[key] = p.survey.Absolute(dom.Attr(n, "href"))
	}
}
