package parser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is a wire with one parser, and a site.
type wire struct {
	*testing.T
	bus    *bus.Bus
	parser *Parser
	site   *site
	server *natsembed.Server
	deps   Deps
}

func newWire(t *testing.T) *wire {
	t.Helper()
	return newWireWith(t, plain{}, nil)
}

func newWireWith(t *testing.T, extractor Extractor, gate web.Gate) *wire {
	t.Helper()
	b, server := bustest.NewWithServer(t)
	settings := web.Defaults()
	settings.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	client, err := web.New(settings, web.Deps{Gate: gate})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	deps := Deps{Bus: b, Web: client, Extractor: extractor, Log: bustest.Log(t)}
	w := &wire{T: t, bus: b, site: newSite(t), server: server, deps: deps}
	w.parser = w.newParser(b)
	return w
}

// newParser makes a parser on a bus.
func (w *wire) newParser(b *bus.Bus) *Parser {
	w.Helper()
	deps := w.deps
	deps.Bus = b
	p, err := New(w.Context(), Defaults(), deps)
	if err != nil {
		w.Fatal(err)
	}
	p.random = func() float64 { return 0 }
	return p
}

// run runs the parser until the test ends.
func (w *wire) run() {
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan error, 1)
	go func() { done <- w.parser.Run(ctx) }()
	w.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.Errorf("stop: %v", err)
		}
	})
}

// item is an entry of the feed that announces a page of the site.
func (w *wire) item(path, fingerprint string) schema.Item {
	url := w.site.URL + path
	return schema.Item{
		V: 1, ID: schema.ItemID(url), URL: url, Fingerprint: fingerprint, Title: "What the feed says", Summary: "<p>And more.",
		Feed: schema.FeedRef{ID: "f", URL: "https://harbour.example/feed"}, Discovered: now(),
	}
}

// announce stores an item and gives the message that a parser gets, at its nth delivery.
func (w *wire) announce(item schema.Item, deliveries int) *bus.Message {
	w.Helper()
	body, err := encode(item)
	if err != nil {
		w.Fatal(err)
	}
	host, err := schema.HostOf(item.URL)
	if err != nil {
		w.Fatal(err)
	}
	subject := schema.ItemDue(host, item.ID)
	sequence, _, err := w.bus.Publish(w.Context(), bus.Outgoing{Subject: subject, ID: fmt.Sprint(item.ID, item.Fingerprint, item.Attempt, item.Look, deliveries), Body: body})
	if err != nil {
		w.Fatal(err)
	}
	return &bus.Message{Subject: subject, Body: body, Stream: schema.StreamItems, Sequence: sequence, Deliveries: deliveries}
}

// handle works on an item, which must go well.
func (w *wire) handle(m *bus.Message) {
	w.Helper()
	if err := w.parser.handle(w.Context(), m); err != nil {
		w.Fatalf("handle: %v", err)
	}
}

// articles are all that was published, in order, and their subjects.
func (w *wire) articles() (articles []schema.Article, subjects []string) {
	w.Helper()
	w.each(schema.StreamArticles, func(m bus.Stored) {
		var a schema.Article
		if err := json.Unmarshal(m.Body, &a); err != nil {
			w.Fatal(err)
		}
		articles, subjects = append(articles, a), append(subjects, m.Subject)
	})
	return articles, subjects
}

// rejections are all that was rejected, in order.
func (w *wire) rejections() (all []schema.Rejection) {
	w.Helper()
	w.each(schema.StreamRejected, func(m bus.Stored) {
		var r schema.Rejection
		if err := json.Unmarshal(m.Body, &r); err != nil {
			w.Fatal(err)
		}
		all = append(all, r)
	})
	return all
}

func (w *wire) each(stream string, do func(bus.Stored)) {
	w.Helper()
	s, err := w.bus.JetStream().Stream(w.Context(), stream)
	if err != nil {
		w.Fatal(err)
	}
	for sequence := uint64(1); sequence <= s.CachedInfo().State.LastSeq; sequence++ {
		m, found, err := w.bus.Get(w.Context(), stream, sequence)
		if err != nil {
			w.Fatal(err)
		}
		if found {
			do(m)
		}
	}
}

// scheduled is the item's schedule; its attempt is -1 when there is none.
func (w *wire) scheduled(item schema.Item) schema.Item {
	w.Helper()
	host, err := schema.HostOf(item.URL)
	if err != nil {
		w.Fatal(err)
	}
	last, found, err := w.bus.Last(w.Context(), schema.StreamItems, schema.ItemSchedule(host, item.ID))
	if err != nil {
		w.Fatal(err)
	}
	if !found {
		return schema.Item{Attempt: -1}
	}
	var scheduled schema.Item
	if err := json.Unmarshal(last.Body, &scheduled); err != nil {
		w.Fatal(err)
	}
	return scheduled
}

// eventually waits until a condition holds.
func (w *wire) eventually(what string, holds func() bool) {
	w.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			w.Fatalf("not in time: %s", what)
		}
	}
}

// plain is an extractor for pages of plain text: the headline, then paragraphs, a
// line each, and at last where the next page is, behind an arrow.
type plain struct{}

func (plain) Read(p extract.Page) (a *schema.Article, next string, err error) {
	headline, text, found := strings.Cut(string(p.Body), "\n")
	switch {
	case !found:
		return nil, "", &extract.Error{Reason: extract.ReasonNoText}
	case p.Before != nil && p.Before.Headline != headline:
		return nil, "", &extract.Error{Reason: extract.ReasonElsewhere}
	}
	text, link, _ := strings.Cut(text, "\n-> ")
	if at, err := url.Parse(p.URL); err == nil && link != "" {
		if ref, err := at.Parse(link); err == nil {
			next = ref.String()
		}
	}
	return record(p.URL, headline, text, p.Item), next, nil
}

func (plain) FromFeed(item *schema.Item, warning string) (*schema.Article, error) {
	if item.Title == "" {
		return nil, &extract.Error{Reason: extract.ReasonNoTitle}
	}
	a := record(item.URL, item.Title, item.Summary, item)
	a.Extraction = schema.Extraction{Method: "feed", Warnings: []string{warning}}
	return a, nil
}

func record(url, headline, text string, item *schema.Item) *schema.Article {
	a := &schema.Article{
		ID: schema.ArticleID(url), URL: url, OriginalURL: item.URL, Headline: headline, InLanguage: "en-GB", ArticleSection: "World News",
		Publisher: schema.Organization{Name: "The Harbour", Domain: "harbour.example"}, PubStatus: schema.StatusUsable, Feed: item.Feed,
	}
	for line := range strings.SplitSeq(text, "\n") {
		a.Body = append(a.Body, schema.Paragraph{Role: schema.RoleParagraph, Text: line})
	}
	a.ContentHash = schema.ContentHash(a.Headline, a.Body)
	return a
}

// site is a web site whose pages the test changes as it goes.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	pages    map[string]http.HandlerFunc // by path
	requests []*http.Request
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{pages: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r)
		page, ok := s.pages[r.URL.Path]
		s.mu.Unlock()
		if !ok {
			page = http.NotFound
		}
		page(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// page puts a page of text, with an ETag made from it.
func (s *site) page(path, text string) {
	etag := fmt.Sprintf("%q", schema.ItemID(text))
	s.answer(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(text))
	})
}

func (s *site) answer(path string, page http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = page
}

// asked is how often the site was asked.
func (s *site) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// lanes spares hosts as a whole wire does.
func lanes(spacing time.Duration) *lane.Local {
	return lane.NewLocal(lane.Config{Spacing: spacing, Patience: 10 * time.Millisecond})
}
