package fetcher

import (
	"context"
	"errors"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// Explanation is what a first poll of a feed found, and what would follow from it.
// None of it is stored.
type Explanation struct {
	// URL is the address that was asked for.
	URL string `json:"url"`
	// Hops are the redirects that were followed, in order.
	Hops []ExplainedHop `json:"hops,omitempty"`
	// Final is who answered; absent when nobody did.
	Final string `json:"final,omitempty"`
	// Moved is the address that would be polled in time, after permanent redirects.
	Moved string `json:"moved,omitempty"`
	// Status is that of HTTP; absent when there was no answer.
	Status int `json:"status,omitempty"`
	// ContentType is the header of that name, as received.
	ContentType string `json:"contentType,omitempty"`
	// Bytes is the decoded size of the document, Wire its size on the wire.
	Bytes int64 `json:"bytes,omitempty"`
	Wire  int64 `json:"wire,omitempty"`
	// Millis is how long it took, in milliseconds.
	Millis int64 `json:"millis"`
	// ETag and LastModified are the validators that later polls would send back.
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"lastModified,omitempty"`
	// NotBefore is when the site wants to be asked again (Retry-After, max-age, Expires).
	NotBefore time.Time `json:"notBefore,omitzero"`

	// Kind is what the document is: rss, rdf, atom, json, sitemap or sitemapindex.
	Kind string `json:"kind,omitempty"`
	// Title, Site and Language are what it says of the feed.
	Title    string `json:"title,omitempty"`
	Site     string `json:"site,omitempty"`
	Language string `json:"language,omitempty"`
	// Count is how many entries it has, and Entries are the first of them.
	Count   int              `json:"count"`
	Entries []ExplainedEntry `json:"entries,omitempty"`
	// Announced is how many of them a first poll would announce.
	Announced int `json:"announced"`
	// Dropped is how many can't be used: they have no address, or are too many.
	Dropped int `json:"dropped,omitempty"`
	// Repairs name what had to be repaired, such as charset or salvaged.
	Repairs []string `json:"repairs,omitempty"`
	// Hints is what the document asks of those who poll it.
	Hints schema.Hints `json:"hints,omitzero"`

	// Choices are the feeds that a page names which was found in the feed's place,
	// and Picked is the one that would be polled; absent when that isn't clear.
	Choices []schema.Choice `json:"choices,omitempty"`
	Picked  string          `json:"picked,omitempty"`

	// Health is the state that the feed would have, and Error why it isn't well.
	Health schema.Health `json:"health"`
	Error  string        `json:"error,omitempty"`
	// Interval is for how long it would be left alone then, in seconds.
	Interval int64 `json:"interval"`
}

// ExplainedHop is a redirect: who answered with one, and which.
type ExplainedHop struct {
	URL    string `json:"url"`
	Status int    `json:"status"`
}

// ExplainedEntry is an entry of a document, in short.
type ExplainedEntry struct {
	Title     string      `json:"title,omitempty"`
	URL       string      `json:"url"`
	GUID      string      `json:"guid,omitempty"`
	Published schema.Date `json:"published,omitempty"`
	Updated   schema.Date `json:"updated,omitempty"`
}

// Explain polls a feed as a fetcher of that configuration would for the first
// time, and says what would happen; it shows so many entries at most. Nothing is
// stored, and of the dependencies only Web, Secrets and Allow are used. A fault of the
// feed is part of the explanation. An error means that nothing was asked: it is
// that of the configuration, of the lane, which may be taken, or of ctx.
func Explain(ctx context.Context, config Config, deps Deps, feed schema.Feed, entries int) (*Explanation, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	v := newVisitor(config, deps)
	p, seen, err := v.visit(ctx, feed, fresh(feed))
	if err != nil {
		return nil, err
	}
	if p.putOff {
		return nil, seen.fault
	}
	s := p.state
	e := &Explanation{
		URL: feed.URL, Status: s.Status, Millis: s.Millis, ETag: s.ETag, LastModified: s.LastModified, NotBefore: seen.notBefore,
		Announced: len(p.items), Health: s.Health, Error: s.Error, Interval: int64(s.Next.Sub(s.At) / time.Second),
	}
	e.Choices = s.Choices
	if p.found {
		e.Picked = s.URL
	}
	e.answered(seen.response)
	if seen.document != nil {
		e.read(seen.document, s.Hints, entries)
	}
	if fault, ok := errors.AsType[*web.Error](seen.fault); ok {
		e.wentBy(fault.Hops)
	}
	return e, nil
}

// answered shows an answer.
func (e *Explanation) answered(r *web.Response) {
	if r == nil {
		return
	}
	e.wentBy(r.Hops)
	e.Final, e.ContentType = r.URL, r.Header.Get("Content-Type")
	e.Bytes, e.Wire = int64(len(r.Body)), r.Wire
	if r.OK() {
		e.Moved = r.Moved()
	}
}

// wentBy shows the redirects that were followed.
func (e *Explanation) wentBy(hops []web.Hop) {
	for _, hop := range hops {
		e.Hops = append(e.Hops, ExplainedHop(hop))
	}
}

// read shows a document.
func (e *Explanation) read(d *document.Document, hints schema.Hints, entries int) {
	e.Kind, e.Title, e.Site, e.Language = d.Kind, d.Title, d.Site, d.Language
	e.Count, e.Dropped, e.Repairs, e.Hints = len(d.Entries), d.Dropped, d.Repairs, hints
	for _, entry := range d.Entries[:min(len(d.Entries), max(entries, 0))] {
		e.Entries = append(e.Entries, ExplainedEntry{
			Title: entry.Title, URL: entry.URL, GUID: entry.GUID, Published: entry.Published, Updated: entry.Updated,
		})
	}
}
