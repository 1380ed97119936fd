package newsroom_test

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestPagesHoldTheTruth(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 54, 54, 108 })
	var wire, signed, unsigned, licensed, foreign, unpictured int
	roles := make(map[schema.Role]int)
	languages := make(map[string]int)
	for _, a := range truth(n) {
		page := get(t, a.URL)
		if page.status != http.StatusOK {
			t.Fatalf("%s answers %d", a.URL, page.status)
		}
		checkPage(t, a, page.body)
		languages[a.Language]++
		for _, p := range a.Paragraphs {
			roles[p.Role]++
		}
		count := func(n *int, when bool) {
			if when {
				*n++
			}
		}
		count(&wire, a.Provider != "" && len(a.Authors) == 0)
		count(&signed, a.Provider == "" && len(a.Authors) > 0)
		count(&unsigned, a.Provider == "" && len(a.Authors) == 0)
		count(&foreign, a.CanonicalURL != a.URL)
		count(&unpictured, a.Image == nil)
		count(&licensed, a.Image != nil && a.Image.License != "")
	}
	for name, n := range map[string]int{"wire": wire, "signed": signed, "unsigned": unsigned, "licensed": licensed, "foreign": foreign, "unpictured": unpictured} {
		if n == 0 {
			t.Errorf("no page is %s", name)
		}
	}
	if len(roles) != 4 || len(languages) != 9 {
		t.Errorf("roles are %v, languages %v", roles, languages)
	}
}

// checkPage looks for an article in the text of its page, as a reader sees it.
func checkPage(t *testing.T, a newsroom.Article, page []byte) {
	t.Helper()
	text, linked := readerText(t, page)
	words := strings.Join(strings.Fields(text), " ")
	for _, p := range a.Paragraphs {
		if strings.Count(string(page), p.Marker) != 1 || !strings.Contains(words, p.Text) {
			t.Errorf("%s: %s %q is not on the page once and whole", a.URL, p.Role, p.Text)
		}
	}
	want := append([]string{a.Headline, a.Description, a.Section, a.Provider}, a.Authors...)
	if a.Image != nil {
		want = append(want, a.Image.Caption, a.Image.Credit)
	}
	for _, w := range want {
		if !strings.Contains(words, w) {
			t.Errorf("%s: %q is not on the page", a.URL, w)
		}
	}
	if strings.Count(words, "nz") < 20 {
		t.Errorf("%s: there is too little noise", a.URL)
	}
	if !bytes.Contains(page, []byte(`<link rel="canonical" href="`+a.CanonicalURL+`">`)) {
		t.Errorf("%s: rel=canonical is not %s", a.URL, a.CanonicalURL)
	}
	for _, data := range linked {
		if !json.Valid([]byte(data)) || !strings.Contains(data, `"NewsArticle"`) || !strings.Contains(data, string(a.Published)) {
			t.Errorf("%s: JSON-LD is %s", a.URL, data)
		}
	}
	if len(linked) != 1 {
		t.Errorf("%s: there are %d scripts of JSON-LD", a.URL, len(linked))
	}
}

// readerText is the text of a page without scripts and styles, and its JSON-LD.
func readerText(t *testing.T, page []byte) (text string, linked []string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for node := range root.Descendants() {
		if node.Type != html.TextNode {
			continue
		}
		switch parent := node.Parent; parent.Data {
		case "style":
		case "script":
			if len(parent.Attr) > 0 && parent.Attr[0].Val == "application/ld+json" {
				linked = append(linked, node.Data)
			}
		default:
			b.WriteString(node.Data)
		}
	}
	return b.String(), linked
}

func TestPagesHaveTheShapeOfRealOnes(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2} {
		n, _ := open(t, func(c *newsroom.Config) { c.Seed, c.Feeds, c.Hosts, c.Backlog = seed, 90, 54, 900 })
		shape, real := n.Shape(), newsroom.Real()
		t.Logf("newsroom: %s", shape)
		t.Logf("real:     %s", real)
		for name, ratio := range map[string]float64{
			"bytes":      float64(shape.Bytes) / float64(real.Bytes),
			"elements":   float64(shape.Elements) / float64(real.Elements),
			"text share": shape.TextShare / real.TextShare,
			"gzip ratio": shape.GzipRatio / real.GzipRatio,
		} {
			if math.Abs(ratio-1) > 0.15 {
				t.Errorf("%s is %.2f of that of real pages", name, ratio)
			}
		}
	}
}

func TestShapeOfAnEmptyNewsroom(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { c.Backlog = 0 })
	if got := n.Shape(); got != (newsroom.Shape{}) {
		t.Errorf("shape is %s", got)
	}
}

func TestPagesAppearWhenTheyArePublished(t *testing.T) {
	t.Parallel()
	settings := func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.Speed = 1, 1, 0, 60 }
	n, clock := run(t, settings)
	clock.turn(10 * time.Hour)
	all := truth(n)
	if len(all) < 10 {
		t.Fatalf("%d articles in 25 days of the newsroom", len(all))
	}
	last := all[len(all)-1]
	published, err := last.Published.Time()
	if err != nil {
		t.Fatal(err)
	}
	if published.After(clock.now()) {
		t.Errorf("%s is in the future", last.Published)
	}
	clock.turn(published.Sub(clock.now()) - time.Minute)
	if a := get(t, last.URL); a.status != http.StatusNotFound {
		t.Errorf("%s answers %d before it is published", last.URL, a.status)
	}
	clock.turn(2 * time.Minute)
	if a := get(t, last.URL); a.status != http.StatusOK {
		t.Errorf("%s answers %d once it is published", last.URL, a.status)
	}
}
