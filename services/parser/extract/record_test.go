package extract_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestHeadlineLosesThePublisher(t *testing.T) {
	t.Parallel()
	for name, title := range map[string]string{
		"at the end":     "Ferry Sails ‘At Last’ - The Harbour Times",
		"with a bar":     "Ferry Sails ‘At Last’ | Harbour Times",
		"at the start":   "The Harbour Times: Ferry Sails ‘At Last’",
		"section and it": "Ferry Sails ‘At Last’ — The Harbour Times | harbour-times.example",
		"entities":       "Ferry Sails &amp;lsquo;At Last&amp;rsquo; - The Harbour Times",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head := `<title>` + title + `</title><meta property="og:site_name" content="The Harbour Times">`
			a := article(t, extract.Page{Body: newsPage(head, prose)})
			if a.Headline != "Ferry Sails ‘At Last’" {
				t.Errorf("headline is %q", a.Headline)
			}
		})
	}
}

func TestFeedTitleDecidesBetweenHeadlines(t *testing.T) {
	t.Parallel()
	page := extract.Page{
		Body: newsPage(`<title>Ferry timetable and tickets</title><meta property="og:title" content="Ferry timetable and tickets">`,
			"<h1>Ferry sails again after five months</h1>"+prose),
		Item: &schema.Item{URL: pageURL, Title: "Ferry sails again after five months"},
	}
	a := article(t, page)
	if a.Headline != "Ferry sails again after five months" || a.AlternativeHeadline != "Ferry timetable and tickets" {
		t.Errorf("headline is %q, the other %q", a.Headline, a.AlternativeHeadline)
	}
}

func TestTwoAuthorsAndTheirPages(t *testing.T) {
	t.Parallel()
	inside := `<h1>Ferry sails again</h1><div class="byline">By <a href="/people/jane">Jane Roe</a> and John Doe</div>` + prose
	a := article(t, extract.Page{Body: newsPage("", inside)})
	want := []schema.Person{{Name: "Jane Roe", URL: "https://www.harbour-times.example/people/jane"}, {Name: "John Doe"}}
	if diff := cmp.Diff(want, a.Author); diff != "" {
		t.Errorf("authors differ (-want +got):\n%s", diff)
	}
	if a.Byline != "By Jane Roe and John Doe" {
		t.Errorf("byline is %q", a.Byline)
	}
	if a.Syndication.IsSyndicated || strings.Contains(a.ArticleBody, "Jane Roe") {
		t.Errorf("syndication %+v, body %q", a.Syndication, a.ArticleBody)
	}
}

// TestNamesOfTheWeb holds the name that somebody writes under to count where
// there is no other, and a line to be taken for the byline only if it names as many.
func TestNamesOfTheWeb(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ head, inside, want string }{
		"in JSON-LD":       {`<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"the_pilot"}}</script>`, "<p>27 December 2021, the_pilot</p>", "the_pilot"},
		"a log-in":         {`<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"the_pilot"}}</script>`, "", ""},
		"link to a page":   {"", `<a rel="author" href="/u/7">gizzmo</a>`, "gizzmo"},
		"a name is better": {`<meta name="author" content="Jane Roe">`, `<a rel="author" href="/u/7">gizzmo</a>`, "Jane Roe"},
		"an account":       {"", `<a rel="author" href="/u/7">wpadmin</a>`, ""},
		"with a biography": {"", `<span class="author">Jane Roe</span><p>By Jane Roe who has sailed all her life and writes about boats</p>`, "Jane Roe"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{Body: newsPage(test.head, "<h1>Ferry sails again</h1>"+test.inside+prose)})
			var want []schema.Person
			if test.want != "" {
				want = []schema.Person{{Name: test.want}}
			}
			noURL := cmpopts.IgnoreFields(schema.Person{}, "URL")
			if diff := cmp.Diff(want, a.Author, noURL, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("authors differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDesksAreNotPeople(t *testing.T) {
	t.Parallel()
	for _, byline := range []string{"By Staff", "By The Harbour Times", "By Editorial Board", "By Harbour Times Newsroom"} {
		t.Run(byline, func(t *testing.T) {
			t.Parallel()
			head := `<meta property="og:site_name" content="The Harbour Times"><meta name="author" content="` + strings.TrimPrefix(byline, "By ") + `">`
			a := article(t, extract.Page{Body: newsPage(head, `<h1>Ferry sails again</h1><p class="byline">`+byline+`</p>`+prose)})
			if len(a.Author) > 0 || a.Byline != byline {
				t.Errorf("authors %v, byline %q", a.Author, a.Byline)
			}
		})
	}
}

func TestSignsOfWireCopy(t *testing.T) {
	t.Parallel()
	dateline := strings.Replace(prose, "<p>The ferry", "<p>MOSCOW (AFP) — The ferry", 1)
	for name, test := range map[string]struct {
		url, head, inside string
		provider, method  string
	}{
		"byline":        {"", "", `<p class="byline">By Jane Roe, The Associated Press</p>` + prose, "AP", "byline"},
		"dateline":      {"", "", dateline, "AFP", "dateline"},
		"copyright":     {"", "", prose + "<p>© 2021 Agence France-Presse</p>", "AFP", "copyright"},
		"jsonld":        {"", `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"РИА Новости"}}</script>`, prose, "RIA Novosti", "jsonld"},
		"canonical":     {"", `<link rel="canonical" href="https://www.reuters.com/world/ferry-1">`, prose, "Reuters", "canonical"},
		"own site":      {"https://www.afp.com/en/ferry-1", "", dateline, "", ""},
		"nobody's copy": {"", "", prose, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{URL: test.url, Body: newsPage(test.head, "<h1>Ferry sails again</h1>"+test.inside)})
			provider := ""
			if a.Provider != nil {
				provider = a.Provider.Name
			}
			if provider != test.provider || a.Syndication.Method != test.method || a.Syndication.IsSyndicated != (test.method != "") {
				t.Errorf("provider %q, syndication %+v", provider, a.Syndication)
			}
			if name == "dateline" && a.Located != "MOSCOW" {
				t.Errorf("located %q", a.Located)
			}
		})
	}
}

func TestFigureWithinTheBody(t *testing.T) {
	t.Parallel()
	figure := `<figure><img src="/i/boat.jpg" width="800" height="500" alt="A boat"><figcaption>The boat at its berth. Photo: Ann Lee / Reuters</figcaption></figure>`
	paragraphs := strings.SplitAfter(prose, "</p>")
	a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails again</h1>"+paragraphs[0]+figure+strings.Join(paragraphs[1:], ""))})
	if len(a.Body) != 4 || strings.Contains(a.ArticleBody, "berth") {
		t.Errorf("body has %d paragraphs: %q", len(a.Body), a.ArticleBody)
	}
	want := []schema.Image{{
		ContentURL: "https://www.harbour-times.example/i/boat.jpg", Caption: "The boat at its berth.", AltText: "A boat",
		CreditText: "Ann Lee / Reuters", Creator: "Ann Lee", Width: 800, Height: 500,
	}}
	if diff := cmp.Diff(want, a.Image); diff != "" {
		t.Errorf("images differ (-want +got):\n%s", diff)
	}
}

func TestPaywalledPage(t *testing.T) {
	t.Parallel()
	head := `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails","isAccessibleForFree":"False",
		"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".wall"}}</script>`
	a := article(t, extract.Page{Body: newsPage(head, "<h1>Ferry sails</h1>"+prose+`<div class="wall"><p>Subscribe to read on.</p></div>`)})
	if a.Access != schema.AccessPaywalled || a.IsAccessibleForFree == nil || *a.IsAccessibleForFree {
		t.Errorf("access is %q, free %v", a.Access, a.IsAccessibleForFree)
	}
	a = article(t, extract.Page{Body: newsPage(`<meta property="article:content_tier" content="metered">`, prose)})
	if a.Access != schema.AccessMetered {
		t.Errorf("access of a metered page is %q", a.Access)
	}
}

func TestALineWithATimeOfDayIsTheDates(t *testing.T) {
	t.Parallel()
	lines := `<p>Geschrieben von Cooper für den Hafen und die Stadt am 27.12.2021 22:30 (1599 x gelesen)</p><p>Neue Linie fährt zum 24.12.2021 in den Hafen</p>`
	if a := article(t, extract.Page{URL: "https://harbour.example/ferry", Body: newsPage("", lines+prose)}); a.DatePublished != "2021-12-27T22:30Z" {
		t.Errorf("date is %q", a.DatePublished)
	}
}

func TestDatesKeepZoneAndPrecision(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		head, inside string
		want         schema.Date
		source       string
	}{
		"jsonld":          {`<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-12-27T10:00:05+03:00"}</script>`, "", "2021-12-27T10:00:05+03:00", "jsonld"},
		"meta":            {`<meta property="article:published_time" content="2021-12-27T10:00+0300">`, "", "2021-12-27T10:00+03:00", "meta"},
		"time":            {"", `<time datetime="2021-12-27">Monday</time>`, "2021-12-27", "time"},
		"text":            {"", `<p class="when">27 декабря 2021</p>`, "2021-12-27", "text"},
		"future is none":  {`<meta property="article:published_time" content="2031-01-01">`, `<time datetime="2021-12-27">Monday</time>`, "2021-12-27", "time"},
		"feed comes last": {"", "", "2021-12-28T09:00:00Z", "feed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{
				Body: newsPage(test.head, "<h1>Ferry sails</h1>"+test.inside+prose),
				Item: &schema.Item{URL: pageURL, Published: "2021-12-28T09:00:00Z"},
			})
			if a.DatePublished != test.want || a.DateSource != test.source || a.DatePrecision != test.want.Precision() {
				t.Errorf("date is %q (%s) from %q", a.DatePublished, a.DatePrecision, a.DateSource)
			}
			if strings.Contains(a.ArticleBody, "2021") {
				t.Errorf("the date is in the body: %q", a.ArticleBody)
			}
		})
	}
}
