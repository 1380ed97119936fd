package parser

import (
	"net/http"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// vanished is a wire with an article whose page was found gone once, through the feed.
func vanished(t *testing.T, status int) *wire {
	t.Helper()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.answer("/a", fails(status))
	w.handle(w.announce(w.item("/a", "2"), 1))
	return w
}

func (w *wire) revision(path string) (revision.Article, bus.Revision) {
	w.Helper()
	known, read, err := w.parser.revisions.Article(w.Context(), schema.ArticleID(w.site.URL+path))
	if err != nil {
		w.Fatal(err)
	}
	return known, read
}

// change changes what is known of a path's article.
func (w *wire) change(path string, do func(known *revision.Article)) {
	w.Helper()
	known, read := w.revision(path)
	do(&known)
	if err := w.parser.revisions.SwapArticle(w.Context(), schema.ArticleID(w.site.URL+path), known, read); err != nil {
		w.Fatal(err)
	}
}

// dayLater makes it a day ago that a page was first found gone.
func (w *wire) dayLater(path string) {
	w.Helper()
	w.change(path, func(known *revision.Article) { known.GoneSince = known.GoneSince.Add(-confirmAfter) })
}

func TestAPageThatIsGoneADayLaterIsWithdrawn(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			w := vanished(t, status)
			if articles, _ := w.articles(); len(articles) != 1 || len(w.rejections()) != 0 {
				t.Fatalf("%d versions, %d rejections at the first sight", len(articles), len(w.rejections()))
			}
			if item, at := w.schedule("/a"); item.Look != 1 || at != confirmAfter || item.Fingerprint != "2" {
				t.Fatalf("scheduled %+v in %s, want a look a day later", item, at)
			}
			w.handle(w.due("/a")) // too soon
			if item, at := w.schedule("/a"); item.Look != 2 || at != confirmAfter {
				t.Fatalf("scheduled %+v in %s, want a look a day after the first sight", item, at)
			}
			w.dayLater("/a")
			w.handle(w.due("/a"))
			articles, subjects := w.articles()
			if len(articles) != 2 {
				t.Fatalf("%d versions, want a withdrawal", len(articles))
			}
			first, last := articles[0], articles[1]
			if last.EventType() != schema.EventWithdrawn || last.Version != 2 || last.ID != first.ID || last.URL != first.URL || subjects[0] != subjects[1] ||
				last.Headline != first.Headline || last.Publisher != first.Publisher || !last.VersionCreated.After(first.VersionCreated) {
				t.Errorf("withdrawn as %+v on %s", last, subjects[1])
			}
			if len(last.Body) != 0 || last.ArticleBody != "" || last.HTTP.Status != status || last.HTTP.ETag != "" || last.ContentHash != schema.ContentHash(last.Headline, nil) {
				t.Errorf("withdrawn as %+v: its text must go", last)
			}
			w.handle(w.announce(w.item("/a", "3"), 1)) // the feed has something to say of it still
			if articles, _ := w.articles(); len(articles) != 2 || len(w.rejections()) != 0 {
				t.Errorf("%d versions, %d rejections: withdrawn twice", len(articles), len(w.rejections()))
			}
		})
	}
}

func TestAPageThatIsBackInBetweenHeals(t *testing.T) {
	t.Parallel()
	w := vanished(t, http.StatusNotFound)
	w.site.page("/a", "Boats come in\nFirst.") // which the site says is not modified
	w.handle(w.due("/a"))
	if known, _ := w.revision("/a"); !known.GoneSince.IsZero() || known.Withdrawn {
		t.Errorf("known as %+v", known)
	}
	if got := w.scheduled(w.item("/a", "2")); got.Attempt != -1 {
		t.Errorf("scheduled %+v", got)
	}
	w.site.answer("/a", fails(http.StatusNotFound))
	w.handle(w.announce(w.item("/a", "3"), 1))
	w.site.puts("/a", "Boats come in\nFirst.") // which it sends whole, for it has no validators now
	w.handle(w.due("/a"))
	if known, _ := w.revision("/a"); !known.GoneSince.IsZero() {
		t.Errorf("known as %+v", known)
	}
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Errorf("%d versions", len(articles))
	}
}

func TestAWithdrawnPageThatIsBackIsAVersion(t *testing.T) {
	t.Parallel()
	w := vanished(t, http.StatusNotFound)
	w.dayLater("/a")
	w.handle(w.due("/a"))
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "3"), 1))
	articles, _ := w.articles()
	if len(articles) != 3 || articles[2].EventType() != schema.EventUpdated || articles[2].ContentHash != articles[0].ContentHash {
		t.Errorf("versions are %+v", articles)
	}
}

func TestAPageThatWasNeverHadIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.answer("/a", fails(http.StatusGone))
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.announce(w.item("/a", "2"), 1))
	if known, _ := w.revision("/a"); !known.GoneSince.IsZero() || known.FromPage {
		t.Errorf("known as %+v", known)
	}
	if articles, _ := w.articles(); len(articles) != 1 || len(w.rejections()) != 2 {
		t.Errorf("%d versions, %d rejections", len(articles), len(w.rejections()))
	}
}

func TestAWithdrawalIsOfWhatTheFeedSaidIfTheRecordIsGone(t *testing.T) {
	t.Parallel()
	w := vanished(t, http.StatusGone)
	if err := w.bus.Delete(t.Context(), schema.StreamArticles, 1); err != nil { // a week later
		t.Fatal(err)
	}
	w.dayLater("/a")
	w.handle(w.due("/a"))
	articles, _ := w.articles()
	if len(articles) != 1 || articles[0].EventType() != schema.EventWithdrawn || articles[0].Headline != "What the feed says" || articles[0].ID != schema.ArticleID(w.site.URL+"/a") || articles[0].Version != 2 {
		t.Errorf("articles are %+v", articles)
	}
}

func TestAnErasedArticleIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	w := vanished(t, http.StatusGone)
	w.dayLater("/a")
	m := w.due("/a")
	if _, err := w.parser.revisions.Erase(t.Context(), schema.ArticleID(w.site.URL+"/a")); err != nil {
		t.Fatal(err)
	}
	w.handle(m)
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Errorf("%d versions", len(articles))
	}
}

func TestLaw2AParserMayDieFindingAPageGone(t *testing.T) {
	t.Parallel()
	w := func(t *testing.T, death bustest.Death, late bool) bool {
		t.Helper()
		w := newWire(t)
		w.site.page("/a", "Boats come in\nFirst.")
		w.handle(w.announce(w.item("/a", "1"), 1))
		w.site.answer("/a", fails(http.StatusGone))
		want := 1
		if late {
			w.change("/a", func(known *revision.Article) { known.GoneSince = now().Add(-25 * time.Hour) })
			want = 2
		}
		m := w.announce(w.item("/a", "2"), 1)
		died := w.dies(death, m)
		w.again(m)
		articles, _ := w.articles()
		if len(articles) != want || len(w.rejections()) != 0 {
			t.Fatalf("%d versions, want %d; %d rejections", len(articles), want, len(w.rejections()))
		}
		if !late {
			if item, at := w.schedule("/a"); item.Look != 1 || at != confirmAfter {
				t.Fatalf("scheduled %+v in %s", item, at)
			}
		}
		return died
	}
	for name, late := range map[string]bool{"once": false, "for good": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			everyDeath(t, func(t *testing.T, death bustest.Death) bool { t.Helper(); return w(t, death, late) })
		})
	}
}
