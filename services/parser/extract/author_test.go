package extract_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestAuthors(t *testing.T) {
	t.Parallel()
	ld := func(author string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails","author":` + author + `}</script>`
	}
	for name, test := range map[string]struct {
		head, above, below string
		want               []string
	}{
		"line":                   {"", `<p>By Jane Roe and John Doe</p>`, "", []string{"Jane Roe", "John Doe"}},
		"two links":              {"", `<div class="byline"><a href="/a/1">Jane Roe</a><a href="/a/2">John Doe</a></div>`, "", []string{"Jane Roe", "John Doe"}},
		"name and button":        {"", `<div class="author"><a href="/author/1">Jane Roe</a><button>Follow</button><p>She writes about boats and the sea.</p></div>`, "", []string{"Jane Roe"}},
		"JSON-LD has the first":  {ld(`"Jane Roe"`), `<p class="byline">By Jane Roe and John Doe</p>`, "", []string{"Jane Roe", "John Doe"}},
		"JSON-LD has another":    {ld(`"Ann Lee"`), `<p class="byline">By Jane Roe and John Doe</p>`, "", []string{"Ann Lee"}},
		"date and name":          {"", `<p>27.12.2021 - Jane Roe</p>`, "", []string{"Jane Roe"}},
		"label and name":         {"", `<p>Author:</p><p>Jane Roe/SP-X</p>`, "", []string{"Jane Roe"}},
		"written by, for a card": {`<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Roe">`, "", "", []string{"Jane Roe"}},
		"company in a meta":      {`<meta name="author" content="Harbour Press Ltd, Bristol, England">`, "", "", nil},
		"last name first":        {`<meta name="dc.creator" content="Roe, Jane">`, "", "", []string{"Jane Roe"}},
		"signature":              {"", "", "<p><em>Jane Roe</em></p>", []string{"Jane Roe"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{Body: newsPage(test.head, "<h1>Ferry sails</h1>"+test.above+prose+test.below)})
			var got []string
			for _, person := range a.Author {
				got = append(got, person.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("authors differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestASiteMayBeItsAuthors holds a person's own site to have that person as author.
func TestASiteMayBeItsAuthors(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{`["Person","Organization"]`: 1, `"Organization"`: 0} {
		head := `<script type="application/ld+json">{"@type":"BlogPosting","headline":"Ferry sails","author":"Jane Roe","publisher":{"@type":` + kind + `,"name":"Jane Roe"}}</script>`
		if a := article(t, extract.Page{Body: newsPage(head, "<h1>Ferry sails</h1>"+prose)}); len(a.Author) != want {
			t.Errorf("publisher %s: authors %+v", kind, a.Author)
		}
	}
}
