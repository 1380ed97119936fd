package parser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// looking is a wire whose parser looks again after an hour and after a day.
func looking(t *testing.T) *wire {
	t.Helper()
	w := newWire(t)
	w.parser.config.LookAgain = []time.Duration{time.Hour, 24 * time.Hour}
	return w
}

// schedule is the schedule of a path's item, and when it is due.
func (w *wire) schedule(path string) (item schema.Item, at time.Duration) {
	w.Helper()
	last := w.lastSchedule(path)
	due, err := time.Parse(time.RFC3339Nano, strings.TrimPrefix(last.Header["Nats-Schedule"][0], "@at "))
	if err != nil {
		w.Fatal(err)
	}
	return w.scheduled(w.item(path, "")), time.Until(due).Round(time.Minute)
}

func (w *wire) lastSchedule(path string) bus.Stored {
	w.Helper()
	item := w.item(path, "")
	host, err := schema.HostOf(item.URL)
	if err != nil {
		w.Fatal(err)
	}
	last, found, err := w.bus.Last(w.Context(), schema.StreamItems, schema.ItemSchedule(host, item.ID))
	if err != nil || !found {
		w.Fatalf("nothing is scheduled: %v", err)
	}
	return last
}

// due fires what is scheduled for a path now, and gives the message.
func (w *wire) due(path string) *bus.Message {
	w.Helper()
	if err := w.bus.Fire(w.Context(), w.lastSchedule(path)); err != nil {
		w.Fatal(err)
	}
	item := w.item(path, "")
	host, err := schema.HostOf(item.URL)
	if err != nil {
		w.Fatal(err)
	}
	subject := schema.ItemDue(host, item.ID)
	fired, found, err := w.bus.Last(w.Context(), schema.StreamItems, subject)
	if err != nil || !found {
		w.Fatal(found, err)
	}
	return &bus.Message{Subject: subject, Body: fired.Body, Stream: schema.StreamItems, Sequence: fired.Sequence, Deliveries: 1}
}

func TestNoSecondLookUnlessAskedFor(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	if got := w.scheduled(w.item("/a", "1")); got.Attempt != -1 {
		t.Errorf("scheduled %+v", got)
	}
}

func TestSecondLooksFindWhatTheFeedDoesNotTell(t *testing.T) {
	t.Parallel()
	w := looking(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	if item, at := w.schedule("/a"); item.Look != 1 || at != time.Hour || item.Title == "" || item.Fingerprint != "1" {
		t.Fatalf("scheduled %+v in %s", item, at)
	}
	w.handle(w.due("/a")) // nothing has changed
	if articles, _ := w.articles(); len(articles) != 1 || w.site.asked() != 2 || w.site.requests[1].Header.Get("If-None-Match") == "" {
		t.Fatalf("%d versions after %d requests, want one, and a conditional request", len(articles), w.site.asked())
	}
	if item, at := w.schedule("/a"); item.Look != 2 || at != 23*time.Hour {
		t.Fatalf("scheduled %+v in %s", item, at)
	}
	w.site.page("/a", "Boats come in late\nFirst.")
	w.handle(w.due("/a"))
	articles, _ := w.articles()
	if len(articles) != 2 || articles[1].Version != 2 || articles[1].ID != articles[0].ID || articles[1].EventType() != schema.EventUpdated {
		t.Fatalf("versions are %+v", articles)
	}
	if got := w.scheduled(w.item("/a", "1")); got.Attempt != -1 {
		t.Errorf("looked at for ever: %+v", got)
	}
	w.handle(w.announce(w.item("/a", "1"), 1)) // the feed says it once more
	if w.site.asked() != 3 {
		t.Error("a look has made the item unknown")
	}
}

func TestALookThatBringsNothingLosesNothing(t *testing.T) {
	t.Parallel()
	w := looking(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.answer("/a", fails(http.StatusServiceUnavailable))
	w.handle(w.due("/a"))
	if item, _ := w.schedule("/a"); item.Look != 1 || item.Attempt != 1 {
		t.Fatalf("scheduled %+v, want the look tried again", item)
	}
	w.site.answer("/a", fails(http.StatusPaymentRequired))
	w.handle(w.due("/a"))
	if item, _ := w.schedule("/a"); item.Look != 2 || item.Attempt != 0 {
		t.Errorf("scheduled %+v, want the next look", item)
	}
	if articles, _ := w.articles(); len(articles) != 1 || len(w.rejections()) != 0 {
		t.Errorf("%d versions, %d rejections, want the one version and none", len(articles), len(w.rejections()))
	}
}

func TestWhatTheFeedSaysNewlyTakesThePlaceOfALook(t *testing.T) {
	t.Parallel()
	w := looking(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.due("/a"))
	w.handle(w.announce(w.item("/a", "2"), 1))
	if item, at := w.schedule("/a"); item.Look != 1 || item.Fingerprint != "2" || at != time.Hour {
		t.Errorf("scheduled %+v in %s, want the looks to begin again", item, at)
	}
	stale := w.item("/a", "1")
	stale.Look = 2
	w.handle(w.announce(stale, 1)) // it had fired before it was replaced
	if alias, _, err := w.parser.revisions.Alias(t.Context(), stale.ID); err != nil || alias.Fingerprints["f"] != "2" {
		t.Errorf("alias is %+v, %v: a look has changed what the feed said", alias, err)
	}
}

func TestAnErasedArticleIsNotLookedAt(t *testing.T) {
	t.Parallel()
	w := looking(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	if _, err := w.parser.revisions.Erase(t.Context(), schema.ArticleID(w.site.URL+"/a")); err != nil {
		t.Fatal(err)
	}
	w.handle(w.due("/a"))
	if got := w.scheduled(w.item("/a", "1")); w.site.asked() != 1 || got.Attempt != -1 {
		t.Errorf("asked %d times, scheduled %+v", w.site.asked(), got)
	}
}

func TestLaw2AParserMayDieArrangingALook(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := looking(t)
		w.site.page("/a", "Boats come in\nFirst.")
		w.handle(w.announce(w.item("/a", "1"), 1))
		w.site.page("/a", "Boats come in\nSecond.")
		m := w.due("/a")
		died := w.dies(death, m)
		w.again(m)
		if articles, _ := w.articles(); len(articles) != 2 || articles[1].Version != 2 {
			t.Fatalf("versions are %+v", articles)
		}
		if item, at := w.schedule("/a"); item.Look != 2 || at != 23*time.Hour {
			t.Fatalf("scheduled %+v in %s, want the second look, once", item, at)
		}
		return died
	})
}

func TestLaw2TheFirstLookIsNotForgotten(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := looking(t)
		w.site.page("/a", "Boats come in\nFirst.")
		m := w.announce(w.item("/a", "1"), 1)
		died := w.dies(death, m)
		if item, _ := w.schedule("/a"); item.Look != 1 {
			t.Fatalf("scheduled %+v", item)
		}
		return died
	})
}

// news is a page as sites make them, with what changes at every look around its text.
func news(headline, text, advertisement string, comments int) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>%[1]s - The Harbour</title><meta property="og:title" content="%[1]s"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<div class="ad banner">%[3]s</div>
<main><article><h1>%[1]s</h1>
<p>The first boats of the year came into the harbour on Tuesday morning, three weeks later than in any year that the harbour master can remember.</p>
<p>%[2]s</p>
<p>Fishermen said that the ice had been thick as far out as the lighthouse, and that nobody had dared to leave before the wind turned to the south.</p>
<p>The harbour will be open from six in the morning until the last boat is in, the town said in a statement, and the market on the quay opens on Saturday.</p>
</article></main>
<aside class="most-read"><span class="counter">%[4]d comments</span> <span>%[4]d people read this now</span></aside>
<footer>© The Harbour</footer></body></html>`, headline, text, advertisement, comments)
}

func newReadingWire(t *testing.T) *wire {
	t.Helper()
	x, err := NewExtractor()
	if err != nil {
		t.Fatal(err)
	}
	return newWireWith(t, x, nil)
}

// puts puts a page that is HTML and has no validators.
func (s *site) puts(path, page string) {
	s.answer(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
}

func TestAChangedPageBecomesVersionTwoAndAnUnchangedOneNone(t *testing.T) {
	t.Parallel()
	const path, text = "/2026/boats-come-in", "It is the longest that the town has waited for its boats since people began to write it down in the year of the great flood."
	w := newReadingWire(t)
	w.parser.config.LookAgain = []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour}
	w.site.puts(path, news("Boats come in late", text, "Buy our ropes", 3))
	w.handle(w.announce(w.item(path, "1"), 1))
	for name, page := range map[string]string{
		"other advertising": news("Boats come in late", text, "Buy our anchors, they are cheap and they hold whatever the wind does", 3),
		"counters":          news("Boats come in late", text, "Buy our ropes", 12345),
	} {
		w.site.puts(path, page)
		w.handle(w.due(path))
		if articles, _ := w.articles(); len(articles) != 1 {
			t.Errorf("%s: makes a version, from %q to %q", name, articles[0].ArticleBody, articles[1].ArticleBody)
		}
	}
	w.site.puts(path, strings.ReplaceAll(news("Boats  come in\nlate", text, "Buy our ropes", 3), "harbour", " \u00a0harbour"))
	w.handle(w.due(path))
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Fatalf("white space makes a version, from %q to %q", articles[0].ArticleBody, articles[1].ArticleBody)
	}
	w.site.puts(path, news("Boats come in late", strings.Replace(text, "longest", "second longest", 1), "Buy our ropes", 3))
	w.handle(w.due(path))
	articles, _ := w.articles()
	if len(articles) != 2 || articles[1].Version != 2 || articles[1].ID != articles[0].ID || !strings.Contains(articles[1].ArticleBody, "second longest") {
		t.Fatalf("versions are %+v", articles)
	}
}
