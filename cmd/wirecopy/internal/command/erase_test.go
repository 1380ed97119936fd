package command_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// patience bounds every wait of a test for something that must happen.
const patience = 20 * time.Second

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// store runs a storer until the test ends.
func (w wire) store(t *testing.T, s store.Store) {
	t.Helper()
	r, err := storer.New(storer.Defaults(), storer.Deps{Bus: w.Bus, Store: s, Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
}

// issue publishes versions of an article as a parser does, which knows the last one then.
func (w wire) issue(t *testing.T, versions ...*schema.Article) {
	t.Helper()
	revisions, err := revision.Open(t.Context(), w.Bus)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range versions {
		subject := schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection)
		body, err := json.Marshal(a)
		if err == nil {
			_, _, err = w.Publish(t.Context(), bus.Outgoing{Subject: subject, ID: a.EventID(), Header: a.EventHeader(), Body: body})
		}
		if err != nil {
			t.Fatal(err)
		}
		_, read, err := revisions.Article(t.Context(), a.ID)
		if err == nil {
			err = revisions.SwapArticle(t.Context(), a.ID, revision.Of(a, subject), read)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// left is how many messages of a stream hold a text.
func (w wire) left(t *testing.T, stream, text string) (n int) {
	t.Helper()
	for m, err := range w.Browse(t.Context(), stream, ">", 1) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(m.Body), text) {
			n++
		}
	}
	return n
}

func TestEraseTakesAnArticleOutOfAWireThatRuns(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	dir, s := fill(t)
	w.store(t, s)
	gone, stays := storetest.Article(1), storetest.Article(2)
	gone.Headline = "Xylophones come in"
	w.issue(t, gone, storetest.Revision(gone, 2), storetest.Revision(gone, 3), stays)
	eventually(t, "all is stored", func() bool {
		n, err := s.Count(t.Context())
		return err == nil && n == store.Count{Articles: 2, Versions: 4}
	})
	storetest.Settle(t, s)
	if got := addresses(t, run(t, "articles", "--data", dir, "--format=jsonl", "--query=xylophones")); got != "1" {
		t.Fatalf("before, the search finds %q", got)
	}
	out := run(t, "erase", "--nats", w.url, "--data", dir, gone.URL+"#top", "https://harbour.example/news/99")
	want := "erased: " + gone.URL + "#top (versions: 3, messages: 3, rejections: 0, pages: 0)\nnothing found: https://harbour.example/news/99 (it will never be published)\n"
	if out != want {
		t.Errorf("prints\n%s, want\n%s", out, want)
	}
	n, err := s.Count(t.Context())
	if err != nil || n != (store.Count{Articles: 1, Versions: 1}) {
		t.Errorf("left are %+v, %v", n, err)
	}
	if got := addresses(t, run(t, "articles", "--data", dir, "--format=jsonl", "--query=xylophones")); got != "" {
		t.Errorf("the search finds %q", got)
	}
	if w.left(t, schema.StreamArticles, gone.ID) != 0 || w.left(t, schema.StreamArticles, stays.ID) != 1 {
		t.Error("the stream has something else than the other article")
	}
	for _, id := range []string{gone.ID, schema.ArticleID("https://harbour.example/news/99")} {
		if !w.erased(t, id) {
			t.Errorf("a parser may publish %s", id)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if rows := rowsOf(t, dir, gone.ID); rows != 0 {
		t.Errorf("%d rows are left", rows)
	}
	for _, name := range []string{"articles.db", "articles.db-wal"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil && strings.Contains(string(text), gone.Headline) {
			t.Errorf("the text is still in %s", name)
		}
	}
}

// erased says whether an article may not be published any more.
func (w wire) erased(t *testing.T, id string) bool {
	t.Helper()
	revisions, err := revision.Open(t.Context(), w.Bus)
	if err != nil {
		t.Fatal(err)
	}
	known, _, err := revisions.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return known.Erased
}

// rowsOf counts the rows of an article in all tables of a store that have an id.
func rowsOf(t *testing.T, dir, id string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "articles.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const count = "SELECT (SELECT count(*) FROM articles WHERE id = ?1) + (SELECT count(*) FROM article_versions WHERE id = ?1)"
	if err := db.QueryRowContext(t.Context(), count, id).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEraseFindsTheArticleOfAnItem(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	dir, _ := fill(t, storetest.Article(1), storetest.Article(2))
	revisions, err := revision.Open(t.Context(), w.Bus)
	if err != nil {
		t.Fatal(err)
	}
	const announced = "https://go.example/r/1"
	article := storetest.Article(1)
	if err := revisions.SwapAlias(t.Context(), schema.ItemID(announced), revision.Alias{Article: article.ID}, bus.Revision{}); err != nil {
		t.Fatal(err)
	}
	if out := run(t, "erase", "--nats", w.url, "--data", dir, announced, storetest.Article(2).ID); strings.Count(out, "(versions: 1, messages: 0, rejections: 0, pages: 0)\n") != 2 {
		t.Errorf("prints\n%s", out)
	}
	if out := run(t, "articles", "--data", dir); out != "" {
		t.Errorf("left are\n%s", out)
	}
}

func TestEraseTakesRecordsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	dir, s := fill(t, storetest.Article(1))
	article := storetest.Article(1)
	spoil(t, s, dir, "UPDATE articles SET record = '{' WHERE id = ?", article.ID)
	out := run(t, "erase", "--nats", w.url, "--data", dir, article.ID)
	if want := "erased: " + article.ID + " (versions: 1, messages: 0, rejections: 0, pages: 0)\n"; out != want || rowsOf(t, dir, article.ID) != 0 {
		t.Errorf("prints %q, want %q", out, want)
	}
}

func TestEraseSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	wantUsage(t, []string{"erase", "--wait=-1s", "ftp://harbour.example/", "no id"}, "--wait", "ftp://", "no id")
	dir := filepath.Join(t.TempDir(), "none")
	_, _, err := shell{}.run(t.Context(), "erase", "--nats", w.url, "--data", dir, storetest.Article(1).URL)
	if exitCode(err) != 1 || !strings.Contains(err.Error(), "--data") {
		t.Errorf("no store: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a store was made to erase in it")
	}
	if w.erased(t, storetest.Article(1).ID) {
		t.Error("something was done all the same")
	}
	dir, _ = fill(t)
	if _, _, err := (shell{}).run(t.Context(), "erase", "--nats", "nats://127.0.0.1:1", "--data", dir, storetest.Article(1).URL); exitCode(err) != 1 || !strings.Contains(err.Error(), "wirecopy up") {
		t.Errorf("no wire: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := (shell{}).run(ctx, "erase", "--nats", w.url, "--data", dir, storetest.Article(1).URL); exitCode(err) != 1 {
		t.Errorf("told to end: %v", err)
	}
	if _, _, err := (shell{out: gone{}}).run(t.Context(), "erase", "--nats", w.url, "--data", dir, storetest.Article(1).URL, storetest.Article(2).URL); err != nil || !w.erased(t, storetest.Article(2).ID) {
		t.Errorf("a closed pipe: %v", err)
	}
}
