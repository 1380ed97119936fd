package newsroom

import (
	"math"
	"net/http"
	"time"
)

// pathFront is where every site has its front page.
const pathFront = "/"

const (
	frontStories = 40  // that a front page leads to
	frontFeeds   = 100 // that it names at most
)

// answerFront answers with a site's front page. It changes with every article.
func (n *Newsroom) answerFront(w http.ResponseWriter, r *http.Request, s *site) {
	list, _, _ := n.listing(s, math.MinInt64, frontStories)
	v := n.validators(s, acceptsGzip(r.Header), n.newest(list), append(list.things(), 0)...)
	n.give(w, r, "text/html", v, func(p *printer) { n.writeFront(p, s, list) })
}

// writeFront writes a front page: it names the feeds in its head (HTML §4.6.7.1),
// and has teasers, but no story.
func (n *Newsroom) writeFront(p *printer, s *site, list listing) {
	d := roll(n.config.Seed, forFront, append(list.things(), uint64(s.index))...)
	direction := "ltr"
	if s.language.right {
		direction = "rtl"
	}
	p.raw("<!DOCTYPE html>\n<html lang=\"", s.language.code, `" dir="`, direction, "\" class=\"no-js\">\n<head>\n")
	n.writeFrontHead(p, s)
	furniture := s.furniture()
	p.buf = append(p.buf, furniture.head...)
	p.raw("</head>\n<body class=\"page page--front\">\n")
	p.buf = append(p.buf, furniture.top...)
	p.raw("<main><h1 class=\"front__title\">")
	p.text(s.name)
	p.raw("</h1>\n")
	for _, l := range list {
		n.writeFrontTeaser(p, s, l, &d)
	}
	p.raw("</main>\n")
	writeStrip(p, &d)
	p.buf = append(p.buf, furniture.bottom...)
	writeState(p, &d)
	p.raw("</body>\n</html>\n")
}

func (n *Newsroom) writeFrontHead(p *printer, s *site) {
	p.raw("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
	p.text(s.name)
	p.raw("</title>\n")
	writeMeta(p, "name", "generator", "newsroom")
	writeMeta(p, "property", "og:type", "website")
	writeMeta(p, "property", "og:title", s.name)
	writeMeta(p, "property", "og:url", s.base+pathFront)
	writeMeta(p, "property", "og:locale", s.language.code)
	p.raw(`<link rel="canonical" href="`, s.base, pathFront, "\">\n")
	feeds := n.feedsOf(s)
	for _, f := range feeds[:min(len(feeds), frontFeeds)] {
		p.raw(`<link rel="alternate" type="`, f.format.mediaType(), `" title="`)
		p.text(f.title)
		p.raw(`" href="`, f.path, "\">\n")
	}
	p.raw("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"WebSite\",")
	p.member("url", s.base+pathFront)
	p.member("name", s.name)
	p.uncomma()
	p.raw("}</script>\n")
}

// writeFrontTeaser writes what a front page says of an article: its headline, and
// a sentence that is not of its text.
func (n *Newsroom) writeFrontTeaser(p *printer, s *site, l notice, d *dice) {
	f, k := n.feedOf(l.number)
	b, _ := n.brief(f, k)
	class := s.layout.card
	p.raw(s.layout.teaser[0], `<div class="`, class, `"><span class="`, class, `-label">`)
	p.text(b.section)
	p.raw(`</span><h2 class="`, class, `-title"><a href="`, s.articlePath(b), `">`)
	p.text(b.headline)
	p.raw(`</a></h2><p class="`, class, `-summary">`)
	start := len(p.buf)
	p.buf = s.language.phrase(d, p.buf, "marked", noiseMarker(d))
	escapeFrom(p, start)
	p.raw(`</p><time datetime="`, b.published.Format(time.RFC3339), `">`, b.published.Format("15:04"), "</time></div>", s.layout.teaser[1])
}
