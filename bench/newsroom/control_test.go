package newsroom_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// control asks the control handler and wants an answer of 200.
func control(t *testing.T, n *newsroom.Newsroom, method, path string, body io.Reader) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	n.Control().ServeHTTP(w, httptest.NewRequest(method, path, body))
	if w.Code != http.StatusOK {
		t.Fatalf("%s %s answers %d: %s", method, path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func TestControlGivesWhatTheMethodsDo(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Backlog = 6 })
	get(t, n.Feeds()[0].URL)

	var opml struct {
		Outlines []struct {
			URL   string `xml:"xmlUrl,attr"`
			Title string `xml:"text,attr"`
		} `xml:"body>outline"`
	}
	if err := xml.Unmarshal(control(t, n, "GET", "/feeds.opml", nil), &opml); err != nil {
		t.Fatal(err)
	}
	for i, f := range n.Feeds() {
		if opml.Outlines[i].URL != f.URL || opml.Outlines[i].Title != f.Title {
			t.Errorf("outline %d is %+v", i, opml.Outlines[i])
		}
	}

	var sites []newsroom.Site
	if err := json.Unmarshal(control(t, n, "GET", "/sites.json", nil), &sites); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n.Sites(), sites); diff != "" || len(sites) != 4 {
		t.Errorf("sites (-want +got):\n%s", diff)
	}

	var statistics newsroom.Statistics
	if err := json.Unmarshal(control(t, n, "GET", "/statistics.json", nil), &statistics); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n.Statistics(), statistics); diff != "" || statistics.Total.Feeds != 1 || len(statistics.Hosts) != 4 {
		t.Errorf("statistics (-want +got):\n%s", diff)
	}

	var shapes map[string]newsroom.Shape
	if err := json.Unmarshal(control(t, n, "GET", "/shape.json", nil), &shapes); err != nil {
		t.Fatal(err)
	}
	if shapes["real"] != newsroom.Real() || shapes["newsroom"] != n.Shape() {
		t.Errorf("shapes are %v", shapes)
	}

	decoder := json.NewDecoder(strings.NewReader(string(control(t, n, "GET", "/truth.jsonl", nil))))
	for want := range n.Truth() {
		var got newsroom.Article
		if err := decoder.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if got.URL != want.URL || got.Paragraphs[0] != want.Paragraphs[0] {
			t.Errorf("truth is %+v, want %+v", got, want)
		}
	}
}

func TestControlChecks(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	records := []*schema.Article{perfect(truth(n)[3])}
	var report newsroom.Report
	if err := json.Unmarshal(control(t, n, "POST", "/check", lines(t, records)), &report); err != nil {
		t.Fatal(err)
	}
	if report.Missing != 59 || report.Records != 1 {
		t.Errorf("report is\n%s", report)
	}
	if text := control(t, n, "POST", "/check?text", lines(t, records)); string(text) != report.String() {
		t.Errorf("text is %s", text)
	}
}

// TestTrapIsLinkedAndCounted follows the way of a robot that doesn't read robots.txt.
func TestTrapIsLinkedAndCounted(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	a := truth(n)[0]
	base := "http://" + strings.SplitN(a.URL, "/", 4)[2]
	robots := string(get(t, base+"/robots.txt").body)
	_, after, _ := strings.Cut(robots, "Disallow: ")
	trap, _, _ := strings.Cut(after, "\n")
	page := string(get(t, a.URL).body)
	_, after, found := strings.Cut(page, `href="`+trap)
	if !found {
		t.Fatalf("%s is on no page", trap)
	}
	rest, _, _ := strings.Cut(after, `"`)
	get(t, base+trap+rest)
	got := n.Statistics().Total
	if got.Violations != 1 || got.Robots != 1 || got.Pages != 1 || got.Other != 1 || got.Bytes == 0 {
		t.Errorf("statistics are %+v", got)
	}
}
