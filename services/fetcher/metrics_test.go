package fetcher

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
)

// watched gives the wire a fetcher whose metrics can be read.
func (w *wire) watched() *prometheus.Registry {
	w.Helper()
	registry := prometheus.NewPedanticRegistry()
	m, err := newMetrics(registry)
	if err != nil {
		w.Fatal(err)
	}
	w.fetcher.metrics = m
	return registry
}

// dated is a feed whose entries have dates, by their guids.
func dated(dates map[string]string) string {
	var body strings.Builder
	body.WriteString(`<rss version="2.0"><channel><title>The Harbour</title>`)
	for guid, date := range dates {
		fmt.Fprintf(&body, "<item><title>%s</title><link>/news/%[1]s</link><guid>%[1]s</guid><pubDate>%s</pubDate></item>", guid, date)
	}
	return body.String() + "</channel></rss>"
}

// Only a date that can be believed says how long it took to find an entry.
func TestTheTimeFromPublicationToPollIsMeasured(t *testing.T) {
	t.Parallel()
	const delays = "wirecopy_fetcher_since_publication_seconds"
	w := newWire(t, nil)
	registry := w.watched()
	at := func(ago time.Duration) string { return time.Now().Add(-ago).UTC().Format(time.RFC1123Z) }
	entries := map[string]string{"first": at(time.Minute)}
	serve := func() {
		body := dated(entries)
		w.site.answers(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte(body)) })
	}
	serve()
	w.poll()
	metrictest.Want(t, registry, map[string]float64{delays: 0}) // it was there before we watched
	entries["new"], entries["undated"], entries["ofADay"] = at(time.Hour), "", time.Now().UTC().Format(time.DateOnly)
	entries["archived"], entries["ofTheFuture"] = at(72*time.Hour), at(-72*time.Hour)
	serve()
	w.poll()
	metrictest.Want(t, registry, map[string]float64{delays: 1, "wirecopy_fetcher_items_total": 6})
	entries["new"] = at(30 * time.Minute) // changed, and not new
	serve()
	w.poll()
	metrictest.Want(t, registry, map[string]float64{delays: 1})
}

func TestFailuresAreCountedByReason(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	registry := w.watched()
	for reason, answer := range map[string]http.HandlerFunc{
		"http-404":   http.NotFound,
		"http-4xx":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) },
		"not-a-feed": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html><p>Hello</p></html>")) },
		"redirect":   func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
	} {
		w.site.answers(answer)
		w.poll()
		metrictest.Want(t, registry, map[string]float64{fmt.Sprintf("wirecopy_fetcher_failures_total{reason=%q}", reason): 1})
	}
	metrictest.Want(t, registry, map[string]float64{`wirecopy_fetcher_polls_total{outcome="failed"}`: 4})
}

func TestFeedsAreCountedByTheirHealth(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	registry := w.watched()
	w.site.answers(http.NotFound)
	w.poll()
	w.fill(3)
	s := newSeeder(w.fetcher)
	if err := s.walk(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		`wirecopy_fetcher_feeds_health{health="failing"}`: 1,
		`wirecopy_fetcher_feeds_health{health="new"}`:     3,
		`wirecopy_fetcher_feeds_health{health="paused"}`:  0,
	}
	metrictest.Want(t, registry, want)
	if err := s.reconcileInTurn(t.Context()); err != nil { // the first turn is ours
		t.Fatal(err)
	}
	want[`wirecopy_fetcher_reconciliations_total{outcome="done"}`] = 1
	metrictest.Want(t, registry, want)
	if err := s.reconcileInTurn(t.Context()); err != nil { // somebody has done it
		t.Fatal(err)
	}
	if _, shown := metrictest.Values(t, registry)[`wirecopy_fetcher_feeds_health{health="new"}`]; shown {
		t.Error("an old count is shown beside a newer one")
	}
}

// A small catalogue is counted every minute, and the largest as the settings want.
func TestTheCatalogueIsComparedAsOftenAsItCostsLittle(t *testing.T) {
	t.Parallel()
	s := newSeeder(&Fetcher{visitor: visitor{config: Defaults()}})
	for took, want := range map[time.Duration]time.Duration{
		0: time.Minute, 100 * time.Millisecond: time.Minute, 3 * time.Second: 10 * time.Minute, time.Minute: time.Hour,
	} {
		s.took.Store(int64(took))
		if got := s.pace(); got != want {
			t.Errorf("a look of %s is made every %s, want %s", took, got, want)
		}
	}
}
