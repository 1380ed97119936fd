package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// maxByline is how many characters a printed byline may have.
const maxByline = 160

// readByline finds the byline as printed, and the element that it is in.
func (p *page) readByline() {
	best := 0
	seen := map[string]bool{}
	for _, n := range p.survey.Bylines {
		printed := dom.Text(n)
		if printed == "" || seen[printed] || isContainer(n) || inFrame(n) {
			continue
		}
		score := bylineScore(n, p.x.bylines.Begins(printed))
		if score <= best {
			continue
		}
		seen[printed] = true // reading it is the dearest part
		raw := p.x.bylines.Raw(printed)
		if raw == "" || utf8.RuneCountInString(raw) > maxByline || strings.HasSuffix(raw, ":") || p.isHeadlineText(raw) {
			continue
		}
		if line := p.namesOf(n, raw); len(line.People)+len(line.Agencies) == 0 && !line.Desk {
			continue
		}
		best, p.byline, p.bylineNode = score, raw, n
	}
	p.widenByline()
}

// isContainer knows the elements that hold more than a byline, whatever they are called.
func isContainer(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Article, atom.Section, atom.Main, atom.Body, atom.Form, atom.Table, atom.Img, atom.Input:
		return true
	default:
		return false
	}
}

// inFrame says whether an element stands in the page's frame: in a menu, or in
// an aside or footer that isn't the head or the foot of the article.
func inFrame(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		switch up.DataAtom {
		case atom.Nav:
			return true
		case atom.Aside, atom.Footer:
			names := dom.ClassAndID(up)
			if !strings.Contains(names, "meta") && !strings.Contains(names, "author") && !strings.Contains(names, "byline") && !strings.Contains(names, "article") {
				return true
			}
		default:
		}
	}
	return false
}

// isHeadlineText says whether a text is a title of the page, or the beginning of one.
func (p *page) isHeadlineText(s string) bool {
	key := text.Key(s)
	for i := range p.headlines {
		if h := p.headlines[i].key; h == key || strings.HasPrefix(h, key+" ") && strings.Contains(key, " ") {
			return true
		}
	}
	return false
}

// widenByline takes the whole line when the element holds only the name: "By <a rel=author>AFP</a>".
// Without any element, a line that begins with "By", or with a date before that, and names somebody is the byline.
func (p *page) widenByline() {
	const mostWords = 30
	if p.x.bylines.Begins(p.byline) {
		return
	}
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.Words > mostWords || p.aloof[i] && p.bylineNode == nil || !p.x.bylines.Begins(b.Text) && (p.bylineNode != nil || !p.isSigned(i)) {
			continue
		}
		raw := p.x.bylines.Raw(b.Text)
		switch {
		case p.bylineNode != nil:
			if !strings.Contains(raw, p.byline) || p.namesIn(raw) < p.namesIn(p.byline) {
				continue
			}
		case b.Words > 16 || endsSentence(b.Text) && b.Words > 6 || !p.namesSomebody(raw, b.Counts.Digits > 0 && p.x.bylines.Begins(raw)):
			continue
		}
		p.byline, p.bylineNode = raw, b.Holder
		return
	}
}

// isSigned knows lines of a date and a name, "27.12.2021 - Jane Roe", and names
// that stand under "Author:".
func (p *page) isSigned(i int) bool {
	const most, near = 10, 12 // words, blocks
	b := &p.blocks[i]
	if title := p.headlineBlock(); b.Words > most || b.LinkShare > half && b.Counts.Digits > 0 || title >= 0 && (i < title-near || i > title+near) || title < 0 && i > 2*near {
		return false
	}
	if i > 0 && p.blocks[i-1].Words <= 2 && strings.HasSuffix(p.blocks[i-1].Text, ":") && p.x.bylines.Begins(p.blocks[i-1].Text+" x") {
		return true
	}
	if b.Counts.Digits == 0 {
		return false
	}
	raw := p.x.bylines.Raw(b.Text)
	return raw != b.Text && strings.HasSuffix(b.Text, raw) && (p.x.bylines.Begins(raw) || isFullName(raw))
}

// isFullName says whether a text is a name of two or three words, none of them small.
func isFullName(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
			return false
		}
		n++
	}
	return n >= 2 && n <= 3 && byline.IsPerson(s)
}

// namesSomebody says whether a line that nothing marks as the byline names an
// agency, or a person by more than one word or with a
// date: "By Product" does not.
func (p *page) namesSomebody(raw string, dated bool) bool {
	line := p.x.bylines.Read(raw, p.publisherName())
	for _, name := range line.People {
		if strings.Contains(name, " ") || dated || !strings.ContainsFunc(name, unicode.IsUpper) {
			return true
		}
	}
	return len(line.Agencies) > 0
}

// namesIn is how many people and agencies a line names.
func (p *page) namesIn(line string) int {
	l := p.x.bylines.Read(line, p.publisherName())
	return len(l.People) + len(l.Agencies)
}

// publisherName is the name that is no author: none where the site is a person's own.
func (p *page) publisherName() string {
	if p.ld.Publisher.Is {
		return ""
	}
	return p.publisher.Name
}

// namesOf reads a byline by the elements that hold its names, where these tell
// more than the line: two links without a word between them, a name with
// "Follow" after it.
func (p *page) namesOf(n *html.Node, raw string) byline.Line {
	whole := p.x.bylines.Read(raw, p.publisherName())
	pieces := piecesOf(n)
	if len(pieces) < 2 {
		return whole
	}
	var kept []string
	found := 0
	for _, piece := range pieces {
		line := p.x.bylines.Read(piece, p.publisherName())
		n := len(line.People) + len(line.Agencies)
		if found > 0 && n == 0 && !line.Desk && len(piece) > 3 {
			break
		}
		found += n
		kept = append(kept, piece)
	}
	parted := p.x.bylines.Read(strings.Join(kept, " | "), p.publisherName())
	if len(parted.People) > 0 && (len(parted.People) >= len(whole.People) || whole.Unread) {
		return parted
	}
	return whole
}

// piecesOf are the texts of an element's links, list items and blocks, in order.
func piecesOf(n *html.Node) []string {
	const most = 24
	var pieces []string
	var holder *html.Node
	for c := range n.Descendants() {
		if c.Type != html.TextNode || strings.TrimSpace(c.Data) == "" {
			continue
		}
		if len(pieces) == most {
			break
		}
		around := pieceAround(c, n)
		if s := text.Collapse(c.Data); around == holder && len(pieces) > 0 {
			pieces[len(pieces)-1] += " " + s
		} else {
			pieces = append(pieces, s)
		}
		holder = around
	}
	return pieces
}

// pieceAround is the element around a text, up to end, that sets it off from others.
func pieceAround(c, end *html.Node) *html.Node {
	for up := c.Parent; up != nil && up != end; up = up.Parent {
		switch up.DataAtom {
		case atom.A, atom.Li, atom.P, atom.Div, atom.Address, atom.H2, atom.H3, atom.H4, atom.H5, atom.Button, atom.Td, atom.Dd, atom.Dt:
			return up
		default:
			if dom.Attr(up, "itemprop") == "name" {
				return up
			}
		}
	}
	return end
}

// bylineScore says how much like the article's byline an element is; the first of the best counts.
func bylineScore(n *html.Node, begins bool) int {
	score := 1
	names := dom.ClassAndID(n)
	if begins {
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
