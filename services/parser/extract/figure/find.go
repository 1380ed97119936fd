package figure

import (
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

const (
	// maxFigures is how many pictures of one article are kept.
	maxFigures = 40
	// maxTried is how many are looked at: a page may have one a hundred thousand times.
	maxTried = 50 * maxFigures
)

// Search says how to look for pictures.
type Search struct {
	Absolute func(string) string       // makes addresses absolute
	Skip     func(*html.Node) bool     // tells of places where no picture of the article stands
	Frames   map[*html.Node]bool       // elements of a picture with its caption, by [Reader.Frames]
	Known    func(address string) bool // tells the pictures that are known to be the article's
}

// Find gives the pictures under root in the order of the page. Icons, portraits
// of authors, advertisements' pixels, what stands in places to skip, and
// pictures without a caption that lead to another page are left out.
func (r *Reader) Find(root *html.Node, search Search) []schema.Image {
	f := &finder{Search: search, reader: r, seen: map[string]bool{}}
	f.walk(root, nil)
	return f.images
}

type finder struct {
	Search

	reader *Reader
	images []schema.Image
	seen   map[string]bool
	tried  int // how many pictures were looked at, kept or not
}

// walk looks for pictures in n, which stands in a link or in none.
func (f *finder) walk(n, link *html.Node) {
	if len(f.images) >= maxFigures || f.tried >= maxTried {
		return
	}
	if n.Type == html.ElementNode {
		switch {
		case n.DataAtom == atom.Nav || n.DataAtom == atom.Noscript || f.Skip(n):
			return
		case n.DataAtom == atom.Figure || f.Frames[n] || isFigure(n):
			if img := picture(n); img != nil {
				f.tried++
				f.figure(n, img, link)
				return
			}
		case n.DataAtom == atom.Img:
			f.tried++
			f.add(n, schema.Image{}, link)
			return
		case n.DataAtom == atom.A:
			link = n
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.walk(c, link)
	}
}

// isFigure knows the elements that stand for <figure>: those that hold one
// picture and have a class that speaks of it.
func isFigure(n *html.Node) bool {
	if n.DataAtom != atom.Div && n.DataAtom != atom.P && n.DataAtom != atom.Section && n.DataAtom != atom.Span {
		return false
	}
	names := dom.ClassAndID(n)
	if !strings.Contains(names, "caption") && !strings.Contains(names, "figure") && !strings.Contains(names, "image") &&
		!strings.Contains(names, "photo") && !strings.Contains(names, "picture") {
		return false
	}
	pictures, words := 0, 0
	for c := range n.Descendants() {
		switch {
		case c.DataAtom == atom.Img && c.Type == html.ElementNode:
			pictures++
		case c.Type == html.TextNode:
			words += len(c.Data)
		}
		if pictures > 1 || words > 2000 {
			return false
		}
	}
	return pictures == 1
}

func picture(n *html.Node) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == atom.Img {
			return c
		}
	}
	return nil
}

// figure reads a picture with its caption and, in an element of its own, its credit.
func (f *finder) figure(n, img, link *html.Node) {
	caption, credit := captionOf(n)
	for up := img.Parent; up != nil && up != n; up = up.Parent {
		if up.DataAtom == atom.A {
			link = up
		}
	}
	f.add(img, f.reader.Split(caption, credit), link)
}

// captionOf gives the text of the caption with that of the credit within, and
// that of the credit where it is marked: by its class, or as the last element
// of the caption in bold, italics or small print.
func captionOf(n *html.Node) (caption, credit string) {
	holder := n
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (c.DataAtom == atom.Figcaption || strings.Contains(dom.ClassAndID(c), "caption")) {
			holder = c
			break
		}
	}
	caption = text.Cut(dom.Text(holder), 2000)
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && isCredit(c) {
			if credit = dom.Text(c); credit != "" {
				break
			}
		}
	}
	if credit == "" {
		credit = lastEmphasis(holder)
	}
	if credit == caption && !strings.Contains(strings.ToLower(dom.Attr(holder, "class")), "credit") && holder != n {
		// the whole caption is in one element: what is the credit in it has to be found by its words
		return caption, ""
	}
	return caption, text.Cut(credit, 300)
}

func isCredit(n *html.Node) bool {
	names := dom.ClassAndID(n) + " " + strings.ToLower(dom.Attr(n, "itemprop"))
	for _, word := range [...]string{"credit", "copyright", "photographer", "source", "attribution", "author"} {
		if strings.Contains(names, word) && !strings.Contains(names, "caption-and") && !strings.Contains(names, "resource") {
			return true
		}
	}
	return false
}

// lastEmphasis is the text of the element that ends a caption, if it sets it apart.
func lastEmphasis(holder *html.Node) string {
	last := holder.LastChild
	for last != nil && (last.Type == html.TextNode && strings.TrimSpace(last.Data) == "" || last.Type == html.CommentNode) {
		last = last.PrevSibling
	}
	if last == nil || last.Type != html.ElementNode {
		return ""
	}
	switch last.DataAtom {
	case atom.Strong, atom.B, atom.Em, atom.I, atom.Small, atom.Cite:
		return dom.Text(last)
	case atom.P, atom.Span, atom.Div:
		if hasText(holder, last) || last.FirstChild == nil {
			return ""
		}
		return lastEmphasis(last)
	default:
		return ""
	}
}

// hasText says whether an element has any text before one of its children.
func hasText(n, end *html.Node) bool {
	for c := n.FirstChild; c != nil && c != end; c = c.NextSibling {
		if dom.Text(c) != "" {
			return true
		}
	}
	return false
}

// add completes a picture by its element and keeps it.
func (f *finder) add(img *html.Node, i schema.Image, link *html.Node) {
	i.ContentURL = f.Absolute(source(img))
	i.AltText = text.Cut(text.Unescape(dom.Attr(img, "alt")), 1000)
	if IsFileName(i.Caption, i.ContentURL) {
		i.Caption = ""
	}
	if IsBareFileName(i.AltText, i.ContentURL) {
		i.AltText = ""
	}
	i.Width, i.Height = pixels(dom.Attr(img, "width")), pixels(dom.Attr(img, "height"))
	if i.ContentURL == "" || f.seen[i.ContentURL] || isOrnament(img, i) {
		return
	}
	if link != nil && i.Caption == "" && i.CreditText == "" && f.leadsElsewhere(link) && !f.Known(i.ContentURL) {
		return
	}
	f.seen[i.ContentURL] = true
	f.images = append(f.images, i)
}

// leadsElsewhere says whether a link leads to a page of its own, and not to a
// larger size of the picture in it.
func (f *finder) leadsElsewhere(link *html.Node) bool {
	address, _, _ := strings.Cut(f.Absolute(dom.Attr(link, "href")), "?")
	switch strings.ToLower(path.Ext(address)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg":
		return false
	}
	return address != ""
}

// source is a picture's address, which sites that load late keep elsewhere than in src.
func source(img *html.Node) string {
	for _, key := range [...]string{"data-src", "data-original", "data-lazy-src", "src"} {
		if v := strings.TrimSpace(dom.Attr(img, key)); v != "" && !strings.HasPrefix(v, "data:") {
			return v
		}
	}
	for _, key := range [...]string{"srcset", "data-srcset"} {
		first, _, _ := strings.Cut(strings.TrimSpace(dom.Attr(img, key)), " ")
		if first = strings.TrimSuffix(first, ","); first != "" && !strings.HasPrefix(first, "data:") {
			return first
		}
	}
	return ""
}

// isOrnament says whether a picture is none of the article's.
func isOrnament(img *html.Node, i schema.Image) bool {
	const least = 120 // pixels
	if i.Width > 0 && i.Width < least || i.Height > 0 && i.Height < least/2 {
		return true
	}
	names := dom.ClassAndID(img)
	if img.Parent != nil {
		names += " " + dom.ClassAndID(img.Parent)
	}
	address := strings.ToLower(i.ContentURL)
	for _, word := range [...]string{"avatar", "icon", "logo", "emoji", "pixel", "author", "gravatar", "badge", "sprite"} {
		if strings.Contains(names, word) || partBegins(address, word) {
			return true
		}
	}
	return false
}

// partBegins says whether a part of an address's path begins with a word, or its
// plural, and not with a longer word.
func partBegins(address, word string) bool {
	for rest := address; ; {
		_, after, found := strings.Cut(rest, "/"+word)
		if !found {
			return false
		}
		end := strings.TrimPrefix(after, "s")
		if end == "" || end[0] < 'a' || end[0] > 'z' {
			return true
		}
		rest = after
	}
}

func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 || n > 100_000 {
		return 0
	}
	return n
}
