package newsroom

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// kind is what a request asks for.
type kind int

const (
	kindOther kind = iota
	kindFeed
	kindPage
	kindRobots
	kindFront
	kindSitemap
)

// target is what a request's address means on its host.
type target struct {
	kind    kind
	feed    *feed  // of kindFeed
	article uint64 // of kindPage
	second  bool   // the address is the second one, see pathMovedPage and pathMovedFeed
	hit     hit    // what is to go wrong
}

// answerFunc answers a request for a target.
type answerFunc func(w http.ResponseWriter, r *http.Request, t target)

// handler is all that a host does with a request:
//
//	find what is meant ─► decide what goes wrong ─► record the visit ─► let it go wrong ─► answer
func (n *Newsroom) handler(s *site) http.Handler {
	answer := n.recorded(s, n.faulty(n.answer(s)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := n.find(s, r.URL.Path, r.URL.RawQuery)
		t.hit = n.strike(s, r, t)
		answer(w, r, t)
	})
}

// find tells what an address means. Articles that are not published yet don't exist.
func (n *Newsroom) find(s *site, path, query string) target {
	if path == "/robots.txt" {
		return target{kind: kindRobots}
	}
	if path == pathFront {
		return target{kind: kindFront}
	}
	if n.isSitemap(s, path) {
		return target{kind: kindSitemap}
	}
	if f, ok := s.feeds[path]; ok {
		return target{kind: kindFeed, feed: f}
	}
	if f, ok := s.feeds[strings.TrimPrefix(path, pathMovedFeed)]; ok {
		return target{kind: kindFeed, feed: f, second: true}
	}
	if article, ok := n.articleAt(s, path, query); ok {
		return target{kind: kindPage, article: article}
	}
	if article, ok := n.movedFrom(s, path); ok {
		return target{kind: kindPage, article: article, second: true}
	}
	return target{}
}

// articleAt is the article with an address of its own, if there is one by now.
func (n *Newsroom) articleAt(s *site, path, query string) (uint64, bool) {
	number := strings.TrimSuffix(strings.TrimRight(path, "/"), ".html")
	number = number[strings.LastIndexAny(number, "-/")+1:]
	if s.links == linksQuery {
		number, _, _ = strings.Cut(strings.TrimPrefix(query, "id="), "&")
		path += "?id=" + number
	}
	article, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return 0, false
	}
	f, k := n.feedOf(article)
	if f.site != s || k >= f.press.published(n.seconds()) {
		return 0, false
	}
	b, _ := n.brief(f, k)
	return article, s.articlePath(b) == path
}

// answer answers what was asked for, in full.
func (n *Newsroom) answer(s *site) answerFunc {
	return func(w http.ResponseWriter, r *http.Request, t target) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		switch t.kind {
		case kindFeed:
			n.answerFeed(w, r, t.feed)
		case kindPage:
			n.answerPage(w, r, t.article)
		case kindFront:
			n.answerFront(w, r, s)
		case kindSitemap:
			n.answerSitemap(w, r, s)
		case kindRobots:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte(s.robots()))
		case kindOther:
			answerOther(w, r, s)
		}
	}
}

// answerPage answers with the page of an article.
func (n *Newsroom) answerPage(w http.ResponseWriter, r *http.Request, article uint64) {
	f, k := n.feedOf(article)
	v := n.validators(f.site, acceptsGzip(r.Header), time.Unix(f.press.when(k), 0), article)
	n.give(w, r, "text/html", v, func(p *printer) { n.writePage(p, n.article(article)) })
}

// give answers with a text, which is written only for those who don't have it.
func (n *Newsroom) give(w http.ResponseWriter, r *http.Request, mediaType string, v validators, write func(p *printer)) {
	w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	if v.notModified(w, r.Header) {
		return
	}
	p := n.printers.Get().(*printer)
	defer n.printers.Put(p)
	p.buf = p.buf[:0]
	write(p)
	if !acceptsGzip(r.Header) {
		send(w, r, p.buf, false)
		return
	}
	packer := n.packers.Get().(*packer)
	defer n.packers.Put(packer)
	send(w, r, packer.pack(p.buf), true)
}

// answerOther answers for pictures, the trap and all the pages that lead nowhere.
func answerOther(w http.ResponseWriter, r *http.Request, s *site) {
	switch {
	case strings.HasPrefix(r.URL.Path, s.trap):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!DOCTYPE html><title>trap</title><p>robots.txt says that nobody should be here.</p>"))
	case strings.HasPrefix(r.URL.Path, pathLoop):
		http.Redirect(w, r, map[bool]string{true: pathLoop + "b", false: pathLoop + "a"}[r.URL.Path == pathLoop+"a"], http.StatusFound)
	case strings.HasPrefix(r.URL.Path, "/img/"):
		w.Header().Set("Content-Type", "image/gif")
		_, _ = w.Write([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	default:
		http.NotFound(w, r)
	}
}

// disallowed are the beginnings of paths that robots.txt closes to everyone.
func (s *site) disallowed() []string { return []string{s.trap, "/search", "/login"} }

// robots is the host's robots.txt (RFC 9309).
func (s *site) robots() string {
	var p printer
	p.raw("# ")
	p.raw(schema.Token(s.name), "\nUser-agent: *\n")
	for _, path := range s.disallowed() {
		p.raw("Disallow: ", path, "\n")
	}
	p.raw("\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n")
	p.raw("\nSitemap: ", s.base, pathIndex, "\nSitemap: ", s.base, pathNews, "\n")
	return string(p.buf)
}
