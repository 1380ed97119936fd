package parser

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// credited is a later release of the plain extractor, which knows who wrote the news.
type credited struct{ plain }

func (c credited) Read(p extract.Page) (*schema.Article, string, error) {
	a, next, err := c.plain.Read(p)
	if a != nil {
		a.Author = []schema.Person{{Name: "Ann Harbour"}}
	}
	return a, next, err
}

// newKeepingWire is a wire whose parser keeps pages, and where.
func newKeepingWire(t *testing.T) (*wire, string) {
	t.Helper()
	w := newWire(t)
	dir := filepath.Join(t.TempDir(), "pages")
	shelf, err := rawpage.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.deps.Pages = shelf
	w.parser = w.newParser(w.bus)
	return w, dir
}

// newWireOfBucket is a wire whose parser keeps pages in NATS.
func newWireOfBucket(t *testing.T) *wire {
	t.Helper()
	w := newWire(t)
	room := bus.Sizes{Replicas: 1, PageAge: time.Hour, PageBytes: 1 << 20}
	if err := w.bus.Apply(t.Context(), bus.Topology{Objects: bus.Layout(room).Objects}); err != nil {
		t.Fatal(err)
	}
	w.deps.Pages = bucketOf(t, w.bus)
	w.parser = w.newParser(w.bus)
	return w
}

func bucketOf(t *testing.T, b *bus.Bus) *rawpage.Shelf {
	t.Helper()
	shelf, err := rawpage.Open(t.Context(), rawpage.InNATS, b)
	if err != nil {
		t.Fatal(err)
	}
	return shelf
}

// kept are the pages that are kept.
func (w *wire) kept() (all []*rawpage.Page) {
	w.Helper()
	for p, err := range w.deps.Pages.All(w.Context()) {
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// reparse reads the only page that is kept again, and says what came of it and how
// many versions there are then.
func (w *wire) reparse(dry bool) (outcome Reread, versions int) {
	w.Helper()
	pages := w.kept()
	if len(pages) != 1 {
		w.Fatalf("%d pages are kept", len(pages))
	}
	_, outcome, err := w.parser.Reparse(w.Context(), pages[0], dry)
	if err != nil {
		w.Fatal(err)
	}
	articles, _ := w.articles()
	return outcome, len(articles)
}

func TestABetterReleaseMakesANewVersionOfAKeptPage(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	want := func(when string, dry bool, outcome Reread, versions int) {
		t.Helper()
		if got, n := w.reparse(dry); got != outcome || n != versions {
			t.Errorf("%s: %s, %d versions; want %s, %d", when, got, n, outcome, versions)
		}
	}
	want("the same release", false, RereadSame, 1)
	w.deps.Extractor = credited{}
	w.parser = w.newParser(w.bus)
	want("a dry run", true, RereadChanged, 1)
	want("a better release", false, RereadChanged, 2)
	want("once more", false, RereadSame, 2)
	articles, subjects := w.articles()
	a := articles[1]
	if a.Version != 2 || len(a.Author) != 1 || a.ArticleBody != articles[0].ArticleBody || subjects[1] != subjects[0] || !a.HTTP.Fetched.Equal(articles[0].HTTP.Fetched) {
		t.Errorf("the second version is %+v on %s", a, subjects[1])
	}
	if w.site.asked() != 1 {
		t.Errorf("the site was asked %d times", w.site.asked())
	}
}

func TestAKeptPageOverwritesNothingNewer(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.reserves("/a", "Boats come in\nFirst, and second.", "X-Robots-Tag", "noarchive")
	w.handle(w.announce(w.item("/a", "2"), 1)) // whose page isn't kept
	w.deps.Extractor = credited{}
	w.parser = w.newParser(w.bus)
	if outcome, versions := w.reparse(false); outcome != RereadOutdated || versions != 2 {
		t.Errorf("%s, %d versions", outcome, versions)
	}
}

func TestAPageFollowsItsArticle(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.page("/a", "Boats come in\nFirst, and second.")
	w.handle(w.announce(w.item("/a", "2"), 1))
	if pages := w.kept(); len(pages) != 1 || pages[0].Version != 2 || string(pages[0].Body) != "Boats come in\nFirst, and second." {
		t.Fatalf("kept are %+v", pages)
	}
	w.change("/a", func(known *revision.Article) { known.Erased = true })
	if outcome, _ := w.reparse(false); outcome != RereadErased || len(w.kept()) != 0 {
		t.Errorf("%s, and %d pages are kept", outcome, len(w.kept()))
	}
}

func TestPagesThatArentKept(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.reserves("/reserved", "Boats come in\nFirst.", "X-Robots-Tag", "noarchive")
	w.site.page("/1", "Boats go out\nFirst.\n-> /2")
	w.site.reserves("/2", "Boats go out\nSecond.", "X-Robots-Tag", "noarchive")
	w.handle(w.announce(w.item("/reserved", "1"), 1))
	w.handle(w.announce(w.item("/1", "1"), 1))
	if articles, _ := w.articles(); len(articles) != 2 || len(w.kept()) != 0 {
		t.Errorf("%d articles, %d pages are kept", len(articles), len(w.kept()))
	}
}

func TestPagesOfAnArticleAreReadAgainTogether(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.threePages()
	w.handle(w.announce(w.item("/a", "1"), 1))
	if pages := w.kept(); len(pages) != 1 || len(pages[0].Later) != 2 || string(pages[0].Later[1].Body) != "Boats come in\nThird." {
		t.Fatalf("kept are %+v", pages)
	}
	if outcome, versions := w.reparse(false); outcome != RereadSame || versions != 1 {
		t.Errorf("the same release: %s, %d versions", outcome, versions)
	}
	w.deps.Extractor = credited{}
	w.parser = w.newParser(w.bus)
	for _, want := range []Reread{RereadChanged, RereadSame} {
		if outcome, versions := w.reparse(false); outcome != want || versions != 2 {
			t.Errorf("a better release: %s, %d versions; want %s", outcome, versions, want)
		}
	}
	articles, _ := w.articles()
	if a := articles[1]; text(&a) != "First.Second.Third." || len(a.Author) != 1 || a.ContentHash != articles[0].ContentHash || len(a.Extraction.Warnings) > 0 {
		t.Errorf("the second version is %+v", a)
	}
	if w.site.asked() != 3 {
		t.Errorf("the site was asked %d times", w.site.asked())
	}
}

func TestWhatIsMissingOfAnArticleStaysSaid(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.threePages()
	w.site.answer("/a/3", fails(http.StatusGone))
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.only("First.Second.")
	w.deps.Extractor = credited{}
	w.parser = w.newParser(w.bus)
	if outcome, versions := w.reparse(false); outcome != RereadChanged || versions != 2 {
		t.Fatalf("%s, %d versions", outcome, versions)
	}
	articles, _ := w.articles()
	if a := articles[1]; text(&a) != "First.Second." || !warns(&a, "page 3 of the article is not available") {
		t.Errorf("the second version is %+v", a)
	}
}

// ending is a later release of the plain extractor, which knows that an article is
// over where "Second." begins.
type ending struct{ plain }

func (e ending) Read(p extract.Page) (*schema.Article, string, error) {
	if p.Before != nil && strings.Contains(string(p.Body), "Second.") {
		return nil, "", &extract.Error{Reason: extract.ReasonElsewhere}
	}
	return e.plain.Read(p)
}

func TestABetterReleaseMayEndAnArticleSooner(t *testing.T) {
	t.Parallel()
	w, _ := newKeepingWire(t)
	w.site.threePages()
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.deps.Extractor = ending{}
	w.parser = w.newParser(w.bus)
	if outcome, versions := w.reparse(false); outcome != RereadChanged || versions != 2 {
		t.Fatalf("%s, %d versions", outcome, versions)
	}
	articles, _ := w.articles()
	if a := articles[1]; text(&a) != "First." || len(a.Extraction.Warnings) > 0 {
		t.Errorf("the second version is %+v", a)
	}
}

func TestAPlaceThatTakesNoPagesHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w, dir := newKeepingWire(t)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil { // in its place
		t.Fatal(err)
	}
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Errorf("%d articles", len(articles))
	}
	if n := testutil.ToFloat64(w.parser.metrics.unkept); n != 1 {
		t.Errorf("%g pages are said not to be kept", n)
	}
}
