package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func begin() time.Time { return time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC) }

func TestBoardFitsItsTerminal(t *testing.T) {
	t.Parallel()
	b := NewBoard("nats://127.0.0.1:4222", begin())
	for n := range 200 {
		b.Add(&schema.Article{Headline: fmt.Sprint("Boat ", n, strings.Repeat(" comes in", 30)), InLanguage: "en-GB", Publisher: schema.Organization{Name: "The \x1b[31mHarbour"}}, begin())
		fmt.Fprintf(b, "line %d\n", n)
	}
	b.note(Figures{Feeds: 3}, begin())
	for _, size := range [][2]int{{80, 24}, {120, 50}, {20, 6}} {
		lines := b.render(begin().Add(time.Minute), size[0], size[1])
		if size[1] > 20 && len(lines) != size[1] {
			t.Errorf("%d lines on a terminal of %d", len(lines), size[1])
		}
		for _, line := range lines {
			plain := strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[0m", "").Replace(line)
			if strings.Contains(plain, "\x1b") {
				t.Errorf("foreign control characters in %q", line)
			}
			if n := len([]rune(plain)); n > size[0] {
				t.Errorf("%d columns on a terminal of %d: %q", n, size[0], plain)
			}
		}
	}
	shown := strings.Join(b.render(begin().Add(time.Minute), 100, 24), "\n")
	for _, want := range []string{"nats://127.0.0.1:4222", "up 1m0s", "Boat 199", "line 199", "03:02:01 en"} {
		if !strings.Contains(shown, want) {
			t.Errorf("board lacks %q:\n%s", want, shown)
		}
	}
}

func TestRatesAreOfTheLastSeconds(t *testing.T) {
	t.Parallel()
	b := NewBoard("", begin())
	for second := range 60 {
		b.note(Figures{Stored: 100 * second * second}, begin().Add(time.Duration(second)*time.Second))
	}
	// From second 49 to 59: 100·(59²−49²)/10.
	if shown := strings.Join(b.renderFigures(100), "\n"); !strings.Contains(shown, "10800.0/s") {
		t.Errorf("figures are\n%s", shown)
	}
	if len(b.history) > 12 {
		t.Errorf("%d moments are kept", len(b.history))
	}
}

func TestFiguresAreThoseOfTheMetrics(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	polls := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wirecopy_fetcher_polls_total"}, []string{"outcome"})
	feeds := prometheus.NewGauge(prometheus.GaugeOpts{Name: "wirecopy_fetcher_feeds"})
	parked := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wirecopy_bus_messages_total"}, []string{"consumer", "disposition"})
	registry.MustRegister(polls, feeds, parked)
	feeds.Set(7)
	polls.WithLabelValues("changed").Add(2)
	polls.WithLabelValues("failed").Add(3)
	polls.WithLabelValues("putOff").Add(50) // asked nothing
	parked.WithLabelValues("storer", "parked").Add(4)
	parked.WithLabelValues("storer", "done").Add(100)
	got, err := read(registry)
	if want := (Figures{Feeds: 7, Polls: 5, Failed: 3, Parked: 4}); err != nil || got != want {
		t.Errorf("figures are %+v, %v, want %+v", got, err, want)
	}
}
