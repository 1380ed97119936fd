package discover

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The bounds of a page, and of what is found in it.
const (
	maxPage       = 512 << 10 // bytes that are looked at
	maxCandidates = 500       // that are weighed
	maxChoices    = 50        // that are told
	maxAttributes = 50        // of a tag
	maxAddress    = 2 << 10   // bytes
	maxTitle      = 200       // bytes
	maxType       = 80        // bytes
)

// Page is an HTML page that was downloaded.
type Page struct {
	// URL is who answered, after redirects.
	URL string
	// Header is the answer's: Content-Type and Link are looked at.
	Header http.Header
	// Body is the page, its content coding undone, its charset not. It isn't changed.
	Body []byte
}

// Feeds are the feeds that a page names, the likeliest first: none, when it names
// none. Their addresses are absolute, http or https, and not the page's own.
func Feeds(p Page) []schema.Choice {
	f := finder{page: p.URL, base: p.URL, seen: map[string]bool{}}
	if address, err := schema.CanonicalURL(p.URL); err == nil {
		f.seen[address] = true
	}
	for _, link := range parseLinks(p.Header.Values("Link")) {
		f.link(link)
	}
	f.read(p)
	return f.choices()
}

// finder gathers the feeds of a page.
type finder struct {
	page, base string
	based      bool            // the page's base was set: only its first one counts
	seen       map[string]bool // by canonical address
	found      []candidate
	anchor     *candidate // whose text is being read
}

// candidate is what may be a feed.
type candidate struct {
	schema.Choice
	rank int // lower is likelier
}

// read goes through the page's tags.
func (f *finder) read(p Page) {
	body := p.Body[:min(len(p.Body), maxPage)]
	encoding, _, _ := charset.DetermineEncoding(body, p.Header.Get("Content-Type"))
	z := html.NewTokenizer(io.LimitReader(encoding.NewDecoder().Reader(bytes.NewReader(body)), 2*maxPage))
	for len(f.found) < maxCandidates {
		switch z.Next() {
		case html.ErrorToken: // the end
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			f.tag(z)
		case html.TextToken:
			if f.anchor != nil && len(f.anchor.Title) < maxTitle {
				f.anchor.Title += " " + string(z.Text())
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "a" {
				f.endAnchor()
			}
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

// tag reads a start tag: of most, no more than the name.
func (f *finder) tag(z *html.Tokenizer) {
	name, more := z.TagName()
	element := atom.Lookup(name)
	switch element {
	case atom.Base, atom.Link, atom.A, atom.Area:
	default:
		return
	}
	var l link
	for range maxAttributes {
		if !more {
			break
		}
		var key, value []byte
		key, value, more = z.TagAttr()
		if field := l.field(string(key)); field != nil && *field == "" { // of an attribute that comes twice the first one counts
			*field = strings.TrimSpace(string(value))
		}
	}
	switch element {
	case atom.Base:
		if base := resolve(f.page, l.href); base != "" && !f.based {
			f.base, f.based = base, true
		}
	case atom.Link:
		f.link(l)
	default:
		f.endAnchor()
		if !mayBeFeed(l.href) {
			return
		}
		if address := resolve(f.base, l.href); looksLikeFeed(address) && sameSite(address, f.page) {
			f.anchor = &candidate{Choice: schema.Choice{URL: address, Title: l.title}, rank: rankAnchor}
		}
	}
}

// endAnchor takes an anchor whose text has been read.
func (f *finder) endAnchor() {
	if f.anchor != nil {
		f.add(*f.anchor)
		f.anchor = nil
	}
}

// link takes a link element or header, if it is a feed's.
func (f *finder) link(l link) {
	kind := strings.ToLower(strings.TrimSpace(l.kind))
	media, _, _ := strings.Cut(kind, ";")
	media = strings.TrimSpace(media)
	address := resolve(f.base, l.href)
	switch {
	case address == "" || !l.is("alternate") && !l.is("feed") || l.is("stylesheet"):
		return
	case isFeedType(media), l.is("feed") && media == "":
	case isVagueType(media) && looksLikeFeed(address):
	default:
		return
	}
	f.add(candidate{Choice: schema.Choice{URL: address, Title: l.title, Type: clip(kind, maxType)}, rank: rankLink})
}

// add takes a candidate, if its address is new.
func (f *finder) add(c candidate) {
	address, err := schema.CanonicalURL(c.URL)
	if err != nil || f.seen[address] || len(f.found) == maxCandidates {
		return
	}
	f.seen[address] = true
	c.Title = clip(strings.Join(strings.Fields(c.Title), " "), maxTitle)
	if isComments(c.Choice) {
		c.rank += rankComments
	}
	if isJSON(c.Choice) {
		c.rank += rankJSON
	}
	f.found = append(f.found, c)
}

// resolve is the absolute address that a link means, http or https, without
// fragment; empty if it can't be one. The schemes of feed readers are undone:
// feed://news.example/rss and feed:https://news.example/rss.
func resolve(base, link string) string {
	link = strings.TrimSpace(link)
	if rest, found := cutPrefixFold(link, "feed:"); found {
		link = rest
	}
	if link == "" || len(link) > maxAddress {
		return ""
	}
	b, err := url.Parse(base)
	if err != nil {
		return ""
	}
	ref, err := url.Parse(link)
	if err != nil {
		return ""
	}
	address := b.ResolveReference(ref)
	address.Fragment, address.RawFragment = "", ""
	if address.User != nil {
		return ""
	}
	if _, err := schema.CanonicalURL(address.String()); err != nil {
		return ""
	}
	return address.String()
}

func cutPrefixFold(s, prefix string) (rest string, found bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// clip cuts s to at most limit bytes of UTF-8.
func clip(s string, limit int) string {
	if s = strings.ToValidUTF8(s, "\uFFFD"); len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
