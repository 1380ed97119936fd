package newsroom

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// format is the format of a feed.
type format int

const (
	formatRSS format = iota
	formatAtom
	formatJSON
)

// rollFormat gives most feeds RSS, as the web does.
func rollFormat(d *dice) format {
	switch share := d.float(); {
	case share < 0.6:
		return formatRSS
	case share < 0.9:
		return formatAtom
	default:
		return formatJSON
	}
}

func (f format) extension() string {
	return [...]string{".xml", ".atom", ".json"}[f]
}

func (f format) mediaType() string {
	return [...]string{"application/rss+xml", "application/atom+xml", "application/feed+json"}[f]
}

// edition is the state of a feed's document: how many articles it has of its own,
// and the newest that it has of its section. Equal editions have equal bytes.
type edition struct{ own, shared int }

// documents keeps a feed's document until the next article.
type documents struct {
	mu     sync.Mutex
	of     edition
	plain  []byte // nil until asked for
	zipped []byte // nil until asked for
}

// edition is the edition at a time, and when it came out.
func (n *Newsroom) edition(f *feed, now int64) (edition, time.Time) {
	e := edition{own: f.press.published(now), shared: -1}
	if f.section != nil {
		e.shared = n.sharedBefore(f.section, f.section.press.published(now))
	}
	newest := n.config.Start.Unix() - int64(f.press.age)
	if e.own > 0 {
		newest = f.press.when(e.own - 1)
	}
	if e.shared >= 0 {
		newest = max(newest, f.section.press.when(e.shared))
	}
	return e, time.Unix(newest, 0)
}

// answerFeed answers with a feed's document. A client that has the edition costs no document.
func (n *Newsroom) answerFeed(w http.ResponseWriter, r *http.Request, f *feed) {
	zipped := acceptsGzip(r.Header)
	e, modified := n.edition(f, n.seconds())
	h := w.Header()
	h.Set("Content-Type", f.format.mediaType()+"; charset=utf-8")
	if age := n.config.MaxAge; age > 0 {
		h.Set("Cache-Control", "max-age="+strconv.Itoa(int(age/time.Second)))
	}
	if f.linked {
		h.Set("Link", f.links())
	}
	v := n.validators(f.site, zipped, modified, 1<<63|uint64(f.index), uint64(e.own), uint64(e.shared+1))
	if !v.notModified(w, r.Header) {
		send(w, r, n.document(f, e, modified, zipped), zipped)
	}
}

// document is the document of an edition, made only when it was not asked for before.
func (n *Newsroom) document(f *feed, e edition, modified time.Time, zipped bool) []byte {
	f.cache.mu.Lock()
	defer f.cache.mu.Unlock()
	if f.cache.of != e {
		f.cache.of, f.cache.plain, f.cache.zipped = e, nil, nil
	}
	kept := &f.cache.plain
	if zipped {
		kept = &f.cache.zipped
	}
	if *kept != nil {
		return *kept
	}
	p := n.printers.Get().(*printer)
	defer n.printers.Put(p)
	p.buf = p.buf[:0]
	n.writeDocument(p, f, e, modified)
	if zipped {
		packer := n.packers.Get().(*packer)
		defer n.packers.Put(packer)
		*kept = slices.Clone(packer.pack(p.buf))
	} else {
		*kept = slices.Clone(p.buf)
	}
	return *kept
}

// entries are the articles of an edition, the newest first.
func (n *Newsroom) entries(f *feed, e edition) []*card {
	numbers := make([]uint64, 0, f.window)
	own, shared := e.own-1, e.shared
	for len(numbers) < f.window && (own >= 0 || shared >= 0) {
		if shared < 0 || (own >= 0 && f.press.when(own) >= f.section.press.when(shared)) {
			numbers = append(numbers, n.number(f, own))
			own--
			continue
		}
		numbers = append(numbers, n.number(f.section, shared))
		shared = n.sharedBefore(f.section, shared)
	}
	cards := make([]*card, len(numbers))
	for i, number := range numbers {
		if f.full {
			cards[i] = n.article(number)
		} else {
			cards[i] = n.card(number)
		}
	}
	return cards
}

func (n *Newsroom) writeDocument(p *printer, f *feed, e edition, modified time.Time) {
	entries := n.entries(f, e)
	modified = modified.In(f.site.language.zone)
	switch f.format {
	case formatAtom:
		writeAtom(p, f, entries, modified)
	case formatJSON:
		writeJSONFeed(p, f, entries)
	default:
		writeRSS(p, f, entries, modified)
	}
}

// link is the address that an entry gives: some sites follow their readers.
func (f *feed) link(c *card) string {
	switch s := f.site; {
	case !s.tracked:
		return c.Announced
	case s.links == linksQuery && c.Fate != FateMoved:
		return c.Announced + "&utm_source=feed&utm_medium=rss"
	default:
		return c.Announced + "?utm_source=feed&utm_medium=rss"
	}
}

// content is an article's text as HTML, for the feeds that have it.
func content(c *card) string {
	var p printer
	plain := layout{
		paragraph: el("p", ""), subheading: el("h2", ""), quote: el("blockquote", ""),
		list: el("ul", ""), item: el("li", ""),
	}
	d := roll(c.number, forNoise)
	for i := range c.Paragraphs {
		writeBlock(&p, &plain, c.Paragraphs, i, &d)
	}
	return string(p.buf)
}
