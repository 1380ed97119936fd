package extract_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestAnotherPageThanTheOneAnnounced(t *testing.T) {
	t.Parallel()
	x, err := extract.New(extract.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	const wall = "We and our partners keep cookies on your device to show you advertisements, and you may agree to that or take out a subscription. "
	const story = "The ferry came back to the old quay on Monday, and the harbour master said that nobody had expected it after so many winters. "
	var long strings.Builder
	for _, day := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "New Year's Day"} {
		long.WriteString(strings.Replace(story, "Monday", day+", at the "+day+" market,", 1))
	}
	for name, tt := range map[string]struct {
		text, title, head string
		want              string
	}{
		"a wall":                           {wall, "Library ship reopens after nine years in dock", "", extract.ReasonElsewhere},
		"a short story":                    {story, "Ferry returns to old quay after nine winters", "", ""},
		"another headline":                 {story, "After nine winters: what the harbour master didn't expect", "", ""},
		"a title that tells nothing":       {wall, "News in brief", "", ""},
		"a link blog":                      {long.String(), "Astonishing photographs from Greenland's coastal villages", "", ""},
		"a page that declares its article": {wall, "Library ship reopens after nine years in dock", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Cookies"}</script>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := "<!doctype html><html><head><title>The Harbour Times</title>" + tt.head + "</head><body><main><p>" +
				strings.ReplaceAll(strings.TrimSpace(tt.text), ". ", ".</p><p>") + "</p></main></body></html>"
			const url = "https://harbour.example/2026/library-ship"
			_, err := x.Article(extract.Page{URL: url, Body: []byte(page), ContentType: "text/html", Item: &schema.Item{URL: url, Title: tt.title}})
			reason := ""
			if e, ok := errors.AsType[*extract.Error](err); ok {
				reason = e.Reason
			}
			if reason != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
