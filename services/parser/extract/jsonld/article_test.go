package jsonld_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/parser/extract/jsonld"
)

const address = "https://paper.example/ferry"

func TestShapesOfArticles(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"object":             `{"@type":"NewsArticle","headline":"Ferry sails","author":{"@type":"Person","name":"Jane Roe"}}`,
		"instructions":       `{"@type":"HowTo","name":"Ferry sails","author":"Jane Roe"}`,
		"list":               `[{"@type":"BreadcrumbList"},{"@type":"NewsArticle","headline":"Ferry sails","author":["Jane Roe"]}]`,
		"graph":              `{"@graph":[{"@type":"Person","@id":"#jane","name":"Jane Roe"},{"@type":"NewsArticle","headline":"Ferry sails","author":{"@id":"#jane"}}]}`,
		"types in a list":    `{"@type":["Thing","NewsArticle"],"headline":"Ferry sails","author":[{"@type":"Person","name":"Jane Roe"}]}`,
		"vocabulary in type": `{"@type":"http://schema.org/NewsArticle","headline":"Ferry sails","creator":"Jane Roe"}`,
		"raw line break":     "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry\nsails\",\"author\":\"Jane\tRoe\"}",
		"trailing commas":    `{"@type":"NewsArticle","headline":"Ferry sails","author":["Jane Roe",],}`,
		"comments":           "<!-- by the CMS -->\n/* a */ {\"@type\":\"NewsArticle\", // b\n\"headline\":\"Ferry sails\",\"author\":\"Jane Roe\"};",
		"CDATA":              "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Ferry sails\",\"author\":\"Jane Roe\"}\n//]]>",
		"entities":           `{"@type":"NewsArticle","headline":"Ferry&nbsp;sails","author":"Jane&amp;nbsp;Roe"}`,
		"bad escape":         `{"@type":"NewsArticle","headline":"Ferry sails","description":"5\% more","author":"Jane Roe"}`,
		"cut off after it":   `{"@type":"NewsArticle","headline":"Ferry sails","author":"Jane Roe"} {"@type":"Organi`,
		"markup in strings":  `{"@type":"NewsArticle","headline":"<b>Ferry</b> sails","author":"Jane Roe"}`,
		"nested in a page":   `{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"Ferry sails","author":"Jane Roe"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := jsonld.Read([]string{`{"@type":"WebSite","name":"Paper"}`, script}, address)
			if a == nil {
				t.Fatal("no article was found")
			}
			if a.Headline != "Ferry sails" || len(a.Authors) != 1 || a.Authors[0].Name != "Jane Roe" {
				t.Errorf("headline %q, authors %+v", a.Headline, a.Authors)
			}
		})
	}
}

func TestTheRestOfAnArticle(t *testing.T) {
	t.Parallel()
	a, site := jsonld.Read([]string{`{"@graph":[{"@type":"WebSite","name":"The Paper"},
		{"@type":"NewsArticle","headline":"A teaser","url":"https://paper.example/other","datePublished":"2020"},
		{"@type":"NewsArticle","headline":"Ferry","url":"https://paper.example/ferry/","author":{"@type":"Organization","name":"AFP"},
		"keywords":"ice, boats","articleSection":["World"],"image":[{"@type":"ImageObject","url":"/a.jpg","width":"1200px","creditText":"Ann"},"/b.jpg"],
		"isAccessibleForFree":"http://schema.org/False","inLanguage":{"@type":"Language","name":"English","alternateName":"en"}}]}`}, address)
	if site != "The Paper" || a == nil {
		t.Fatalf("site %q, article %v", site, a)
	}
	if a.Headline != "Ferry" || !a.Authors[0].Org || a.Language != "en" || a.Free == nil || *a.Free {
		t.Errorf("article %+v", a)
	}
	if diff := cmp.Diff([]string{"ice", "boats"}, a.Keywords); diff != "" {
		t.Errorf("keywords differ (-want +got):\n%s", diff)
	}
	if len(a.Images) != 2 || a.Images[0].Width != 1200 || a.Images[0].Credit != "Ann" || a.Images[1].URL != "/b.jpg" {
		t.Errorf("images %+v", a.Images)
	}
}

func TestNestingIsBounded(t *testing.T) {
	t.Parallel()
	if a, _ := jsonld.Read([]string{strings.Repeat(`{"a":[`, 100_000)}, address); a != nil {
		t.Errorf("an article came of brackets: %+v", a)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"@type":"NewsArticle","author":[{"@id":"#a"}]}`)
	f.Add("<!--[{,},]-->//\\")
	f.Fuzz(func(t *testing.T, script string) {
		first, _ := jsonld.Read([]string{script}, address)
		second, _ := jsonld.Read([]string{script}, address)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("two readings differ:\n%s", diff)
		}
	})
}
