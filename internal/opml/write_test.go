package opml_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/opml"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// byID is the same whatever the order is.
func byID(feeds []schema.Feed) []schema.Feed {
	all := make(map[string]schema.Feed)
	for _, f := range feeds {
		all[f.ID] = f
	}
	var sorted []schema.Feed
	for _, id := range slices.Sorted(maps.Keys(all)) {
		sorted = append(sorted, all[id])
	}
	return sorted
}

func TestWrite(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	err := opml.Write(&list, []schema.Feed{
		feed("https://b.example/rss", "B & Co", "News", "Europe"),
		feed("https://a.example/rss", "", "News"),
		feed("https://c.example/rss", "C", "News", "Europe"),
		feed("https://d.example/?x=1&y=\"2\"", "D \"<d>\""),
	})
	want := `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Feeds of wirecopy</title>
  </head>
  <body>
    <outline type="rss" text="D &#34;&lt;d&gt;&#34;" xmlUrl="https://d.example/?x=1&amp;y=&#34;2&#34;"/>
    <outline text="News">
      <outline type="rss" text="https://a.example/rss" xmlUrl="https://a.example/rss"/>
      <outline text="Europe">
        <outline type="rss" text="B &amp; Co" xmlUrl="https://b.example/rss"/>
        <outline type="rss" text="C" xmlUrl="https://c.example/rss"/>
      </outline>
    </outline>
  </body>
</opml>
`
	if diff := cmp.Diff(want, list.String()); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestWhatIsWrittenReadsBackTheSame(t *testing.T) {
	t.Parallel()
	many := make([]string, opml.MaxDepth)
	for n := range many {
		many[n] = strings.Repeat("x", n+1)
	}
	feeds := []schema.Feed{
		feed("https://a.example/rss", "A", "politics/europe", `the "best"`, "it's", "a, b"),
		feed("https://b.example/rss", "Газета «Ъ» & <b>", "国际", "politics/europe"),
		feed("https://c.example/rss", ""),
		feed("https://d.example/?a=1&b=%22", "&amp; &lt; &#34;", "&amp;", "</outline>"),
		feed("https://e.example/rss", "E", many...),
		feed("https://f.example/rss", "F", "it's", "the other way"),
	}
	var list bytes.Buffer
	if err := opml.Write(&list, feeds); err != nil {
		t.Fatal(err)
	}
	got, err := opml.Read(&list)
	if diff := cmp.Diff(byID(feeds), byID(got)); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestTooManyTagsWriteNothing(t *testing.T) {
	t.Parallel()
	var list bytes.Buffer
	err := opml.Write(&list, []schema.Feed{feed("https://a.example/", "A"), feed("https://b.example/", "B", make([]string, opml.MaxDepth+1)...)})
	if err == nil || !strings.Contains(err.Error(), "33 tags") || list.Len() > 0 {
		t.Errorf("%v, and %d bytes", err, list.Len())
	}
}

// fullDisk takes nothing.
type fullDisk struct{ err error }

func (d fullDisk) Write([]byte) (int, error) { return 0, d.err }

func TestWriteToAFullDisk(t *testing.T) {
	t.Parallel()
	full := errors.New("disk is full")
	if err := opml.Write(fullDisk{full}, nil); !errors.Is(err, full) {
		t.Errorf("error is %v", err)
	}
}
