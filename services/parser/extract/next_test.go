package extract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestNextPage(t *testing.T) {
	t.Parallel()
	const site = "https://paper.example"
	for name, test := range map[string]struct {
		first, next string
		isPage      bool
	}{
		"a number in the query":       {"/ferry", "/ferry?page=2", true},
		"beside another parameter":    {"/ferry?id=7", "/ferry?id=7&seite=2", true},
		"counted from 0":              {"/ferry", "/ferry?page=1", true},
		"from 1 in the query":         {"/ferry?p=1", "/ferry?p=2", true},
		"what only tracks":            {"/ferry?utm_source=rss", "/ferry?page=2", true},
		"a number":                    {"/ferry", "/ferry/2", true},
		"a number and a slash":        {"/ferry/", "/ferry/2/", true},
		"a word and a number":         {"/ferry/", "/ferry/page/2/", true},
		"joined with the word":        {"/ferry", "/ferry/seite-2", true},
		"after a comma":               {"/ferry.html", "/ferry,2.html", true},
		"after an underscore":         {"/ferry.html", "/ferry_2.html", true},
		"after the ending":            {"/ferry.html", "/ferry.html/2", true},
		"before the ending":           {"/a/ferry.html", "/a/ferry-page2.html", true},
		"in place of 1":               {"/ferry/page/1", "/ferry/page/2", true},
		"from https to http":          {"/ferry", "http://paper.example/ferry/2", false},
		"another host":                {"/ferry", "https://other.example/ferry/2", false},
		"the next story":              {"/ferry", "/herring", false},
		"the next story by number":    {"/story/123", "/story/124", false},
		"a longer number":             {"/story/12", "/story/122", false},
		"the next post":               {"/?p=41", "/?p=42", false},
		"a story of the same name":    {"/ferry", "/ferry-2", false},
		"the next chapter":            {"/ferry-1", "/ferry-2", false},
		"the page after the next":     {"/ferry", "/ferry/3", false},
		"comments":                    {"/ferry/", "/ferry/comment-page-2/", false},
		"two parameters more":         {"/ferry", "/ferry?page=2&sort=new", false},
		"a parameter less":            {"/ferry?id=7", "/ferry?page=2", false},
		"a parameter that is no page": {"/ferry", "/ferry?offset=2", false},
		"the same":                    {"/ferry", "/ferry", false},
		"no address":                  {"/ferry", "javascript:next()", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, link := range []string{`<a rel="nofollow next" href="` + test.next + `">Next</a>`, `<link rel="next" href="` + test.next + `">`} {
				_, next, err := newExtractor(t).Read(extract.Page{URL: site + test.first, Body: newsPage("", "<h1>Ferry sails</h1>"+prose+link), ContentType: "text/html"})
				if err != nil {
					t.Fatal(err)
				}
				if got := next != ""; got != test.isPage {
					t.Errorf("next is %q", next)
				}
			}
		})
	}
}

// later is a page of an article as a site shows it.
func later(number string, paragraphs ...string) []byte {
	head := `<title>Ferry sails again` + number + `</title><link rel="next" href="?page=3">`
	return newsPage(head, "<h1>Ferry sails again"+number+"</h1><p>By Jane Roe</p><p>"+strings.Join(paragraphs, "</p><p>")+"</p>")
}

func TestLaterPageIsJoined(t *testing.T) {
	t.Parallel()
	x := newExtractor(t)
	lines := strings.Split(strings.NewReplacer("<p>", "", "</p>", "").Replace(prose), "\n")
	more := []string{
		"The mail came with the second boat, in eleven sacks that had been on their way since the middle of October.",
		"Most of it was paper for the newspaper, which had not been printed for want of any, and which had its news by then.",
		"The editor has asked the postmaster for the difference.",
	}
	item := &schema.Item{URL: pageURL, Title: "Ferry sails again", Summary: "<p>" + lines[0], Content: prose + prose}
	a, next, err := x.Read(extract.Page{URL: pageURL, Body: []byte(strings.Replace(string(later("", lines...)), "page=3", "page=2", 1)), ContentType: "text/html", Item: item})
	if err != nil || next != pageURL+"?page=2" {
		t.Fatalf("next is %q, %v", next, err)
	}
	links := `<a href="/mail">mail</a>`
	body := later(" – page 2", lines[0], strings.Replace(more[0], "mail", links, 1), more[1], more[2])
	second, next, err := x.Read(extract.Page{URL: next, Body: body, ContentType: "text/html", Item: item, Before: a, Number: 2})
	if err != nil || next != pageURL+"?page=3" {
		t.Fatalf("next is %q, %v", next, err)
	}
	hash := a.ContentHash
	extract.Join(a, second)
	if diff := cmp.Diff(slices.Concat(lines, more), strings.Split(a.ArticleBody, "\n")); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
	wantValid(t, a)
	if a.Headline != "Ferry sails again" || a.ContentHash == hash || a.Simhash == "" || len(a.Links) != 1 || len(a.Extraction.Warnings) > 1 {
		t.Errorf("record %+v", a)
	}
	if want := "</p><p>The <a href=\"https://www.harbour-times.example/mail\" rel=\"nofollow\">mail</a> came"; !strings.Contains(a.BodyHTML, want) {
		t.Errorf("bodyHtml is %s", a.BodyHTML)
	}
}

func TestWhereAnArticleEnds(t *testing.T) {
	t.Parallel()
	x := newExtractor(t)
	lines := strings.Split(strings.NewReplacer("<p>", "", "</p>", "").Replace(prose), "\n")
	a, _, err := x.Read(extract.Page{URL: pageURL, Body: later("", lines...), ContentType: "text/html"})
	if err != nil {
		t.Fatal(err)
	}
	other := `<h1>Herring returns to the inner sound</h1>` + strings.ReplaceAll(prose, "ferry", "herring")
	for name, test := range map[string]struct {
		body   []byte
		reason string
	}{
		"the same with other comments": {later("", append([]string{"Good piece, thank you, and greetings from the other shore of the sound."}, lines...)...), extract.ReasonRepeat},
		"another article":              {newsPage("", other), extract.ReasonElsewhere},
		"nothing":                      {later(" – page 2"), extract.ReasonNoText},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := x.Article(extract.Page{URL: pageURL + "?page=2", Body: test.body, ContentType: "text/html", Before: a, Number: 2})
			wantReason(t, err, test.reason)
		})
	}
}
