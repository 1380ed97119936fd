package command_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher"
)

// brokenRSS is a feed that needs repairs, and has an entry that can't be used.
const brokenRSS = "junk \x00<?xml version='1.0'?><rss version='2.0'><channel><title>The Har\x1b[2Jbour</title><link>https://harbour.example/</link>" +
	"<language>en</language><ttl>600</ttl><skipDays><day>Sunday</day></skipDays>" +
	"<item><title>Boat 1 comes in &amp; out</title><link>https://harbour.example/1</link><pubDate>Mon, 27 Dec 2021 10:00:00 +0300</pubDate></item>" +
	"<item><title>Boat 2</title><link>https://harbour.example/2</link></item>" +
	"<item><title>Nowhere</title></item></channel></rss>"

const newsSitemap = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://harbour.example/n/1</loc><news:news><news:publication_date>2021-12-27</news:publication_date><news:title>Tide turns</news:title></news:news></url></urlset>`

// frontPage is a page that names feeds.
func frontPage(links string) string {
	return "<!doctype html><html><head><title>The Harbour</title>" + links + "</head><body><p>News</p></body></html>"
}

// newSite serves what a path is said to answer, and gives its address.
func newSite(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	serve := func(path, kind, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("ETag", `"1"`)
			_, _ = io.WriteString(w, body)
		})
	}
	var many strings.Builder
	for i := range 12 {
		fmt.Fprintf(&many, `<link rel=alternate type="application/rss+xml" title="Section %d &#27;[2J" href="/s?id=%d&amp;x='$(id)'">`, i+1, i+1)
	}
	serve("/feed.xml", "application/rss+xml", brokenRSS)
	serve("/news.xml", "application/xml", newsSitemap)
	serve("/index.xml", "application/xml", "<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>")
	serve("/one/", "text/html", frontPage(`<link rel=alternate type="application/atom+xml" title="All" href="/all.xml">`))
	serve("/many/", "text/html", frontPage(many.String()))
	serve("/none/", "text/html", frontPage(""))
	mux.Handle("/old.xml", http.RedirectHandler("/feed.xml", http.StatusMovedPermanently))
	mux.HandleFunc("/members.xml", func(w http.ResponseWriter, r *http.Request) {
		if name, password, _ := r.BasicAuth(); name != "ada" || password != "tide" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, newsSitemap)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site.URL
}

// testFeed explains a feed of a site. What differs from run to run is replaced.
func testFeed(t *testing.T, width int, url string, args ...string) (report string, err error) {
	t.Helper()
	args = append([]string{"feeds", "test", "--host-interval=0", "--allow-net=127.0.0.1/32"}, append(args, url)...)
	out, complaints, err := shell{width: width}.run(t.Context(), args...)
	if complaints != "" {
		t.Errorf("complains: %s", complaints)
	}
	site := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	out = regexp.MustCompile(`\d+ ms`).ReplaceAllString(site.ReplaceAllString(out, "http://site"), "5 ms")
	return regexp.MustCompile(`after about \d+ (\w+)`).ReplaceAllString(out, "after about N $1"), err
}

func TestFeedTestExplainsAFeed(t *testing.T) {
	t.Parallel()
	report, err := testFeed(t, 0, newSite(t)+"/old.xml", "--entries=1", "--max-interval=90m")
	want := `address     http://site/old.xml
redirect    301 (permanent) to http://site/feed.xml
moved       http://site/feed.xml is asked instead, once three polls in a row over a day were sent there
answer      200 OK, application/rss+xml, 461 bytes, 5 ms
validators  ETag "1"
kind        RSS
title       The Har[2Jbour
site        https://harbour.example/
language    en
entries     2, of which the first poll would announce 1
dropped     1 without an address, or more than are read
repaired    controls: characters that XML forbids were left out
repaired    junk-before-root: what stood before the document was left out
asks for    a poll every 10 hours at most (ttl); none on Sunday (skipDays)
  1  Boat 1 comes in & out
     2021-12-27T10:00:00+03:00  https://harbour.example/1
state       ok
next poll   after about N hours
to do       add it:
            wirecopy feeds add --max-interval 1h30m0s http://site/feed.xml
`
	if diff := cmp.Diff(want, report); diff != "" || err != nil {
		t.Errorf("%v, report (-want +got):\n%s", err, diff)
	}
}

func TestFeedTestFitsANarrowTerminal(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	report, err := testFeed(t, 44, site+"/feed.xml")
	for line := range strings.Lines(report) {
		if len([]rune(line)) > 45 && !strings.Contains(line, "http") {
			t.Errorf("too long: %q", line)
		}
	}
	if want := "asks for    a poll every 10 hours at most\n            (ttl); none on Sunday (skipDays)\n"; !strings.Contains(report, want) || err != nil {
		t.Errorf("%v, lacks %q:\n%s", err, want, report)
	}
	if want := "  2  Boat 2\n     no date  https://harbour.example/2\n"; !strings.Contains(report, want) {
		t.Errorf("lacks %q:\n%s", want, report)
	}
}

func TestFeedTestReadsASitemap(t *testing.T) {
	t.Parallel()
	report, err := testFeed(t, 80, newSite(t)+"/news.xml")
	for _, want := range []string{"kind        sitemap\n", "  1  Tide turns\n     2021-12-27  https://harbour.example/n/1\n", "state       ok\n"} {
		if !strings.Contains(report, want) || err != nil {
			t.Errorf("%v, lacks %q:\n%s", err, want, report)
		}
	}
	report, err = testFeed(t, 0, newSite(t)+"/index.xml")
	if want := "kind        index of sitemaps, which are asked one after the other by the polls that follow\n"; !strings.Contains(report, want) || strings.Contains(report, "entries ") || err != nil {
		t.Errorf("%v, lacks %q:\n%s", err, want, report)
	}
}

func TestFeedTestListsTheFeedsOfAPage(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	report, err := testFeed(t, 80, site+"/one/", "--priority=4")
	for _, want := range []string{
		"kind        a web page that names feeds\n",
		"  1  All  application/atom+xml\n     wirecopy feeds add --priority 4 http://site/all.xml\n", "http://site/all.xml, would be",
		"            wirecopy feeds add --priority 4 http://site/one/\n            wirecopy feeds test http://site/all.xml\n",
	} {
		if !strings.Contains(report, want) || err != nil {
			t.Errorf("%v, lacks %q:\n%s", err, want, report)
		}
	}
	report, err = testFeed(t, 80, site+"/many/")
	for _, want := range []string{
		" 12  Section 12 [2J  application/rss+xml\n     wirecopy feeds add 'http://site/s?id=12&x='\\''$(id)'\\'''\n",
		"state       blocked: ", "add those that are meant, by the commands above\n",
	} {
		if !strings.Contains(report, want) || exitCode(err) != 1 || !strings.Contains(err.Error(), "would be blocked") {
			t.Errorf("%v, lacks %q:\n%s", err, want, report)
		}
	}
	if strings.Contains(report, "\x1b") {
		t.Errorf("the page steers the terminal: %q", report)
	}
}

func TestFeedTestSaysWhatToDo(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for path, wants := range map[string][]string{
		"/gone.xml":    {"404 Not Found", "state       failing: the site answered 404", "wirecopy feeds test http://site/\n"},
		"/":            {"see whether the address is right"},
		"/none/":       {"state       failing: read feed: not-a-feed", "wirecopy feeds test http://site/\n"},
		"/members.xml": {"401 Unauthorized", "--header Authorization=basic:FILE"},
	} {
		report, err := testFeed(t, 0, site+path)
		for _, want := range wants {
			if !strings.Contains(report, want) || exitCode(err) != 1 {
				t.Errorf("%s: %v, lacks %q:\n%s", path, err, want, report)
			}
		}
	}
	out, _, err := shell{}.run(t.Context(), "feeds", "test", site+"/feed.xml")
	if exitCode(err) != 1 || !strings.Contains(out, "state       blocked: ") || !strings.Contains(out, "--allow-net 127.0.0.1/32") {
		t.Errorf("a private address: %v\n%s", err, out)
	}
}

func TestFeedTestSendsSecretsAndShowsNone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "login"), []byte("ada:tide\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	header := []string{"--secrets", dir, "--header", "Authorization=basic:login"}
	report, err := testFeed(t, 0, newSite(t)+"/members.xml", header...)
	if err != nil || !strings.Contains(report, "wirecopy feeds add --header Authorization=basic:login http://site/members.xml\n") || strings.Contains(report, "tide\n") {
		t.Errorf("%v\n%s", err, report)
	}
	report, err = testFeed(t, 0, newSite(t)+"/members.xml", "--header", "Cookie=login")
	if exitCode(err) != 1 || !strings.Contains(report, "state       blocked: ") || !strings.Contains(report, "--secrets") {
		t.Errorf("a secret that is missing: %v\n%s", err, report)
	}
}

func TestFeedTestIsForProgramsToo(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	args := []string{"feeds", "test", "--host-interval=0", "--allow-net=127.0.0.1/32", "--json", "--entries=0"}
	var e fetcher.Explanation
	if err := json.Unmarshal([]byte(run(t, append(args, site+"/feed.xml")...)), &e); err != nil {
		t.Fatal(err)
	}
	if e.Health != schema.HealthOK || e.Count != 2 || len(e.Entries) != 0 || e.Status != 200 || e.Interval == 0 {
		t.Errorf("explained %+v", e)
	}
	out, _, err := shell{}.run(t.Context(), append(args, site+"/many/")...)
	if err := json.Unmarshal([]byte(out), &e); err != nil || len(e.Choices) != 12 || e.Picked != "" {
		t.Errorf("explained %+v, %v", e, err)
	}
	if exitCode(err) != 1 {
		t.Errorf("exit code %d", exitCode(err))
	}
	if _, _, err := (shell{out: gone{}}).run(t.Context(), append(args, site+"/feed.xml")...); err != nil {
		t.Errorf("a closed pipe: %v", err)
	}
}

func TestFeedTestSaysWhatIsWrongWithFlags(t *testing.T) {
	t.Parallel()
	wantUsage(t, []string{"feeds", "test", "--entries=-1", "--header=Cookie", "--min-interval=1500ms", "--proxy=ftp://proxy.example", "--secrets=/no/dir", "ftp://a.example/"},
		"--entries", "--header", "--min-interval", "proxy", "--secrets", "ftp://a.example/")
	wantUsage(t, []string{"feeds", "test"}, "<url> is missing")
}
