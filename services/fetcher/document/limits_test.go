package document_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

func TestTooLarge(t *testing.T) {
	t.Parallel()
	body := strings.Repeat(" ", document.MaxBytes-len(titled("x"))) + titled("x")
	if got := entry(t, body).Title; got != "x" {
		t.Errorf("at the cap: title %q", got)
	}
	if got := refusal(t, body+" "); got.Reason != document.ReasonTooLarge {
		t.Errorf("a byte above the cap: %s", got)
	}
}

// Without the cap, gofeed allocates 11 KB for each of these empty entries: from
// these 1.4 MB, 2.2 GB; see BenchmarkWorst.
func TestTooManyEntries(t *testing.T) {
	t.Parallel()
	d := parse(t, channel(item(0)+strings.Repeat("<item/>", 200_000)))
	if len(d.Entries) != 1 || d.Dropped != 200_000 {
		t.Errorf("%d entries and %d dropped, want 1 and 200,000", len(d.Entries), d.Dropped)
	}
}

func TestEntriesBeyondTheCap(t *testing.T) {
	t.Parallel()
	var rss, atom, list strings.Builder
	for n := range document.MaxEntries + 5 {
		rss.WriteString(item(n))
		fmt.Fprintf(&atom, `<entry><title>Story %d</title><link href="/%d"/></entry>`, n, n)
		fmt.Fprintf(&list, `{"url":"/%d","title":"Story %d"},`, n, n)
	}
	for kind, body := range map[string]string{
		"rss":  channel(rss.String()),
		"atom": `<feed xmlns="http://www.w3.org/2005/Atom">` + atom.String() + "</feed>",
		"json": `{"items":[` + strings.TrimSuffix(list.String(), ",") + `]}`,
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			d := parse(t, body)
			if d.Kind != kind || len(d.Entries) != document.MaxEntries || d.Dropped != 5 {
				t.Fatalf("%s, %d entries and %d dropped", d.Kind, len(d.Entries), d.Dropped)
			}
			if got := d.Entries[document.MaxEntries-1].Title; got != "Story 1999" {
				t.Errorf("the last one is %q", got)
			}
			if len(d.Repairs) != 1 || d.Repairs[0] != document.RepairTooMany {
				t.Errorf("repairs %q", d.Repairs)
			}
		})
	}
}

func TestTooMuchOfAnything(t *testing.T) {
	t.Parallel()
	attributes := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " a%d='%d'", i, i)
		}
		return b.String()
	}
	for name, test := range map[string]struct {
		body   string
		reason document.Reason
	}{
		"nesting":             {channel(strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)), document.ReasonTooDeep},
		"nesting, no end":     {channel(strings.Repeat("<x:a>", 100_000)), document.ReasonTooDeep},
		"nesting, of breaks":  {channel("<item><x:y>" + strings.Repeat("<br>", 100_000) + "</x:y></item>"), document.ReasonTooDeep},
		"nesting, in JSON":    {`{"items":[` + strings.Repeat("[", 100_000), document.ReasonTooDeep},
		"elements":            {channel("<item>" + strings.Repeat("<x:y/>", 300_000) + "</item>"), document.ReasonTooMany},
		"attributes of one":   {channel("<item" + attributes(200) + "/>"), document.ReasonTooMany},
		"attributes, in all":  {channel("<item>" + strings.Repeat("<x:y"+attributes(90)+"/>", 3000) + "</item>"), document.ReasonTooMany},
		"attributes, of none": {channel("<item" + strings.Repeat(" a", 1000) + "/>"), document.ReasonTooMany},
		"pieces of a text":    {channel("<item><x:y>" + strings.Repeat("<![CDATA[a]]>", 700_000) + "</x:y></item>"), document.ReasonTooMany},
		"angle brackets":      {channel("<item><title>" + strings.Repeat("<", 1_000_000) + "</title></item>"), document.ReasonTooMany},
		"values in JSON":      {`{"items":[` + strings.Repeat("null,", 300_000) + `null]}`, document.ReasonTooMany},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := refusal(t, test.body); got.Reason != test.reason {
				t.Errorf("refused as %s, want %s", got, test.reason)
			}
		})
	}
	if got := parse(t, channel(strings.Repeat("<a>", 60)+strings.Repeat("</a>", 60), item(1))); len(got.Entries) != 1 {
		t.Errorf("nested 62 deep: %+v", got)
	}
}

// A message may have 1 MiB. The worst entry is full of what JSON writes longest.
func TestItemFitsIntoMessage(t *testing.T) {
	t.Parallel()
	for _, char := range []string{"a", "&lt;", "&quot;", "\n", "\u2028", "ж", "😀", "&amp;"} {
		text, short, long := strings.Repeat(char, 300_000), strings.Repeat(char, 70_000), strings.Repeat(char, 5_000)
		var lists strings.Builder
		for n := range 30 {
			name := fmt.Sprintf("%d%s", n, strings.Repeat(char, 300))
			lists.WriteString("<category>" + name + "</category><dc:creator>" + name + "</dc:creator>")
		}
		e := entry(t, channel(`<item><link>https://news.example/`+strings.Repeat("x", 1900)+`</link><title>`+long+`</title>
			<guid>`+long+`</guid><description>`+short+`.</description><source>`+long+`</source><dc:rights>`+long+`</dc:rights>
			<content:encoded>`+text+`.</content:encoded>`+lists.String()+`
			<media:content medium="image" url="/1"><media:credit>`+long+`</media:credit><media:copyright>`+long+`</media:copyright>
			<media:description>`+long+`</media:description></media:content></item>`))
		message, err := json.Marshal(e.Item(schema.FeedRef{}, "en", time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		if len(message) > 1000<<10 {
			t.Errorf("of %q, the message has %d KiB", char, len(message)>>10)
		}
		for _, text := range []string{e.Content, e.Summary, e.Title} {
			if !utf8.ValidString(text) {
				t.Errorf("of %q, a rune was cut", char)
			}
		}
		if char != "\n" && char != "\u2028" && (len(e.Content) < 80<<10 || len(e.Summary) < 20<<10) {
			t.Errorf("of %q, only %d and %d bytes were kept", char, len(e.Content), len(e.Summary))
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		s     string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "abc"},
		{"жжж", 5, "жж"},
		{"<<<<", 4, "<"}, // six bytes each in JSON
		{"", 0, ""},
		{"a", 0, ""},
		{"a\xffb", 5, "a\xffb"},
	} {
		if got := document.Clip(test.s, test.limit); got != test.want {
			t.Errorf("%q cut to %d is %q, want %q", test.s, test.limit, got, test.want)
		}
	}
}
