package newsroom_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/parser"
)

// wire is a fetcher and a parser that watch a newsroom.
type wire struct {
	*bus.Bus
	t         *testing.T
	catalogue *catalogue.Catalogue
}

// watch runs a wire until the test ends.
func watch(t *testing.T, n *newsroom.Newsroom) *wire {
	t.Helper()
	b, log := bustest.New(t), bustest.Log(t)
	feeds, err := catalogue.Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	settings := web.Defaults()
	settings.AllowNets = n.Networks()
	client, err := web.New(settings, web.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	extractor, err := parser.NewExtractor()
	if err != nil {
		t.Fatal(err)
	}
	fetch, err := fetcher.New(fetcher.Defaults(), fetcher.Deps{Bus: b, Catalogue: feeds, Web: client, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	parse, err := parser.New(t.Context(), parser.Defaults(), parser.Deps{Bus: b, Web: client, Extractor: extractor, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return parse.Run(ctx) })
	group.Go(func() error { return fetch.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := group.Wait(); err != nil {
			t.Error(err)
		}
	})
	return &wire{Bus: b, t: t, catalogue: feeds}
}

// add adds an address as a user does.
func (w *wire) add(address string) schema.Feed {
	w.t.Helper()
	feed := catalogue.New(address, time.Now().UTC())
	if _, err := w.catalogue.Add(w.t.Context(), feed); err != nil {
		w.t.Fatal(err)
	}
	return feed
}

// latest is the state of a feed after its latest poll.
func (w *wire) latest(feed schema.Feed) schema.Poll {
	w.t.Helper()
	poll, _, err := w.catalogue.Latest(w.t.Context(), feed.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return poll
}

// eventually waits until a condition holds.
func (w *wire) eventually(what string, holds func() bool) {
	w.t.Helper()
	deadline, tick := time.After(2*time.Minute), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			w.t.Fatalf("not in time: %s", what)
		}
	}
}

// round waits until all sitemaps of an index have been asked.
func (w *wire) round(feed schema.Feed) {
	w.t.Helper()
	w.eventually("the sitemaps are read", func() bool {
		poll := w.latest(feed)
		return len(poll.Sitemaps) > 0 && !slices.ContainsFunc(poll.Sitemaps, func(s schema.Sitemap) bool { return s.Due })
	})
}

// last is the number of the latest message of a stream.
func (w *wire) last(stream string) uint64 {
	w.t.Helper()
	s, err := w.JetStream().Stream(w.t.Context(), stream)
	if err != nil {
		w.t.Fatal(err)
	}
	return s.CachedInfo().State.LastSeq
}

// until waits for as many articles, and gives them, a line each.
func (w *wire) until(articles int) *bytes.Buffer {
	w.t.Helper()
	w.eventually("the articles are published", func() bool { return w.last(schema.StreamArticles) >= uint64(articles) })
	var lines bytes.Buffer
	for message, err := range w.Browse(w.t.Context(), schema.StreamArticles, "articles.>", 1) {
		if err != nil {
			w.t.Fatal(err)
		}
		lines.Write(append(message.Body, '\n'))
	}
	return &lines
}

// TestASiteIsWatchedByWhateverNamesItsArticles adds one site by its front page,
// one by its index of sitemaps and one by its news sitemap.
func TestASiteIsWatchedByWhateverNamesItsArticles(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) {
		c.Feeds, c.Hosts, c.Backlog, c.BacklogAge, c.Now = 3, 3, 24, 24*time.Hour, nil
		c.Languages = []string{"en", "de"}
	})
	w := watch(t, n)
	sites := n.Sites()
	front, index, news := w.add(sites[0].Front), w.add(sites[1].Sitemap), w.add(sites[2].News)
	w.round(index)
	report, err := n.Check(w.until(n.Published()))
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report)
	}
	if poll := w.latest(front); poll.URL != n.Feeds()[0].URL || len(poll.Choices) != 1 || poll.Health != schema.HealthOK {
		t.Errorf("the front page's feed is %+v", poll)
	}
	if poll := w.latest(index); poll.Kind != "sitemapindex" || len(poll.Sitemaps) < 2 {
		t.Errorf("the index is %+v", poll)
	}
	if items := w.last(schema.StreamItems); items != uint64(n.Published()) {
		t.Errorf("%d items of %d articles: some are announced twice", items, n.Published())
	}
	if poll := w.latest(news); poll.Kind != "sitemap" || poll.Title != sites[2].Name {
		t.Errorf("the news sitemap is %+v", poll)
	}
	got := n.Statistics()
	if got.Hosts[0].Fronts != 1 || got.Hosts[0].Feeds != 1 || got.Hosts[1].Feeds+got.Hosts[2].Feeds != 0 || got.Hosts[2].Sitemaps != 1 || got.Total.Unconditional != 0 {
		t.Errorf("statistics are %+v", got)
	}
}
