package command_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// tellStory makes a story of some articles; the first one began it.
func tellStory(t *testing.T, s store.Store, articles ...*schema.Article) {
	t.Helper()
	err := s.Sort(t.Context(), func(d store.Desk) error {
		rows, err := d.Unsorted(t.Context(), 1000)
		for _, row := range rows {
			place := store.Place{Row: row, Seen: storetest.Epoch()}
			for _, a := range articles {
				if a.ID == row.ID {
					place.Story = articles[0].ID
				}
			}
			err = errors.Join(err, d.Place(t.Context(), place))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRecordsAreExportedAsTheyAreStored(t *testing.T) {
	t.Parallel()
	dir, s := fill(t)
	entries := storetest.Entries(boats(3)...)
	for i, record := range []string{
		`{"id":"%s","version":1,"versionCreated":"2031-05-04T03:02:01Z","headline":"a < b","fieldOfTomorrow":{"deep":[1, 2]}}`,
		"{\n  \"id\": \"%s\",\n  \"version\": 1, \"versionCreated\": \"2031-05-04T03:02:01Z\",\n  \"headline\": \"two  spaces\"\n}\n",
		`{"storyId":"of tomorrow","id":"%s","version":1,"versionCreated":"2031-05-04T03:02:01Z"}`,
	} {
		entries[i].Record = fmt.Appendf(nil, record, entries[i].Article.ID)
	}
	if _, err := s.Write(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	tellStory(t, s, entries[0].Article, entries[2].Article)
	want := []string{
		`{"storyId":"of tomorrow","id":"` + entries[2].Article.ID + `","version":1,"versionCreated":"2031-05-04T03:02:01Z"}`,
		`{"id":"` + entries[1].Article.ID + `","version":1,"versionCreated":"2031-05-04T03:02:01Z","headline":"two  spaces"}`,
		`{"id":"` + entries[0].Article.ID + `","version":1,"versionCreated":"2031-05-04T03:02:01Z","headline":"a < b","fieldOfTomorrow":{"deep":[1,2]},` +
			`"storyId":"` + entries[0].Article.ID + `","earliestSeen":"2031-05-04T03:02:01Z"}`,
		"",
	}
	if diff := cmp.Diff(want, strings.Split(run(t, "articles", "--data", dir, "--format=jsonl"), "\n")); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if got := run(t, "articles", "--data", dir, "--format=jsonl", "--story", entries[0].Article.ID); strings.Count(got, "\n") != 2 {
		t.Errorf("the story is\n%s", got)
	}
}

func TestVersionsAreExported(t *testing.T) {
	t.Parallel()
	a := storetest.Article(1)
	dir, _ := fill(t, a, storetest.Revision(a, 2), storetest.Article(0))
	if got := addresses(t, run(t, "articles", "--data", dir, "--format=jsonl", "--versions")); got != "1 1 0" {
		t.Errorf("versions of %s", got)
	}
}

func TestSpreadsheetsGetRFC4180(t *testing.T) {
	t.Parallel()
	all := boats(2)
	all[1].Headline = "Boats, \"ships\" & rafts"
	all[1].ArticleBody = "First line\n=SUM(A1)\nlast; -1 degrees"
	all[1].Author = append(all[1].Author, schema.Person{Name: "@cmd|x"})
	dir, s := fill(t, all...)
	tellStory(t, s, all[1])
	out := run(t, "articles", "--data", dir, "--format=csv")
	if strings.Count(out, "\n") != strings.Count(out, "\r\n") || !strings.Contains(out, `,"Boats, ""ships"" & rafts",`) {
		t.Errorf("lines end otherwise, or quotes are others:\n%q", out)
	}
	r := csv.NewReader(strings.NewReader(out))
	records, err := r.ReadAll()
	if err != nil || len(records) != 3 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	got := map[string]string{}
	for i, name := range records[0] {
		got[name] = records[1][i]
	}
	want := map[string]string{
		"id": all[1].ID, "version": "1", "versionCreated": "2031-05-04T03:13:01Z", "pubStatus": "usable", "url": "https://harbour.example/news/1",
		"headline": all[1].Headline, "description": all[1].Description, "author": "Ada Lind|@cmd/x", "byline": "By Ada Lind", "publisher": "The Harbour",
		"publisherDomain": "harbour.example", "provider": "", "datePublished": "2031-05-04T03:03:01Z", "dateModified": "", "discovered": "2031-05-04T03:08:01Z",
		"inLanguage": "en", "articleSection": "News", "keywords": "boats|harbour", "access": "", "wordCount": "11", "simhash": "",
		"feed": "https://harbour.example/feed.xml", "storyId": all[1].ID, "earliestSeen": "2031-05-04T03:02:01Z",
		"articleBody": "First line\n'=SUM(A1)\nlast; '-1 degrees",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	document, err := os.ReadFile("../../../../docs/storage.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range records[0] {
		if !strings.Contains(string(document), "| `"+name+"` |") {
			t.Errorf("column %s isn't described in docs/storage.md", name)
		}
	}
}

func TestNoFieldIsAFormula(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"":                       "",
		"plain - text = text":    "plain - text = text",
		"=1+1":                   "'=1+1",
		"+1":                     "'+1",
		"-1":                     "'-1",
		"@SUM(A1)":               "'@SUM(A1)",
		"＝1+1":                   "'＝1+1",
		" =1":                    " '=1",
		"\t=1":                   "'\t'=1",
		"\r=1":                   "'\r'=1",
		"\"=1":                   "\"'=1",
		"a;=cmd|'/c calc'!A1":    "a;'=cmd|'/c calc'!A1",
		"a\n\n-b\nc":             "a\n\n'-b\nc",
		"a\t=b":                  "a\t'=b",
		"tails - and; then, -x":  "tails - and; then, -x",
		"'tis the season":        "'tis the season",
		"ends in =":              "ends in =",
		"https://a.example/?q=1": "https://a.example/?q=1",
	} {
		if got := command.Disarm(field); got != want {
			t.Errorf("%q becomes %q, want %q", field, got, want)
		}
	}
}

// valve is an output that lets so many bytes through, and then no more.
type valve struct {
	left    int
	reached chan struct{} // closed when it holds
	open    chan struct{}
}

func (v *valve) Write(b []byte) (int, error) {
	if v.left -= len(b); v.left < 0 {
		v.left = 1 << 40
		close(v.reached)
		<-v.open
	}
	return len(b), nil
}

// TestAnExportReadsNoMoreThanIsTaken: memory doesn't grow with what is exported,
// for what is read and not written yet is bounded.
func TestAnExportReadsNoMoreThanIsTaken(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"jsonl", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			v := &valve{left: 1 << 20, reached: make(chan struct{}), open: make(chan struct{})}
			s := &repeating{record: fmt.Appendf(nil, `{"id":"x","version":1,"versionCreated":"2031-05-04T03:02:01Z","articleBody":%q}`, strings.Repeat("boat ", 2000))}
			done := make(chan error, 1)
			go func() { done <- command.Print(t.Context(), format, v, s) }()
			<-v.reached
			if got := s.read.Load() * int64(len(s.record)); got > 2<<20 {
				t.Errorf("%d bytes were read when 1 MiB was taken", got)
			}
			s.end.Store(true)
			close(v.open)
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

func BenchmarkExport(b *testing.B) {
	a := storetest.LongArticle(1, 4000)
	record, err := json.Marshal(a)
	if err != nil {
		b.Fatal(err)
	}
	for _, format := range []string{"jsonl", "csv", "table"} {
		b.Run(format, func(b *testing.B) {
			s := &repeating{record: record, most: int64(b.N)}
			b.SetBytes(int64(len(record)))
			b.ReportAllocs()
			if err := command.Print(b.Context(), format, io.Discard, s); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func TestProgressIsToldInOneLine(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	now := storetest.Epoch()
	p := command.NewProgress(&out, "articles", func() time.Time { return now })
	step := func(n int, took time.Duration) {
		for range n {
			now = now.Add(took / time.Duration(n))
			p.Step()
		}
	}
	p.End()
	step(1000, 500*time.Millisecond)
	step(10, 100*time.Millisecond)
	step(1, 400*time.Millisecond)
	p.End()
	p.End()
	want := "\r1000 articles, 2000 a second\r1011 articles, 1011 a second\r" + strings.Repeat(" ", 28) + "\r"
	if got := out.String(); got != want {
		t.Errorf("shows %q, want %q", got, want)
	}
}
