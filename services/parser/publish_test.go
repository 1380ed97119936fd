package parser

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestItemBecomesAnArticle(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.\nSecond.")
	item := w.item("/a", "1")
	w.announce(item, 1)
	w.run()
	w.eventually("the article is published", func() bool { a, _ := w.articles(); return len(a) == 1 })
	articles, subjects := w.articles()
	a := articles[0]
	if a.Version != 1 || a.Headline != "Boats come in" || len(a.Body) != 2 || a.VersionCreated.IsZero() || a.OriginalURL != item.URL {
		t.Errorf("article is %+v", a)
	}
	if a.HTTP == nil || a.HTTP.Status != 200 || a.HTTP.ETag == "" || a.HTTP.Bytes != 28 || a.HTTP.ContentType != "text/html; charset=utf-8" {
		t.Errorf("facts of the download are %+v", a.HTTP)
	}
	if want := "articles.v1.en.harbour-example.world-news"; subjects[0] != want {
		t.Errorf("subject is %s, want %s", subjects[0], want)
	}
	w.eventually("the item is acknowledged", func() bool {
		s, err := w.bus.JetStream().Stream(t.Context(), schema.StreamItems)
		return err == nil && s.CachedInfo().State.Msgs == 0
	})
	m, err := w.bus.JetStream().Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := m.GetMsg(t.Context(), 1)
	if err != nil || raw.Header.Get("Nats-Msg-Id") != a.EventID() || raw.Header["ce-id"][0] != a.EventID() || raw.Header["ce-type"][0] != schema.EventPublished {
		t.Errorf("header is %v, %v", raw.Header, err)
	}
}

func TestKnownItemIsNotDownloadedAgain(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.announce(w.item("/a", "1"), 2)) // of another feed, or of an earlier life
	if n := w.site.asked(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestChangedItemMakesAVersionOnlyIfTheTextChanged(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.announce(w.item("/a", "2"), 1)) // the feed says something else, the page doesn't: 304
	w.site.page("/a", "Boats  come in\n First. ")
	w.handle(w.announce(w.item("/a", "3"), 1)) // only set differently
	if articles, _ := w.articles(); len(articles) != 1 || w.site.asked() != 3 {
		t.Fatalf("%d versions after %d requests, want one", len(articles), w.site.asked())
	}
	w.site.page("/a", "Boats come in\nFirst, and second.")
	w.handle(w.announce(w.item("/a", "4"), 1))
	articles, subjects := w.articles()
	if len(articles) != 2 || articles[1].Version != 2 || articles[1].ID != articles[0].ID || !articles[1].VersionCreated.After(articles[0].VersionCreated) {
		t.Fatalf("versions are %+v", articles)
	}
	if subjects[0] != subjects[1] {
		t.Errorf("subjects differ: %s, %s", subjects[0], subjects[1])
	}
}

func TestSubjectIsThatOfTheFirstVersion(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a := record(w.site.URL+"/a", "One", "text", new(w.item("/a", "1")))
	for n, section := range []string{"World News", "Sport"} {
		a.ArticleSection, a.ContentHash = section, strconv.Itoa(n)
		if done, err := w.parser.publishOnce(t.Context(), &task{item: w.item("/a", "1")}, a); err != nil || !done {
			t.Fatal(done, err)
		}
	}
	if _, subjects := w.articles(); len(subjects) != 2 || subjects[0] != subjects[1] {
		t.Errorf("subjects are %v", subjects)
	}
}

func TestCrashBeforeTheRevisionPublishesNothingTwice(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	lost := record(w.site.URL+"/a", "Boats come in", "First.", new(w.item("/a", "1")))
	lost.Version, lost.VersionCreated = 1, now().Add(-time.Minute)
	if _, _, stored, err := w.parser.send(t.Context(), lost, "articles.v1.en.harbour-example.other"); err != nil || !stored {
		t.Fatal(stored, err) // its last deed
	}
	w.handle(w.announce(w.item("/a", "1"), 2))
	articles, _ := w.articles()
	if len(articles) != 1 {
		t.Fatalf("%d versions, want the one", len(articles))
	}
	known, _, err := w.parser.revisions.Article(t.Context(), lost.ID)
	if err != nil || known.Version != 1 || known.Subject != "articles.v1.en.harbour-example.other" || !known.VersionCreated.Equal(lost.VersionCreated) {
		t.Errorf("revision is %+v, %v: it must be what was stored", known, err)
	}
}

func TestCrashBeforeTheRevisionAndAChangedPage(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nAnd go.")
	lost := record(w.site.URL+"/a", "Boats come in", "First.", new(w.item("/a", "1")))
	lost.Version, lost.VersionCreated = 1, now().Add(-time.Minute)
	if _, _, _, err := w.parser.send(t.Context(), lost, "articles.v1.en.harbour-example.other"); err != nil {
		t.Fatal(err)
	}
	w.handle(w.announce(w.item("/a", "1"), 2))
	articles, _ := w.articles()
	if len(articles) != 2 || articles[1].Version != 2 || articles[1].Body[0].Text != "And go." {
		t.Errorf("versions are %+v", articles)
	}
}

func TestLaw3ParsersOfOneArticleAgree(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	var all sync.WaitGroup
	for n := range 8 {
		a := record(w.site.URL+"/a", "One", fmt.Sprint("text ", n%2), new(w.item("/a", "1")))
		all.Go(func() {
			if err := w.parser.publish(t.Context(), &task{item: w.item("/a", "1")}, a); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	articles, _ := w.articles()
	for n, a := range articles {
		if a.Version != n+1 {
			t.Errorf("message %d is version %d", n+1, a.Version)
		}
		if n > 0 && (a.ContentHash == articles[n-1].ContentHash || !a.VersionCreated.After(articles[n-1].VersionCreated)) {
			t.Errorf("version %d repeats the one before, or is older", a.Version)
		}
	}
	known, _, err := w.parser.revisions.Article(t.Context(), articles[0].ID)
	if err != nil || known.Version != len(articles) {
		t.Errorf("revision is %+v, %v, and %d were published", known, err, len(articles))
	}
}

func TestAnErasedArticleIsNeverPublishedAgain(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	id := schema.ArticleID(w.site.URL + "/a")
	was, err := w.parser.revisions.Erase(t.Context(), id)
	if err != nil || was.Version != 1 {
		t.Fatalf("erased %+v, %v", was, err)
	}
	w.site.page("/a", "Boats come in\nSecond.")
	w.handle(w.announce(w.item("/a", "2"), 1))
	w.site.answer("/a", fails(410))
	w.handle(w.announce(w.item("/a", "3"), 1))
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Errorf("%d versions: one was published after the erasure", len(articles))
	}
}

func TestAnArticleErasedWhileItIsPublishedIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a := record(w.site.URL+"/a", "One", "text", new(w.item("/a", "1")))
	a.Version, a.VersionCreated = 1, now()
	_, sequence, _, err := w.parser.send(t.Context(), a, "articles.v1.en.harbour-example.none")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.parser.revisions.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.parser.takeBackIfErased(t.Context(), a.ID, sequence); err != nil {
		t.Fatal(err)
	}
	if articles, _ := w.articles(); len(articles) != 0 {
		t.Errorf("%d versions are on the stream", len(articles))
	}
}

func TestLargeRecordsAreMadeToFit(t *testing.T) {
	t.Parallel()
	a := record("https://harbour.example/a", "One", "text", &schema.Item{URL: "https://harbour.example/a"})
	a.BodyHTML = strings.Repeat("<p>text</p>", 1000)
	body, err := fit(a, 5000)
	if err != nil || len(body) > 5000 || len(a.Extraction.Warnings) != 1 {
		t.Errorf("%d bytes, warnings %q, %v", len(body), a.Extraction.Warnings, err)
	}
	a.ArticleBody = strings.Repeat("text ", 1001)
	parked, ok := errors.AsType[*bus.ParkedError](func() error { _, err := fit(a, 5000); return err }())
	if !ok || parked.Reason != "too-large" {
		t.Errorf("a record that can't fit gives %v", parked)
	}
}

// by is an item as another feed announces it, in its own words.
func by(feed string, item schema.Item) schema.Item {
	item.Feed.ID, item.Title, item.Summary = feed, "What another feed says", "<p>And otherwise."
	return item
}

func TestAnotherFeedMakesNoOtherArticle(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.site.page("/a", "Boats come in\nSecond.") // which nobody tells
	w.handle(w.announce(by("g", w.item("/a", "2")), 1))
	w.handle(w.announce(by("g", w.item("/a", "2")), 2))
	if articles, _ := w.articles(); len(articles) != 1 || w.site.asked() != 1 {
		t.Fatalf("%d versions after %d requests, want one after one", len(articles), w.site.asked())
	}
	w.handle(w.announce(by("g", w.item("/a", "3")), 1)) // which says now that it changed
	w.site.page("/a", "Boats come in\nThird.")
	w.handle(w.announce(w.item("/a", "4"), 1)) // as the first does later
	if articles, _ := w.articles(); len(articles) != 3 || w.site.asked() != 3 {
		t.Errorf("%d versions after %d requests, want a version for each change", len(articles), w.site.asked())
	}
}

func TestOnePageReadInTheLightOfTwoFeedsIsOneVersion(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/a", "Boats come in\nFirst.")
	w.parser.extractor = readings{w.parser.extractor}
	first, second := w.announce(w.item("/a", "1"), 1), w.announce(by("g", w.item("/a", "2")), 1)
	w.handle(first)
	late, err := newTask(second) // which has read what was known before that
	if err != nil {
		t.Fatal(err)
	}
	if err := w.parser.conclude(t.Context(), late, w.downloaded(second)); err != nil {
		t.Fatal(err)
	}
	if articles, _ := w.articles(); len(articles) != 1 {
		t.Errorf("%d versions of a page that didn't change", len(articles))
	}
	known, _, err := w.parser.revisions.Alias(t.Context(), schema.ItemID(w.site.URL+"/a"))
	if err != nil || known.Fingerprints["f"] != "1" || known.Fingerprints["g"] != "2" {
		t.Errorf("alias is %+v, %v", known, err)
	}
}

// downloaded is the page of a message's item.
func (w *wire) downloaded(m *bus.Message) *page {
	w.Helper()
	t, err := newTask(m)
	if err != nil {
		w.Fatal(err)
	}
	got, err := w.parser.download(w.Context(), t)
	if err != nil {
		w.Fatal(err)
	}
	return got
}

// readings reads a page as the feed's words make it look.
type readings struct{ Extractor }

func (r readings) Read(p extract.Page) (*schema.Article, string, error) {
	a, next, err := r.Extractor.Read(p)
	if err == nil {
		a.Body = append(a.Body, schema.Paragraph{Text: p.Item.Title})
		a.ContentHash = schema.ContentHash(a.Headline, a.Body)
	}
	return a, next, err
}
