package rawpage_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/rawpage"
)

func TestBrokenPagesHideNoOthers(t *testing.T) {
	t.Parallel()
	s, dir := inDirectory(t)
	whole := page("https://a.example/1", "<p>whole")
	if err := s.Put(t.Context(), whole); err != nil {
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
	s, dir := inDirectory(t)
	old, young := page("https://a.example/old", "old"), page("https://a.example/young", "young")
	for _, p := range []rawpage.Page{old, young} {
		if err := s.Put(t.Context(), p); err != nil {
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
