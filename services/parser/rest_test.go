package parser

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// threePages puts an article of three pages.
func (s *site) threePages() {
	s.page("/a", "Boats come in\nFirst.\n-> /a/2")
	s.page("/a/2", "Boats come in\nSecond.\n-> /a/3")
	s.page("/a/3", "Boats come in\nThird.")
}

// paths are what the site was asked for, in order.
func (s *site) paths() (paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.requests {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

// text is the body of a record as one line.
func text(a *schema.Article) string {
	var b strings.Builder
	for _, p := range a.Body {
		b.WriteString(p.Text)
	}
	return b.String()
}

// warns says whether a record has a warning with some words.
func warns(a *schema.Article, words string) bool {
	return slices.ContainsFunc(a.Extraction.Warnings, func(w string) bool { return strings.Contains(w, words) })
}

// only gives the one version that was published, which must have a text.
func (w *wire) only(want string) *schema.Article {
	w.Helper()
	articles, _ := w.articles()
	if len(articles) != 1 || text(&articles[0]) != want {
		w.Fatalf("versions are %+v, want one with %q", articles, want)
	}
	return &articles[0]
}

func TestPagesOfAnArticleAreOneText(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.threePages()
	w.handle(w.announce(w.item("/a", "1"), 1))
	a := w.only("First.Second.Third.")
	if a.URL != w.site.URL+"/a" || a.ID != schema.ArticleID(a.URL) || len(a.Extraction.Warnings) > 0 || a.ContentHash != schema.ContentHash(a.Headline, a.Body) {
		t.Errorf("record is %+v", a)
	}
	if a.HTTP.ETag != "" || a.HTTP.Status != http.StatusOK {
		t.Errorf("facts are %+v: no page speaks for the others", a.HTTP)
	}
	w.site.page("/a/3", "Boats come in\nThird, and more.") // the first is the same
	w.handle(w.announce(w.item("/a", "2"), 1))
	articles, _ := w.articles()
	if len(articles) != 2 || text(&articles[1]) != "First.Second.Third, and more." {
		t.Errorf("versions are %+v", articles)
	}
	if got := strings.Join(w.site.paths(), " "); got != "/a /a/2 /a/3 /a /a/2 /a/3" {
		t.Errorf("asked for %s", got)
	}
}

func TestPagesAreBounded(t *testing.T) {
	t.Parallel()
	for most, want := range map[int]string{1: "First.", 2: "First.Second.", 3: "First.Second.Third."} {
		w := newWire(t)
		w.site.threePages()
		w.parser.config.MaxPages = most
		w.handle(w.announce(w.item("/a", "1"), 1))
		if a := w.only(want); warns(a, "more pages than") != (most < 3) || w.site.asked() != most {
			t.Errorf("of %d pages: asked %d times, warnings %q", most, w.site.asked(), a.Extraction.Warnings)
		}
	}
}

func TestTheNextStoryIsNoPage(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.\n-> /b")
	w.site.page("/b", "Herring returns\nSecond.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	if a := w.only("First."); len(a.Extraction.Warnings) > 0 || a.HTTP.ETag == "" {
		t.Errorf("record is %+v", a)
	}
}

func TestALaterPageThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.threePages()
	w.site.answer("/a/3", fails(http.StatusBadGateway))
	w.handle(w.announce(w.item("/a", "1"), 1))
	if a := w.only("First.Second."); !warns(a, "page 3 of the article is not available: http-502") || a.HTTP.ETag != "" {
		t.Errorf("record is %+v", a)
	}
	if item, at := w.schedule("/a"); item.Attempt != 1 || item.Look != 0 || at != time.Minute {
		t.Fatalf("scheduled %+v in %s", item, at)
	}
	w.handle(w.due("/a")) // it fails once more, and nothing is new
	if item, at := w.schedule("/a"); item.Attempt != 2 || at != 5*time.Minute {
		t.Fatalf("scheduled %+v in %s", item, at)
	}
	w.only("First.Second.")
	w.site.page("/a/3", "Boats come in\nThird.")
	w.handle(w.due("/a"))
	articles, _ := w.articles()
	if len(articles) != 2 || text(&articles[1]) != "First.Second.Third." || len(articles[1].Extraction.Warnings) > 0 {
		t.Fatalf("versions are %+v", articles)
	}
	asked := w.site.asked()
	w.handle(w.announce(w.item("/a", "1"), 1))
	if w.site.asked() != asked || len(w.rejections()) > 0 {
		t.Error("not known as done")
	}
}

func TestALaterPageThatIsNotToBeHad(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		page    http.HandlerFunc
		attempt int
		reason  string
	}{
		"gone":        {fails(http.StatusGone), 0, "http-410"},
		"never there": {fails(http.StatusServiceUnavailable), 5, "http-503"},
		"no text":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("nothing")) }, 0, "no-text"},
		"a login":     {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, 0, "login-page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			w.site.threePages()
			w.site.answer("/a/2", test.page)
			w.site.page("/login", "Boats come in\nSay who you are.")
			item := w.item("/a", "1")
			item.Attempt = test.attempt
			w.handle(w.announce(item, 1))
			if a := w.only("First."); !warns(a, "page 2 of the article is not available: "+test.reason) {
				t.Errorf("warnings are %q", a.Extraction.Warnings)
			}
			if got := w.scheduled(item); got.Attempt != -1 {
				t.Errorf("scheduled %+v", got)
			}
			asked := w.site.asked()
			w.handle(w.announce(w.item("/a", "1"), 1))
			if w.site.asked() != asked {
				t.Error("not known as done")
			}
		})
	}
}

func TestLaterPagesAreAskedAsAnyPage(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.threePages()
	var asked []string
	w.deps.Allow = func(_ context.Context, url string) error {
		if asked = append(asked, strings.TrimPrefix(url, w.site.URL)); strings.HasSuffix(url, "/3") {
			return &robots.DisallowedError{URL: url, Rule: "disallow: /a/3"}
		}
		return nil
	}
	w.parser = w.newParser(w.bus)
	w.handle(w.announce(w.item("/a", "1"), 1))
	if a := w.only("First.Second."); !warns(a, "page 3 of the article is not available: robots") {
		t.Errorf("warnings are %q", a.Extraction.Warnings)
	}
	if strings.Join(asked, " ") != "/a /a/2 /a/3" || w.site.asked() != 2 {
		t.Errorf("asked for leave of %q, and the site %d times", asked, w.site.asked())
	}
	if got := w.scheduled(w.item("/a", "1")); got.Attempt != -1 {
		t.Errorf("scheduled %+v", got)
	}
}

func TestLaterPagesWaitForTheirLane(t *testing.T) {
	t.Parallel()
	const spacing = 100 * time.Millisecond
	w := newWireWith(t, plain{}, lanes(spacing))
	w.site.threePages()
	begun := time.Now()
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.only("First.Second.Third.")
	if took := time.Since(begun); took < 2*spacing {
		t.Errorf("three requests within %s", took)
	}
}

func TestALaterPageThatCannotWaitIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWireWith(t, plain{}, lanes(time.Hour))
	w.site.threePages()
	w.handle(w.announce(w.item("/a", "1"), 1))
	if a := w.only("First."); !warns(a, "page 2 of the article is not available: busy") || w.site.asked() != 1 {
		t.Errorf("asked %d times, warnings %q", w.site.asked(), a.Extraction.Warnings)
	}
	if item, at := w.schedule("/a"); item.Attempt != 1 || at != time.Hour {
		t.Errorf("scheduled %+v in %s", item, at)
	}
}

func TestReservationsOfLaterPages(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.parser.config.Refuse = []string{"tdm"}
	w.site.reserves("/a", "Boats come in\nFirst.\n-> /a/2", "X-Robots-Tag", "noarchive")
	w.site.reserves("/a/2", "Boats come in\nSecond.\n-> /a/3", "X-Robots-Tag", "noai")
	w.site.reserves("/a/3", "Boats come in\nThird.", "Tdm-Reservation", "1")
	w.handle(w.announce(w.item("/a", "1"), 1))
	a := w.only("First.Second.")
	if r := a.Reservations; !r.NoArchive || !r.NoAI || r.TDM || !warns(a, "page 3 of the article is not available: reserved") {
		t.Errorf("reservations are %+v, warnings %q", r, a.Extraction.Warnings)
	}
}

func TestAWholeTextIsNotReplacedByAPart(t *testing.T) {
	t.Parallel()
	w := looking(t)
	w.site.threePages()
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.answer("/a/2", fails(http.StatusServiceUnavailable))
	w.handle(w.due("/a"))
	if item, _ := w.schedule("/a"); item.Attempt != 1 || item.Look != 1 {
		t.Fatalf("scheduled %+v, want the look tried again", item)
	}
	w.site.answer("/a/2", fails(http.StatusGone))
	w.handle(w.due("/a"))
	if item, _ := w.schedule("/a"); item.Attempt != 0 || item.Look != 2 {
		t.Fatalf("scheduled %+v, want the next look", item)
	}
	w.only("First.Second.Third.")
	w.handle(w.announce(w.item("/a", "2"), 1)) // the feed says that it changed
	if articles, _ := w.articles(); len(articles) != 2 || text(&articles[1]) != "First." {
		t.Errorf("versions are %+v", articles)
	}
}

func TestWhatWasHadOfAnArticleIsNotAskedForTwice(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.threePages()
	w.site.answer("/a/3", fails(http.StatusGone))
	task, err := newTask(w.announce(w.item("/a", "1"), 1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.parser.download(t.Context(), task)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the message was held
		if err := w.parser.conclude(t.Context(), task, got); err != nil {
			t.Fatal(err)
		}
	}
	if w.only("First.Second."); w.site.asked() != 3 {
		t.Errorf("asked %d times", w.site.asked())
	}
}

func TestAStopBetweenPagesWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.threePages()
	ctx, stop := context.WithCancel(t.Context())
	w.site.answer("/a/2", func(http.ResponseWriter, *http.Request) { stop() })
	if err := w.parser.handle(ctx, w.announce(w.item("/a", "1"), 1)); err == nil {
		t.Error("no error")
	}
	if articles, _ := w.articles(); len(articles) != 0 || w.scheduled(w.item("/a", "1")).Attempt != -1 {
		t.Errorf("articles are %+v", articles)
	}
}

func TestLaw2AParserMayDieJoiningPages(t *testing.T) {
	t.Parallel()
	for name, failing := range map[string]bool{"whole": false, "partial": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			everyDeath(t, func(t *testing.T, death bustest.Death) bool {
				t.Helper()
				w := newWire(t)
				w.site.threePages()
				want, attempt := "First.Second.Third.", -1
				if failing {
					want, attempt = "First.Second.", 1
					w.site.answer("/a/3", fails(http.StatusServiceUnavailable))
				}
				m := w.announce(w.item("/a", "1"), 1)
				died := w.dies(death, m)
				w.only(want)
				if got := w.scheduled(w.item("/a", "1")); got.Attempt != attempt {
					t.Errorf("scheduled %+v", got)
				}
				return died
			})
		})
	}
}
