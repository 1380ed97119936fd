package parser

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// fails is a page that answers with a status.
func fails(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// leadsLater is a redirect that asks to wait for an hour before it is followed.
func leadsLater(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "3600")
	http.Redirect(w, r, "/b", http.StatusFound)
}

func TestPageThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]http.HandlerFunc{
		"500": fails(500), "404": fails(404), "broken off": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"redirected, later": leadsLater,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			w.site.answer("/a", page)
			item := w.item("/a", "1")
			m := w.announce(item, 1)
			w.handle(m)
			if got := w.scheduled(item); got.Attempt != 1 || got.Fingerprint != "1" || got.Title != item.Title {
				t.Errorf("scheduled %+v", got)
			}
			if articles, _ := w.articles(); len(articles)+len(w.rejections()) != 0 {
				t.Error("given up at the first failure")
			}
			asked := w.site.asked()
			m.Deliveries = 2 // its acknowledgement was lost
			w.handle(m)
			if w.site.asked() != asked {
				t.Error("asked again before its time")
			}
		})
	}
}

func TestPageThatNeverWorksIsWhatTheFeedSaid(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		page    http.HandlerFunc
		attempt int
		reason  string
	}{
		"server error":  {fails(503), 5, "http-503"},
		"not found":     {fails(404), 2, "http-404"},
		"gone":          {fails(410), 0, "http-410"},
		"not yet":       {leadsLater, 2, "later"},
		"redirect loop": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/a", http.StatusFound) }, 0, "redirect"},
		"no text":       {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("nothing")) }, 0, "no-text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			w.site.answer("/a", tt.page)
			item := w.item("/a", "1")
			item.Attempt = tt.attempt
			m := w.announce(item, 1)
			w.handle(m)
			rejections := w.rejections()
			if len(rejections) != 1 || rejections[0].Reason != tt.reason || string(rejections[0].Body) != string(m.Body) || rejections[0].Stage != "parser" {
				t.Fatalf("rejections are %+v, want one for %s", rejections, tt.reason)
			}
			articles, _ := w.articles()
			if len(articles) != 1 || articles[0].Headline != item.Title || articles[0].Extraction.Method != "feed" ||
				articles[0].Extraction.Warnings[0] != "page not available: "+tt.reason || articles[0].HTTP != nil {
				t.Errorf("articles are %+v", articles)
			}
			if got := w.scheduled(item); got.Attempt != -1 {
				t.Errorf("scheduled once more: %+v", got)
			}
		})
	}
}

func TestAPageThatIsLostLaterKeepsItsRecord(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.answer("/a", fails(402))
	w.handle(w.announce(w.item("/a", "2"), 1))
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Errorf("%d versions: what the feed said has replaced the page", len(articles))
	}
	if n := len(w.rejections()); n != 1 {
		t.Errorf("%d rejections", n)
	}
}

func TestFeedThatSaysNothingLeavesARejection(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	item := w.item("/a", "1")
	item.Title, item.Attempt = "", 2
	w.handle(w.announce(item, 1))
	if articles, _ := w.articles(); len(articles) != 0 || len(w.rejections()) != 1 {
		t.Errorf("%d articles, %d rejections", len(articles), len(w.rejections()))
	}
}

func TestRetryAfterOfAPageIsObeyed(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.answer("/a", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "7200")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	task, err := newTask(w.announce(w.item("/a", "1"), 1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.parser.download(t.Context(), task)
	if err != nil || time.Until(got.again) < 119*time.Minute {
		t.Errorf("asked again in %s, %v", time.Until(got.again), err)
	}
}

func TestATakenLanePutsThePageOff(t *testing.T) {
	t.Parallel()
	w := newWireWith(t, plain{}, lanes(time.Hour))
	w.site.page("/a", "One\ntext")
	w.site.page("/b", "Two\ntext")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.announce(w.item("/b", "1"), 1))
	if got := w.scheduled(w.item("/b", "1")); got.Attempt != 0 || w.site.asked() != 1 {
		t.Errorf("scheduled %+v after %d requests, want the second page put off and not failed", got, w.site.asked())
	}
}

func TestRedirectsLeadToTheArticle(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "One\ntext")
	w.site.answer("/short", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/a", http.StatusMovedPermanently) })
	w.handle(w.announce(w.item("/short", "1"), 1))
	w.handle(w.announce(w.item("/a", "1"), 1))
	articles, _ := w.articles()
	if len(articles) != 1 || articles[0].URL != w.site.URL+"/a" || len(articles[0].HTTP.Redirects) != 1 || articles[0].OriginalURL != w.site.URL+"/short" {
		t.Errorf("articles are %+v", articles)
	}
}

func TestWhatIsNoItemIsParked(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for name, m := range map[string]*bus.Message{
		"no JSON":       {Subject: "items.due.h.i", Body: []byte("{"), Deliveries: 1},
		"no address":    {Subject: "items.due.h.i", Body: []byte(`{"url":"mailto:x"}`), Deliveries: 1},
		"wrong subject": {Subject: "items.due.h.i", Body: []byte(`{"id":"i","url":"https://harbour.example/"}`), Deliveries: 1},
	} {
		parked, ok := errors.AsType[*bus.ParkedError](w.parser.handle(t.Context(), m))
		if !ok || parked.Reason != bus.ReasonInvalid {
			t.Errorf("%s: %v", name, parked)
		}
	}
}

func TestConfigReportsAllFaults(t *testing.T) {
	t.Parallel()
	if err := Defaults().Validate(); err != nil {
		t.Error(err)
	}
	err := Config{Retries: []time.Duration{-1}}.Validate()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 6 {
		t.Errorf("faults are %v, want six", err)
	}
	if _, err := New(t.Context(), Config{}, Deps{}); err == nil || !strings.Contains(err.Error(), "workers") {
		t.Errorf("made a parser that can't work: %v", err)
	}
}

func TestAttemptsHaveAnEnd(t *testing.T) {
	t.Parallel()
	p := &Parser{config: Defaults(), random: func() float64 { return 0 }}
	tries := 0
	for attempt := 0; !p.again(attempt, always, time.Time{}).IsZero(); attempt++ {
		tries++
	}
	if tries != len(p.config.Retries) {
		t.Errorf("tried again %d times, want %d", tries, len(p.config.Retries))
	}
	if !p.again(-1, always, time.Time{}).IsZero() {
		t.Error("a broken count of attempts is tried for ever")
	}
}

func TestARejectedItemIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	item := w.item("/a", "1")
	item.Attempt = 2
	w.handle(w.announce(item, 1)) // not found, for the last time
	w.run()
	w.eventually("it is settled", func() bool { return len(w.rejections()) == 1 })
	if articles, _ := w.articles(); len(articles) != 1 || articles[0].Extraction.Method != "feed" {
		t.Fatalf("articles are %+v", articles)
	}
	w.site.page("/a", "Boats come in\nFirst.")
	if _, found, err := w.bus.Retry(t.Context(), 1); !found || err != nil {
		t.Fatal(found, err)
	}
	w.eventually("the page is there as a new version", func() bool {
		articles, _ := w.articles()
		return len(articles) == 2 && articles[1].Version == 2 && articles[1].Headline == "Boats come in"
	})
	w.eventually("it is no rejection any more", func() bool { return len(w.rejections()) == 0 })
}

func TestNothingIsTakenUpWhileTheWireHoldsBack(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	release, held := make(chan struct{}), make(chan struct{})
	var once sync.Once
	w.deps.Hold = func(ctx context.Context) {
		once.Do(func() { close(held) })
		select {
		case <-release:
		case <-ctx.Done():
		}
	}
	w.parser = w.newParser(w.bus)
	w.site.page("/a", "Boats come in\nFirst.")
	w.announce(w.item("/a", "1"), 1)
	w.run()
	<-held
	consumer, err := w.bus.JetStream().Consumer(t.Context(), schema.StreamItems, schema.ConsumerParser)
	if err != nil {
		t.Fatal(err)
	}
	if info := consumer.CachedInfo(); info.NumAckPending != 0 || info.NumPending != 1 || w.site.asked() != 0 {
		t.Errorf("taken up: %d, waiting: %d, asked: %d", info.NumAckPending, info.NumPending, w.site.asked())
	}
	close(release)
	w.eventually("the article is published", func() bool { a, _ := w.articles(); return len(a) == 1 })
}

func TestPagesThatRobotsForbidAreNotAsked(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.deps.Allow = func(_ context.Context, url string) error {
		if strings.HasSuffix(url, "/soon") {
			return &robots.UnavailableError{Host: "h", Until: time.Now().Add(3 * time.Second), Reason: "being asked for"}
		}
		if strings.HasSuffix(url, "/later") {
			return &robots.UnavailableError{Host: "h", Until: time.Now().Add(3 * time.Hour), Reason: "503"}
		}
		return &robots.DisallowedError{URL: url, Rule: "disallow: /"}
	}
	w.parser = w.newParser(w.bus)
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.announce(w.item("/later", "1"), 1))
	w.handle(w.announce(w.item("/soon", "1"), 1))
	if got := w.scheduled(w.item("/soon", "1")); got.Attempt != 0 {
		t.Errorf("a page whose robots.txt is being asked for is scheduled as %+v", got)
	}
	if w.site.asked() != 0 {
		t.Errorf("asked %d times", w.site.asked())
	}
	if r := w.rejections(); len(r) != 1 || r[0].Reason != "robots" {
		t.Errorf("rejections are %+v", r)
	}
	if articles, _ := w.articles(); len(articles) != 1 || articles[0].Extraction.Method != "feed" {
		t.Errorf("articles are %+v", articles)
	}
	if got := w.scheduled(w.item("/later", "1")); got.Attempt != 1 {
		t.Errorf("a page whose robots.txt can't be had is scheduled as %+v", got)
	}
}
