package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// authorship is who the page says wrote it.
type authorship struct {
	people   []schema.Person
	agencies []agency.Agency // that the byline or the metadata name as authors
	printed  bool            // the agencies stand in the byline
	org      string          // an organisation that is neither publisher nor agency
	from     string          // where the people are named
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
	var printed byline.Line
	if p.byline != "" {
		printed = p.namesOf(p.bylineNode, p.byline)
		p.authors.agencies = append(p.authors.agencies, printed.Agencies...)
		p.authors.printed = len(printed.Agencies) > 0
	}
	described := p.people("jsonld", names)
	if extends(printed.People, described) { // JSON-LD names the first alone
		p.addPeople("byline", printed.People, urls)
	}
	p.addPeople("jsonld", described, urls)
	metas := p.people("meta", p.metaAuthors())
	if len(metas) > 0 && strings.Contains(p.byline, metas[0]) && !slices.Contains(printed.People, metas[0]) {
		p.addPeople("meta", metas, urls) // the line isn't read well
	}
	p.addPeople("byline", printed.People, urls)
	p.addPeople("meta", metas, urls)
	if p.Item != nil {
		p.addPeople("feed", p.people("feed", p.Item.Authors), urls)
	}
	p.addHandles()
}

// extends says whether a list of names has all of another and more.
func extends(long, short []string) bool {
	if len(short) == 0 || len(long) <= len(short) {
		return false
	}
	for _, name := range short {
		if !slices.ContainsFunc(long, func(other string) bool { return text.Key(other) == text.Key(name) }) {
			return false
		}
	}
	return true
}

// addHandles takes the names that people write under where the page gives none
// of their own: of those that JSON-LD holds to be a person, if readers see them,
// for many are the log-in of who put the text up; else of a link to the author's page.
func (p *page) addHandles() {
	add := func(name, url string) {
		if len(p.authors.people)+len(p.authors.agencies) == 0 && p.x.bylines.IsHandle(name) && !p.isPublisherName(name) {
			p.authors.from = "handle"
			p.authors.people = append(p.authors.people, schema.Person{Name: name, URL: p.survey.Absolute(url)})
		}
	}
	for _, a := range p.ld.Authors {
		if a.Is && p.prints(a.Name) {
			add(a.Name, a.URL)
		}
	}
	for _, n := range p.survey.Bylines {
		if link := authorLink(n); link != nil && bylineScore(n, false) > 0 && !inFrame(n) {
			add(dom.Text(link), dom.Attr(link, "href"))
		}
	}
}

// prints says whether a name stands in a short line that is shown.
func (p *page) prints(name string) bool {
	const most = 40 // words
	for i := range p.blocks {
		if b := &p.blocks[i]; b.Words <= most && !p.aloof[i] && strings.Contains(b.Text, name) {
			return true
		}
	}
	return false
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
			names = append(names, forward(text.Plain(v)))
		}
		if len(names) > 0 {
			return names
		}
	}
	if label := p.survey.Meta("twitter:label1"); label != "" && p.x.bylines.Begins(label+" x") {
		names = append(names, p.survey.Meta("twitter:data1"))
	}
	return names
}

// forward is a name that catalogues give as "Roe, Jane" in the order of speech.
func forward(name string) string {
	last, first, ok := strings.Cut(name, ", ")
	if !ok || strings.ContainsAny(first, ",;") || strings.Contains(last, " ") || strings.Contains(first, " ") || !byline.IsPerson(first+" "+last) {
		return name
	}
	return first + " " + last
}

// people are the people that names from metadata name; agencies among them are
// kept beside. A line of which a part is nothing of these is a company's
// address, whose other parts are no people either.
func (p *page) people(from string, names []string) []string {
	var people []string
	for _, name := range names {
		line := p.x.bylines.Read(name, p.publisherName())
		for _, a := range line.Agencies {
			p.addAgency(a)
		}
		if from != "meta" || !line.Unread && !line.Desk {
			people = append(people, line.People...)
		}
	}
	return people
}

// addPeople takes people, if there are none yet.
func (p *page) addPeople(from string, people []string, urls map[string]string) {
	const most = 32
	if len(p.authors.people) > 0 {
		return
	}
	for _, person := range people {
		if len(p.authors.people) == most || p.isPublisherName(person) && !p.ld.Publisher.Is || p.hasAuthor(person) || p.isBrand(person) {
			continue
		}
		p.authors.from = from
		p.authors.people = append(p.authors.people, schema.Person{Name: person, URL: urls[text.Key(person)]})
	}
}

// isBrand says whether a name is the publisher's and more, "Harbour Times Kitchen",
// or is written out what its address has the initials of.
func (p *page) isBrand(name string) bool {
	const least = 5 // letters
	if p.ld.Publisher.Is {
		return false
	}
	key, initials := squeezed(name), initialsOf(name)
	if !strings.Contains(name, " ") {
		return len(key) > 1 && key == initialsOf(p.publisher.Name)
	}
	for _, n := range p.names {
		if len(n) >= least && len(key) > len(n) && strings.HasPrefix(key, n) || len(initials) > 1 && n == initials {
			return true
		}
	}
	return false
}

// initialsOf are the first letters of a name's words.
func initialsOf(name string) string {
	var b strings.Builder
	for w := range text.Words(name) {
		b.WriteString(string([]rune(w)[:1]))
	}
	return b.String()
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

// signed are who signed the text where nothing else names anybody: the reporter
// whom an agency's dateline names, else a name in bold or italics at the
// end of the text.
func (p *page) signed(body []block.Block) []schema.Person {
	if p.dateline.Reporter != "" {
		return []schema.Person{{Name: p.dateline.Reporter}}
	}
	const below = 3 // blocks
	last := lastOf(p.chosen)
	if last < 0 || len(p.authors.agencies) > 0 || len(body) == 0 {
		return nil
	}
	for i := last; i < min(last+below, len(p.blocks)); i++ {
		b := &p.blocks[i]
		name := strings.Trim(b.Text, " .()")
		if !isFullName(name) || b.LinkShare > 0 || b.Counts.Bold+b.Counts.Italic < b.Counts.Runes/2 || p.isPublisherName(name) || p.isBrand(name) {
			continue
		}
		if line := p.x.bylines.Read(name, p.publisherName()); len(line.People) == 1 && !line.Desk {
			return []schema.Person{{Name: line.People[0]}}
		}
	}
	return nil
}
