package extract_test

import (
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	head := `<title>Ferry sails</title><meta property="article:published_time" content="2021-12-27T10:00:00Z"><meta name="author" content="Jane Roe">`
	inside := "<h1>Ferry sails</h1>" + prose + `<p>© 2021 Agence France-Presse</p>`
	got, err := newExtractor(t).Explain(extract.Page{URL: pageURL, Body: newsPage(head, inside), ContentType: "text/html", Item: &schema.Item{URL: pageURL, Title: "Ferry sails"}})
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, b := range got.Blocks {
		if b.Why == "" || b.Chance < 0 || b.Chance > 1 {
			t.Errorf("verdict %+v", b)
		}
		if b.Kept {
			kept++
		}
	}
	if kept != 4 || len(got.Article.Body) != 4 {
		t.Errorf("%d blocks are kept, %d in the body", kept, len(got.Article.Body))
	}
	origins := map[string]string{}
	for _, o := range got.Fields {
		if o.Taken {
			origins[o.Field] += o.From + " "
		}
	}
	for field, want := range map[string]string{"headline": "h1 feed title ", "author": "meta ", "datePublished": "meta ", "body": "learned "} {
		if origins[field] != want {
			t.Errorf("%s is from %q, want %q", field, origins[field], want)
		}
	}
}

func TestExplainAPageWithoutText(t *testing.T) {
	t.Parallel()
	got, err := newExtractor(t).Explain(extract.Page{URL: pageURL, Body: newsPage("", "<p>Nothing here.</p>"), ContentType: "text/html"})
	wantReason(t, err, extract.ReasonNoText)
	if got == nil || len(got.Blocks) != 1 || !strings.Contains(got.Blocks[0].Text, "Nothing") {
		t.Errorf("explanation %+v", got)
	}
}
