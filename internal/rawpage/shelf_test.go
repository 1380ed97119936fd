package rawpage_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inDirectory opens a shelf in a directory, and says in which.
func inDirectory(tb testing.TB) (s *rawpage.Shelf, dir string) {
	tb.Helper()
	dir = filepath.Join(tb.TempDir(), "pages")
	s, err := rawpage.Open(tb.Context(), dir, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return s, dir
}

// inBucket opens a shelf on a server whose files are in a directory, and gives the
// connection to it.
func inBucket(tb testing.TB, dir string) (*rawpage.Shelf, *bus.Bus) {
	tb.Helper()
	b := bustest.Connect(tb, bustest.Start(tb, natsembed.Config{Dir: dir}), "test")
	if _, err := rawpage.Open(tb.Context(), rawpage.InNATS, b); err == nil || !strings.Contains(err.Error(), "wirecopy setup --pages-bytes") {
		tb.Errorf("a bucket that isn't set up: %v", err)
	}
	if err := b.Apply(tb.Context(), bus.Topology{Objects: bus.Layout(bus.Sizes{Replicas: 1, PageAge: time.Hour, PageBytes: 1 << 32}).Objects}); err != nil {
		tb.Fatal(err)
	}
	s, err := rawpage.Open(tb.Context(), rawpage.InNATS, b)
	if err != nil {
		tb.Fatal(err)
	}
	return s, b
}

func page(url, body string) rawpage.Page {
	return rawpage.Page{
		V: schema.StateVersion, Article: schema.ArticleID(url), Version: 2, Record: "abc", URL: url,
		Header: http.Header{"Content-Type": {"text/html; charset=latin1"}},
		HTTP:   schema.HTTPFacts{Status: 200, Fetched: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)},
		Item:   schema.Item{ID: schema.ItemID(url), URL: url, Title: "Boats"}, Body: []byte(body),
	}
}

// several is the page of an article that has later ones.
func several(url string, bodies ...string) rawpage.Page {
	p := page(url, bodies[0])
	p.Missing = "page 4 is busy"
	for _, body := range bodies[1:] {
		p.Later = append(p.Later, rawpage.Later{URL: url + "?page=2", Header: http.Header{"Link": {"x"}}, Size: len(body), Body: []byte(body)})
	}
	return p
}

// all are the pages of a shelf, and what went wrong with others.
func all(t *testing.T, s *rawpage.Shelf) (pages []rawpage.Page, faults []error) {
	t.Helper()
	for p, err := range s.All(t.Context()) {
		if err != nil {
			faults = append(faults, err)
			continue
		}
		pages = append(pages, *p)
	}
	return pages, faults
}

// put puts pages, which must succeed.
func put(t *testing.T, s *rawpage.Shelf, pages ...rawpage.Page) {
	t.Helper()
	for _, p := range pages {
		if err := s.Put(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
}

// TestShelf holds every place to what a shelf promises.
func TestShelf(t *testing.T) {
	t.Parallel()
	for place, open := range map[string]func(t *testing.T) *rawpage.Shelf{
		"directory": func(t *testing.T) *rawpage.Shelf { t.Helper(); s, _ := inDirectory(t); return s },
		"bucket":    func(t *testing.T) *rawpage.Shelf { t.Helper(); s, _ := inBucket(t, t.TempDir()); return s },
	} {
		for promise, hold := range map[string]func(t *testing.T, s *rawpage.Shelf){
			"a page comes back as it was put":      comesBack,
			"a page that is deleted is gone":       isGone,
			"every article has its own":            eachItsOwn,
			"what is put anew while reading":       putWhileReading,
			"nothing young is tidied away":         staysYoung,
			"an id can't name another place":       namesNothingElse,
			"large pages are kept in little space": isCompressed,
		} {
			t.Run(place+": "+promise, func(t *testing.T) {
				t.Parallel()
				hold(t, open(t))
			})
		}
	}
}

func comesBack(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	const url = "https://a.example/1"
	for _, want := range []rawpage.Page{page(url, "<p>first"), page(url, "<p>second\n\x00\xff"), several(url, "a\n", "", "\nb", "c"), page(url, "")} {
		put(t, s, want)
		pages, faults := all(t, s)
		if len(pages) == 1 && len(want.Body) == 0 {
			pages[0].Body = want.Body // empty or nil
		}
		if diff := cmp.Diff([]rawpage.Page{want}, pages); diff != "" || faults != nil {
			t.Errorf("pages (-want +got):\n%s\n%v", diff, faults)
		}
	}
}

func isGone(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	p := page("https://a.example/1", "<p>text")
	put(t, s, p, p)
	for _, want := range []bool{true, false} {
		if found, err := s.Delete(t.Context(), p.Article); found != want || err != nil {
			t.Errorf("deleted: %t, %v; want %t", found, err, want)
		}
		if pages, faults := all(t, s); pages != nil || faults != nil {
			t.Errorf("left are %v, %v", pages, faults)
		}
	}
	put(t, s, p)
	if pages, _ := all(t, s); len(pages) != 1 {
		t.Error("it can't be put again")
	}
}

func eachItsOwn(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	bodies := map[string]string{}
	for _, url := range []string{"https://a.example/1", "https://a.example/2", "https://b.example/1"} {
		p := page(url, url)
		bodies[p.Article] = url
		put(t, s, p)
	}
	pages, faults := all(t, s)
	for _, p := range pages {
		if bodies[p.Article] != string(p.Body) {
			t.Errorf("article %s has the page %s", p.Article, p.Body)
		}
		delete(bodies, p.Article)
	}
	if len(bodies) != 0 || faults != nil {
		t.Errorf("missing are %v, %v", bodies, faults)
	}
}

// putWhileReading does as a run of reparse does, which must come to an end.
func putWhileReading(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	put(t, s, page("https://a.example/1", "1"), page("https://a.example/2", "2"))
	read := 0
	for p, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if read++; read > 2 {
			t.Fatalf("page %s comes again", p.Body)
		}
		put(t, s, *p)
	}
}

func staysYoung(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	put(t, s, page("https://a.example/1", "<p>text"))
	if removed, err := s.Tidy(t.Context(), time.Now().Add(-time.Hour)); removed != 0 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	if pages, _ := all(t, s); len(pages) != 1 {
		t.Error("it is gone")
	}
}

func namesNothingElse(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	for _, id := range []string{"", "a", "../../etc/passwd", "ab/cd", `ab\cd`, "abc..", "ab.>", "ab.*"} {
		if err := s.Put(t.Context(), rawpage.Page{Article: id}); err == nil {
			t.Errorf("%q is taken for an id", id)
		}
		if _, err := s.Delete(t.Context(), id); err == nil {
			t.Errorf("%q is taken for an id", id)
		}
	}
}

func isCompressed(t *testing.T, s *rawpage.Shelf) {
	t.Helper()
	want := page("https://a.example/1", strings.Repeat("Boats come in. ", 2<<20))
	put(t, s, want)
	if pages, faults := all(t, s); len(pages) != 1 || len(pages[0].Body) != len(want.Body) || faults != nil {
		t.Errorf("%d pages, %v", len(pages), faults)
	}
}
