package newsroom

import (
	"math"
	"net/http"
	"strings"
	"time"
)

// A site lists its articles for search engines too, by the protocol of
// sitemaps.org: an index names the news sitemap and one sitemap a month.
//
//	/sitemap.xml ─┬─► /sitemap-news.xml      the last two days, with titles (Google's extension for news)
//	              ├─► /sitemap-2031-05.xml   all articles of the month, with nothing but their dates
//	              └─► /sitemap-2031-04.xml   …
const (
	pathIndex = "/sitemap.xml"
	pathNews  = "/sitemap-news.xml"
	pathMonth = "/sitemap-2006-01.xml" // as package time writes a date

	// newsAge and mostNews are Google's: a news sitemap has articles of the last two
	// days, and no more than a thousand.
	newsAge  = 48 * 60 * 60 // seconds
	mostNews = 1_000
	// mostPages is the most that any sitemap may have (sitemaps.org).
	mostPages = 50_000
)

// isSitemap says whether a site has a sitemap at a path, by now.
func (n *Newsroom) isSitemap(s *site, path string) bool {
	if path == pathIndex || path == pathNews {
		return true
	}
	if !strings.HasPrefix(path, "/sitemap-") {
		return false
	}
	month, err := time.Parse(pathMonth, path)
	return err == nil && len(n.month(s, month)) > 0
}

// news is what the news sitemap lists, and when that came about: with the latest
// article, or when an older one fell out.
func (n *Newsroom) news(s *site) (listing, time.Time) {
	list, gone, some := n.listing(s, n.seconds()-newsAge, mostNews)
	modified := n.newest(list)
	if fell := time.Unix(gone+newsAge+1, 0); some && fell.After(modified) {
		modified = fell
	}
	return list, modified
}

// month is what the sitemap of a month lists.
func (n *Newsroom) month(s *site, month time.Time) listing {
	all, _, _ := n.listing(s, month.Unix(), math.MaxInt)
	next := month.AddDate(0, 1, 0).Unix()
	for len(all) > 0 && all[0].at >= next {
		all = all[1:]
	}
	return all[:min(len(all), mostPages)]
}

// monthOf is the beginning of an article's month, UTC.
func monthOf(l notice) time.Time {
	t := time.Unix(l.at, 0).UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// answerSitemap answers with the sitemap at the request's path.
func (n *Newsroom) answerSitemap(w http.ResponseWriter, r *http.Request, s *site) {
	list, modified := n.news(s)
	things, write := append(list.things(), 1), func(p *printer) { n.writeNews(p, s, list) }
	switch path := r.URL.Path; path {
	case pathNews:
	case pathIndex:
		all, _, _ := n.listing(s, math.MinInt64, math.MaxInt)
		things, write = append(append(things, 2), all.things()...), func(p *printer) { writeIndex(p, s, modified, all) }
	default:
		month, _ := time.Parse(pathMonth, path) // as isSitemap could
		list := n.month(s, month)
		modified = n.newest(list)
		things, write = append(list.things(), 3), func(p *printer) { n.writeMonth(p, s, list) }
	}
	v := n.validators(s, acceptsGzip(r.Header), modified, append([]uint64{1 << 62}, things...)...)
	n.give(w, r, "application/xml", v, write)
}

const (
	xmlDeclaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	sitemapSpace   = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`
)

// writeIndex writes the index of a site's sitemaps.
func writeIndex(p *printer, s *site, news time.Time, all listing) {
	p.raw(xmlDeclaration, "<sitemapindex ", sitemapSpace, ">\n")
	one := func(path string, modified time.Time) {
		p.raw("<sitemap>")
		xmlElement(p, "loc", s.base+path)
		xmlElement(p, "lastmod", modified.In(s.language.zone).Format(time.RFC3339))
		p.raw("</sitemap>\n")
	}
	one(pathNews, news)
	var month time.Time
	for _, l := range all {
		if m := monthOf(l); !m.Equal(month) {
			month = m
			one(month.Format(pathMonth), time.Unix(l.at, 0))
		}
	}
	p.raw("</sitemapindex>\n")
}

// writeNews writes a news sitemap.
func (n *Newsroom) writeNews(p *printer, s *site, list listing) {
	p.raw(xmlDeclaration, "<urlset ", sitemapSpace, ` xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"`,
		` xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">`, "\n")
	for _, l := range list {
		c := n.card(l.number)
		p.raw("<url>")
		xmlElement(p, "loc", c.Announced)
		p.raw("<news:news><news:publication>")
		xmlElement(p, "news:name", s.name)
		xmlElement(p, "news:language", s.language.code)
		p.raw("</news:publication>")
		xmlElement(p, "news:publication_date", c.published.Format(time.RFC3339))
		xmlElement(p, "news:title", c.Headline)
		p.raw("</news:news>")
		if c.Image != nil {
			p.raw("<image:image>")
			xmlElement(p, "image:loc", c.Image.URL)
			p.raw("</image:image>")
		}
		p.raw("</url>\n")
	}
	p.raw("</urlset>\n")
}

// writeMonth writes the sitemap of a month.
func (n *Newsroom) writeMonth(p *printer, s *site, list listing) {
	p.raw(xmlDeclaration, "<urlset ", sitemapSpace, ">\n")
	for _, l := range list {
		p.raw("<url>")
		xmlElement(p, "loc", n.announcedOf(s, l.number))
		xmlElement(p, "lastmod", time.Unix(l.at, 0).In(s.language.zone).Format(time.RFC3339))
		p.raw("</url>\n")
	}
	p.raw("</urlset>\n")
}
