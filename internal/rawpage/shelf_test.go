package rawpage_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func shelf(t *testing.T) (*rawpage.Shelf, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pages")
	s, err := rawpage.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func page(url, body string) rawpage.Page {
	return rawpage.Page{
		V: schema.StateVersion, Article: schema.ArticleID(url), Version: 2, Record: "abc", URL: url,
		Header: http.Header{"Content-Type": {"text/html; charset=latin1"}},
		HTTP:   schema.HTTPFacts{Status: 200, Fetched: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)},
		Item:   schema.Item{ID: schema.ItemID(url), URL: url, Title: "Boats"}, Body: []byte(body),
	}
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

func TestAPageComesBackAsItWasPut(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	old, want := page("https://a.example/1", "<p>first"), page("https://a.example/1", "<p>second\n\x00\xff")
	for _, p := range []rawpage.Page{old, want} {
		if err := s.Put(p); err != nil {
			t.Fatal(err)
		}
	}
	pages, faults := all(t, s)
	if diff := cmp.Diff([]rawpage.Page{want}, pages); diff != "" || faults != nil {
		t.Errorf("pages (-want +got):\n%s\n%v", diff, faults)
	}
	for _, found := range []bool{true, false} {
		if got, err := s.Delete(want.Article); got != found || err != nil {
			t.Errorf("deleted: %t, %v; want %t", got, err, found)
		}
	}
	if pages, _ := all(t, s); pages != nil {
		t.Errorf("left are %v", pages)
	}
}

func TestBrokenPagesHideNoOthers(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	whole := page("https://a.example/1", "<p>whole")
	if err := s.Put(whole); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, whole.Article[:2], whole.Article+".page.zst")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for other, body := range map[string][]byte{"half": b[:len(b)/2], "other": b, "empty": nil} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(name), other+".page.zst"), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if pages, faults := all(t, s); len(pages) != 1 || len(faults) != 3 {
		t.Errorf("%d pages, %v", len(pages), faults)
	}
}

func TestTidyRemovesWhatIsOld(t *testing.T) {
	t.Parallel()
	s, dir := shelf(t)
	old, young := page("https://a.example/old", "old"), page("https://a.example/young", "young")
	for _, p := range []rawpage.Page{old, young} {
		if err := s.Put(p); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	left := filepath.Join(dir, old.Article[:2], ".new-123") // by a process that died
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{left, filepath.Join(dir, old.Article[:2], old.Article+".page.zst")} {
		if err := os.Chtimes(name, now, now.Add(-31*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if removed, err := s.Tidy(t.Context(), now.Add(-30*24*time.Hour)); removed != 1 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	if pages, _ := all(t, s); len(pages) != 1 || pages[0].Article != young.Article {
		t.Errorf("left are %v", pages)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what was half done is still there")
	}
}

func TestAnIDCantNameAnotherFile(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	for _, id := range []string{"", "a", "../../etc/passwd", "ab/cd", `ab\cd`, "abc.."} {
		if err := s.Put(rawpage.Page{Article: id}); err == nil {
			t.Errorf("%q is taken for an id", id)
		}
	}
}
