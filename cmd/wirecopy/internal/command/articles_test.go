package command_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/stores"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// fill opens a store as a wire does and writes articles; it stays open.
func fill(t *testing.T, articles ...*schema.Article) (dir string, s store.Store) {
	t.Helper()
	dir = t.TempDir()
	s, err := stores.Open(t.Context(), "sqlite:"+filepath.Join(dir, "articles.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Write(t.Context(), storetest.Entries(articles...)); err != nil {
		t.Fatal(err)
	}
	storetest.Settle(t, s)
	return dir, s
}

// boats are articles 0 to n-1.
func boats(n int) []*schema.Article {
	all := make([]*schema.Article, n)
	for i := range all {
		all[i] = storetest.Article(i)
	}
	return all
}

// addresses are those of records, without what they have in common.
func addresses(t *testing.T, records string) string {
	t.Helper()
	var all []string
	for line := range strings.Lines(records) {
		var a schema.Article
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, strings.TrimPrefix(a.URL, "https://harbour.example/news/"))
	}
	return strings.Join(all, " ")
}

func TestArticlesAreShownNewestFirst(t *testing.T) {
	t.Parallel()
	all := boats(25)
	all[24].Headline = "Boat 24 \x1b[2Jcomes in from a long journey around the cape"
	dir, _ := fill(t, all...)
	out, complaints, err := shell{width: 50}.run(t.Context(), "articles", "--data", dir)
	lines := strings.Split(out, "\n")
	if err != nil || complaints != "" || len(lines) != 2*20+1 {
		t.Fatalf("%d lines, %s%v", len(lines), complaints, err)
	}
	want := []string{
		storetest.Epoch().Add(24*time.Minute).Local().Format("2006-01-02 15:04") + "  en   Boat 24 [2Jcomes in from a…",
		strings.Repeat(" ", 23) + "The Harbour  https://harbour.example/news/24",
	}
	if diff := cmp.Diff(want, lines[:2]); diff != "" {
		t.Errorf("first lines (-want +got):\n%s", diff)
	}
	if out := run(t, "articles", "--data", dir, "--limit", "0"); strings.Count(out, "\n") != 25 || !strings.HasPrefix(out, "2031-05-04T03:26:01Z\ten\tThe Harbour\tBoat 24 ") {
		t.Errorf("without a terminal and a limit:\n%s", out)
	}
}

func TestArticlesAreExportedWhole(t *testing.T) {
	t.Parallel()
	all := boats(25)
	all[24].Headline = "Boats < ships"
	dir, s := fill(t, all...)
	out := run(t, "articles", "--data", dir, "--format", "jsonl")
	if got := strings.Fields(addresses(t, out)); len(got) != 25 || got[0] != "24" || !strings.Contains(out, "Boats < ships") {
		t.Errorf("addresses are %v", got)
	}
	var got schema.Article
	first, _, _ := strings.Cut(out, "\n")
	if err := json.Unmarshal([]byte(first), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all[24], &got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	// The wire goes on writing.
	if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(25))); err != nil {
		t.Fatal(err)
	}
	if got := addresses(t, run(t, "articles", "--store", "sqlite:"+filepath.Join(dir, "articles.db"), "--format", "jsonl", "--limit", "2")); got != "25 24" {
		t.Errorf("then addresses are %s", got)
	}
}

func TestArticlesAreFound(t *testing.T) {
	t.Parallel()
	all := boats(6)
	all[1].InLanguage, all[2].Publisher.Domain = "de-AT", "tide.example"
	all[3].Feed.URL, all[3].Feed.ID = tide, schema.FeedID(tide)
	all[4].Headline = "Whales \"pass\" by"
	all[5].ArticleSection, all[5].Provider = "World", &schema.Organization{Name: "Lindholm Press", Domain: "press.example"}
	all[5].Author, all[5].Keywords, all[5].Simhash = []schema.Person{{Name: "Bo Berg"}}, []string{"Oil"}, "00000000000000ff"
	dir, _ := fill(t, all...)
	for flags, want := range map[string]string{
		"--language=de":                 "1",
		"--publisher=www.tide.example":  "2",
		"--feed=" + tide:                "3",
		"--feed=" + schema.FeedID(tide): "3",
		"--query=whales":                "4",
		"--query=boat -whales":          "5 3 2 1 0",
		"--since=2031-05-04T03:05Z":     "5 4 3",
		"--until=2031-05-04T03:05Z":     "2 1 0",
		"--since=2031 --until=2032":     "5 4 3 2 1 0",
		"--until=1h":                    "",
		"--limit=1":                     "5",
		"--section=world":               "5",
		"--provider=press.example":      "5",
		"--author=bo berg":              "5",
		"--keyword=OIL --language=en":   "5",
		"--simhash=80000000000000fe":    "5",
		"--simhash=80000000000000f0":    "",
		"--story=nothing":               "",
		"--query=nothing":               "",
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			args := []string{"articles", "--data", dir, "--format=jsonl"}
			for flag := range strings.SplitSeq(flags, " --") {
				args = append(args, "--"+strings.TrimPrefix(flag, "--"))
			}
			if got := addresses(t, run(t, args...)); got != want {
				t.Errorf("finds %q, want %q", got, want)
			}
		})
	}
}

func TestArticlesReadsItsVariables(t *testing.T) {
	t.Parallel()
	dir, _ := fill(t, boats(3)...)
	out, _, err := shell{environ: []string{"WIRECOPY_DATA=" + dir, "WIRECOPY_LIMIT=1", "WIRECOPY_FORMAT=jsonl"}}.run(t.Context(), "articles")
	if err != nil || addresses(t, out) != "2" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestArticlesPassesOverBrokenRecords(t *testing.T) {
	t.Parallel()
	dir, s := fill(t, boats(4)...)
	spoil(t, s, dir, "UPDATE articles SET record = '{\"id\":\"\x1b\"' WHERE id IN (?, ?)", schema.ArticleID("https://harbour.example/news/0"), schema.ArticleID("https://harbour.example/news/2"))
	for format, want := range map[string]string{"jsonl": "https://harbour.example/news/1", "csv": "https://harbour.example/news/1", "table": "Boat 1"} {
		out, complaints, err := shell{}.run(t.Context(), "articles", "--data", dir, "--format", format)
		if !strings.Contains(out, want) || strings.Contains(out, "news/2") {
			t.Errorf("%s prints %q", format, out)
		}
		if exitCode(err) != 1 || !strings.Contains(err.Error(), "passed over: 2") {
			t.Errorf("%s: error is %v", format, err)
		}
		if !strings.Contains(complaints, schema.ArticleID("https://harbour.example/news/2")) || strings.Count(complaints, "\n") != 2 {
			t.Errorf("%s: complaints are %q", format, complaints)
		}
	}
}

// spoil closes a store and changes its file behind its back.
func spoil(t *testing.T, s store.Store, dir, statement string, values ...any) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "articles.db"))
	if err == nil {
		defer db.Close()
		_, err = db.ExecContext(t.Context(), statement, values...)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestArticlesSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, _, err := shell{}.run(t.Context(), "articles", "--data", filepath.Join(t.TempDir(), "none"))
	if !errors.Is(err, store.ErrNoStore) || !strings.Contains(err.Error(), "wirecopy up") || !strings.Contains(err.Error(), "--data") {
		t.Errorf("no store: %v", err)
	}
	dir, s := fill(t)
	spoil(t, s, dir, "DELETE FROM goose_db_version")
	if _, _, err := (shell{}).run(t.Context(), "articles", "--data", dir); !errors.Is(err, store.ErrOlderSchema) || !strings.Contains(err.Error(), "wirecopy up") {
		t.Errorf("an old store: %v", err)
	}
	if _, _, err := (shell{}).run(t.Context(), "articles", "--store", "oracle:x"); exitCode(err) != 1 || !strings.Contains(err.Error(), "oracle") {
		t.Errorf("another kind of store: %v", err)
	}
	wantUsage(t, []string{"articles", "--since=soon", "--until=-1h", "--limit=-1", "--format=xml", "--simhash=12", "--query=" + strings.Repeat("a ", 100_000)},
		"--since", "--until", "limit", "--format", "simhash", "text")
}

func TestArticlesEndsWhenToldTo(t *testing.T) {
	t.Parallel()
	dir, _ := fill(t, boats(3)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := (shell{}).run(ctx, "articles", "--data", dir); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	for _, format := range []string{"table", "jsonl"} {
		if _, _, err := (shell{out: gone{}}).run(t.Context(), "articles", "--data", dir, "--format", format); err != nil {
			t.Errorf("a closed pipe: %v", err)
		}
		if _, _, err := (shell{out: full{}}).run(t.Context(), "articles", "--data", dir, "--format", format); exitCode(err) != 1 {
			t.Errorf("a full disk: %v", err)
		}
	}
}
