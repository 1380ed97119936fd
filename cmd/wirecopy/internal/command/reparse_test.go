package command_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// withBucket sets a bucket of pages up.
func (w wire) withBucket(t *testing.T) {
	t.Helper()
	run(t, "setup", "--nats", w.url, "--articles-bytes", "1000000", "--rejected-bytes", "1000000", "--pages-bytes", "1000000")
}

// keepPage puts a page of which an older release has made an article with another
// record, and makes the wire know that.
func (w wire) keepPage(t *testing.T, place, url string, fetched time.Time) *schema.Article {
	t.Helper()
	const text = "It is the longest that the town has waited for its boats since people began to write it down in the year of the flood."
	body := []byte(`<html lang="en"><head><title>Boats come in</title><meta property="og:type" content="article"></head><body><article><h1>Boats come in</h1><p>` + text + "</p><p>" + strings.ReplaceAll(text, "boats", "letters") + "</p></article></body></html>")
	item := schema.Item{V: 1, ID: schema.ItemID(url), URL: url, Title: "Boats come in", Feed: schema.FeedRef{ID: "f"}}
	config := extract.Defaults()
	x, err := extract.New(config)
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := x.Read(extract.Page{URL: url, Body: body, ContentType: "text/html", Item: &item})
	if err != nil {
		t.Fatal(err)
	}
	a.Version, a.VersionCreated, a.HTTP = 1, fetched, &schema.HTTPFacts{Status: 200, Fetched: fetched}
	w.issue(t, a)
	s, err := rawpage.Open(t.Context(), place, w.Bus)
	if err == nil {
		err = s.Put(t.Context(), rawpage.Page{
			Article: a.ID, Version: 1, Record: "of an older release", URL: url, Header: http.Header{"Content-Type": {"text/html"}},
			HTTP: *a.HTTP, Item: item, Body: body,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestReparsePublishesWhatChangedOnce(t *testing.T) {
	t.Parallel()
	t.Run("in a directory", func(t *testing.T) {
		t.Parallel()
		data := t.TempDir()
		reparsePublishesWhatChangedOnce(t, newWire(t), filepath.Join(data, "pages"), "--data", data)
	})
	t.Run("in NATS", func(t *testing.T) {
		t.Parallel()
		w := newWire(t)
		w.withBucket(t)
		reparsePublishesWhatChangedOnce(t, w, rawpage.InNATS, "--pages", "nats")
	})
}

func reparsePublishesWhatChangedOnce(t *testing.T, w wire, place string, where ...string) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Second)
	a := w.keepPage(t, place, "https://harbour.example/2026/boats", now)
	w.keepPage(t, place, "https://harbour.example/2025/boats", now.Add(-90*24*time.Hour))
	w.keepPage(t, place, "https://elsewhere.example/boats", now)
	flags := append([]string{"reparse", "--nats", w.url, "--since", "30d", "--host", "harbour.example"}, where...)
	const rest = "the same: 0, not of the latest version: 0, no article now: 0, erased: 0, broken: 0\n"
	if out := run(t, append(flags, "--dry-run")...); out != a.ID+"  Boats come in\npages: 1; would be published anew: 1, "+rest {
		t.Errorf("a dry run prints %s", out)
	}
	if out := run(t, flags...); out != a.ID+"  Boats come in\npages: 1; published anew: 1, "+rest {
		t.Errorf("it prints %s", out)
	}
	var again struct{ Outcomes map[string]int }
	if out := run(t, append(flags, "--json")...); json.Unmarshal([]byte(out), &again) != nil || again.Outcomes["same"] != 1 || len(again.Outcomes) != 1 {
		t.Errorf("once more it prints %s", out)
	}
	revisions, err := revision.Open(t.Context(), w.Bus)
	if err != nil {
		t.Fatal(err)
	}
	if known, _, err := revisions.Article(t.Context(), a.ID); err != nil || known.Version != 2 {
		t.Errorf("the wire knows version %d, %v", known.Version, err)
	}
	if n := w.left(t, schema.StreamArticles, a.ID); n != 2 {
		t.Errorf("%d versions are on the stream", n)
	}
}

func TestEraseTakesTheKeptPage(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	data, s := fill(t)
	w.store(t, s)
	erase := func(url, place string) {
		t.Helper()
		a := w.keepPage(t, place, url, time.Now())
		if out := run(t, "erase", "--nats", w.url, "--data", data, a.ID); !strings.HasSuffix(out, "pages: 1)\n") {
			t.Errorf("it prints %s", out)
		}
	}
	erase("https://harbour.example/1", filepath.Join(data, "pages"))
	w.withBucket(t)
	erase("https://harbour.example/2", rawpage.InNATS) // which nobody says
	for _, where := range [][]string{{"--data", data}, {"--pages", "nats"}} {
		if out := run(t, append([]string{"reparse", "--nats", w.url}, where...)...); !strings.HasPrefix(out, "pages: 0; ") {
			t.Errorf("reparse prints %s", out)
		}
	}
}

func TestReparseWithoutABucketSaysWhoMakesIt(t *testing.T) {
	t.Parallel()
	_, _, err := shell{}.run(t.Context(), "reparse", "--nats", newWire(t).url, "--pages", "nats")
	if err == nil || !strings.Contains(err.Error(), "wirecopy setup --pages-bytes") {
		t.Errorf("the error is %v", err)
	}
}

func TestReparseWithoutPagesSaysHowToKeepThem(t *testing.T) {
	t.Parallel()
	_, _, err := shell{}.run(t.Context(), "reparse", "--data", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "--pages") {
		t.Errorf("the error is %v", err)
	}
}
