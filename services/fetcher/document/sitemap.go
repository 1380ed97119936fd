package document

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Sitemap is what an index says of one of its sitemaps.
type Sitemap struct {
	// Location is its address: absolute, http or https.
	Location string
	// Modified is when it was last changed; empty if the index doesn't say.
	Modified schema.Date
}

// isSitemap says whether a root is one of the sitemaps.org protocol.
func isSitemap(root string) bool { return root == "urlset" || root == "sitemapindex" }

// readSitemap reads a sitemap, or an index of sitemaps, from its root element on
// (https://www.sitemaps.org/protocol.html, with Google's extensions for news and
// images). It keeps the newest [MaxEntries] pages of up to any number.
//
// A page's lastmod becomes its date of change and is no part of its fingerprint,
// as nothing is that says no more than "changed": many sites set it to now for
// all their pages whenever they write the sitemap, and each poll would fetch them
// all again. So a page in a sitemap without titles is announced once, and again
// only if it has left the sitemap in between; in a news sitemap a new headline or
// date announces it too.
func readSitemap(root string, r io.Reader, address string, repaired []string) (*Document, error) {
	s := sitemapReader{
		tokens: newTokens(r), address: address, names: elements(),
		pages: newest[*Entry]{limit: MaxEntries}, maps: newest[Sitemap]{limit: MaxEntries},
		document: &Document{Kind: "sitemap", Repairs: repaired},
	}
	if root == "sitemapindex" {
		s.document.Kind = "sitemapindex"
	}
	if err := s.read(); err != nil {
		return nil, err
	}
	d := s.document
	pages, beyond := s.pages.list()
	for _, e := range pages {
		d.Entries = append(d.Entries, *e)
	}
	maps, besides := s.maps.list()
	d.Sitemaps = maps
	d.Dropped += beyond + besides
	if beyond+besides > 0 {
		d.Repairs = append(d.Repairs, RepairTooMany)
	}
	if !s.whole {
		if len(d.Entries) == 0 && len(d.Sitemaps) == 0 {
			return nil, refuse(ReasonBroken, "a sitemap that ends before its first page does")
		}
		d.Repairs = append(d.Repairs, RepairSalvaged)
	}
	return d, nil
}

// sitemapReader gathers the pages, or the sitemaps, of a sitemap.
type sitemapReader struct {
	*tokens
	address  string
	document *Document
	names    map[string]string // those that count; see elements
	open     []string          // names, empty for those that don't
	page     page
	pages    newest[*Entry]
	maps     newest[Sitemap]
	whole    bool // the root's end tag was read
}

// page is what a url or sitemap element said so far.
type page struct {
	loc, lastmod, published, title, keywords, language string
	image                                              schema.Image
	images                                             int
}

func (s *sitemapReader) read() error {
	for {
		kind, name := s.next()
		element := s.names[string(name)]
		switch kind {
		case tokenOpen:
			if len(s.open) >= MaxDepth {
				return refuse(ReasonTooDeep, "elements are nested more than %d deep", MaxDepth)
			}
			s.begin(element)
			s.open = append(s.open, element)
		case tokenClose:
			s.close(element)
		case tokenEmpty:
			s.begin(element)
			s.whole = s.whole || len(s.open) == 0
		case tokenEnd:
			if refusal, ok := errors.AsType[*Error](s.err); ok {
				return refusal
			}
			return nil // whatever else ended it: what came before is good
		}
	}
}

// begin notes that an element starts.
func (s *sitemapReader) begin(element string) {
	switch element {
	case "url", "sitemap":
		s.page = page{}
	case "image":
		s.page.images++
	}
}

// close ends the innermost element of that name and those within it that were
// left open. An end tag that closes nothing is none.
func (s *sitemapReader) close(element string) {
	i := len(s.open) - 1
	for i >= 0 && s.open[i] != element {
		if element == "" {
			return
		}
		i--
	}
	if i < 0 {
		return
	}
	if i == len(s.open)-1 && i > 0 {
		s.take(s.open[i-1], element)
	}
	s.open = s.open[:i]
	switch {
	case element == "url":
		s.endPage()
	case element == "sitemap":
		s.endSitemap()
	case i == 0:
		s.whole = true
	}
}

// take keeps the text of an element that has ended.
func (s *sitemapReader) take(parent, element string) {
	p := &s.page
	switch parent {
	case "url", "sitemap":
		switch element {
		case "loc":
			p.loc = s.value()
		case "lastmod":
			p.lastmod = s.value()
		}
	case "news":
		switch element {
		case "publication_date":
			p.published = s.value()
		case "title":
			p.title = s.value()
		case "keywords":
			p.keywords = s.value()
		}
	case "publication":
		switch element {
		case "name":
			if s.document.Title == "" {
				s.document.Title = line(s.value())
			}
		case "language":
			p.language = language(s.value())
		}
	case "image":
		if p.images == 1 { // the first one is the lead picture
			s.takeImage(element)
		}
	}
}

func (s *sitemapReader) takeImage(element string) {
	image := &s.page.image
	switch element {
	case "loc":
		image.ContentURL = resolve(s.address, s.value())
	case "title":
		if image.Caption == "" {
			image.Caption = line(s.value())
		}
	case "caption":
		image.Caption = line(s.value())
	case "license":
		image.LicenseURL = resolve(s.address, s.value())
	}
}

func (s *sitemapReader) endPage() {
	p := &s.page
	published, updated := date(p.published), date(p.lastmod)
	at := timeOf(published, updated)
	if !s.pages.wants(at) {
		s.pages.add(at, nil, false)
		return
	}
	address := resolve(s.address, p.loc)
	if address == "" {
		s.document.Dropped++
		return
	}
	e := &Entry{
		GUID: clip(p.loc, maxLine), URL: address, Title: line(p.title), Language: p.language,
		Published: published, Updated: updated, Categories: names(strings.Split(p.keywords, ",")...),
	}
	if p.image.ContentURL != "" {
		image := p.image
		e.Image = &image
	}
	if s.document.Language == "" {
		s.document.Language = p.language
	}
	e.identify(p.loc, false)
	s.pages.add(at, e, true)
}

func (s *sitemapReader) endSitemap() {
	modified := date(s.page.lastmod)
	child := Sitemap{Location: resolve(s.address, s.page.loc), Modified: modified}
	if child.Location == "" {
		s.document.Dropped++
		return
	}
	at := timeOf(modified)
	s.maps.add(at, child, s.maps.wants(at))
}

// timeOf is the first of the dates that there is.
func timeOf(dates ...schema.Date) time.Time {
	for _, d := range dates {
		if t, err := d.Time(); d != "" && err == nil {
			return t
		}
	}
	return time.Time{}
}

// elements are the names of elements that count, as an index of themselves: who
// looks a name up there needs no memory for it.
func elements() map[string]string {
	index := map[string]string{}
	for _, name := range []string{
		"urlset", "sitemapindex", "url", "sitemap", "loc", "lastmod", "news", "publication", "name", "language",
		"publication_date", "title", "keywords", "image", "caption", "license",
	} {
		index[name] = name
	}
	return index
}
