package extract_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// FuzzArticle holds every page to become a valid record or an error with a
// reason that isn't a panic.
func FuzzArticle(f *testing.F) {
	f.Add(fixture(f, "agency.html"), "text/html", "")
	f.Add(newsPage(`<script type="application/ld+json">[{"@graph":[{"@type":["NewsArticle"],"author":["A B",{"name":"C"}],},]}]</script>`, prose), "text/html", prose)
	f.Add([]byte(`<html><body><table><tr><td><b><p>x<ul><li>y`), "", "")
	f.Add([]byte("<p>\xff\xfe\x00<br><br>a<script>alert(1)</script><a href=\"javascript:alert(1)\">b</a>"), "text/html; charset=utf-16", "<b>")
	f.Add([]byte("<article>"+prose+"<figure><img src=x><figcaption>© ("), "text/html; charset=shift_jis", "")
	x := newExtractor(f)
	f.Fuzz(func(t *testing.T, body []byte, contentType, content string) {
		a, err := x.Article(extract.Page{
			URL: pageURL, Body: body, ContentType: contentType,
			Item: &schema.Item{URL: pageURL, Title: "Ferry", Content: content, Summary: content},
		})
		if err != nil {
			if e, ok := errors.AsType[*extract.Error](err); !ok || e.Reason == extract.ReasonPanic {
				t.Fatalf("error is %v", err)
			}
			return
		}
		wantValid(t, a)
	})
}

// wantValid holds a record to what its consumers rely on.
func wantValid(t *testing.T, a *schema.Article) {
	t.Helper()
	texts := make([]string, 0, len(a.Body))
	for _, p := range a.Body {
		if p.Text == "" || strings.ContainsAny(p.Text, "\n\r") || p.Text != strings.TrimSpace(p.Text) || !utf8.ValidString(p.Text) || p.Role == "" {
			t.Fatalf("paragraph %+q", p)
		}
		texts = append(texts, p.Text)
	}
	if a.ArticleBody != strings.Join(texts, "\n") {
		t.Fatalf("articleBody %q isn't the paragraphs", a.ArticleBody)
	}
	for _, s := range []string{a.Headline, a.Byline, a.Description, a.BodyHTML, a.Publisher.Name, a.CopyrightNotice} {
		if !utf8.ValidString(s) {
			t.Fatalf("text %q is no UTF-8", s)
		}
	}
	for _, bad := range []string{"<script", "javascript:", "<img", "<iframe", " style=", " on"} {
		if strings.Contains(a.BodyHTML, "<") && bad == " on" {
			continue // text may have the word; attributes are covered by the list of those allowed
		}
		if strings.Contains(strings.ToLower(a.BodyHTML), bad) && !strings.Contains(strings.ToLower(a.ArticleBody), bad) {
			t.Fatalf("bodyHtml has %q: %s", bad, a.BodyHTML)
		}
	}
	for _, l := range a.Links {
		if !strings.HasPrefix(l.URL, "http") {
			t.Fatalf("link %q", l.URL)
		}
	}
	if a.ID == "" || a.ContentHash == "" || a.InLanguage == "" || a.Extraction.Method == "" {
		t.Fatalf("record %+v lacks what all have", a)
	}
}
