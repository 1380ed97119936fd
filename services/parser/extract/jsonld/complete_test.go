package jsonld_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/parser/extract/jsonld"
)

func TestObjectsOfOneArticleAreOne(t *testing.T) {
	t.Parallel()
	const first = `{"@type":"NewsArticle","headline":"Ferry sails","author":"Jane Roe","url":"https://paper.example/ferry"}`
	for name, test := range map[string]struct {
		second string
		joined bool
	}{
		"by the headline":        {`{"@type":"NewsArticle","headline":"Ferry Sails!","isAccessibleForFree":false,"keywords":["ice"]}`, true},
		"by the address":         {`{"@type":"Article","url":"http://www.paper.example/ferry/?x=1","isAccessibleForFree":false,"keywords":["ice"]}`, true},
		"a reference to nothing": {`{"@type":"LiveBlogPosting","headline":"Ferry sails","mainEntityOfPage":"#page","isAccessibleForFree":false,"keywords":["ice"]}`, true},
		"another address":        {`{"@type":"NewsArticle","headline":"Ferry sails","url":"https://paper.example/other","isAccessibleForFree":false,"keywords":["ice"]}`, false},
		"another headline":       {`{"@type":"NewsArticle","headline":"Herring returns","isAccessibleForFree":false,"keywords":["ice"]}`, false},
		"no article":             {`{"@type":"WebPage","name":"Ferry sails","url":"https://paper.example/ferry","isAccessibleForFree":false,"keywords":["ice"]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := jsonld.Read([]string{first, test.second}, address)
			if a == nil || len(a.Authors) != 1 || a.Headline != "Ferry sails" {
				t.Fatalf("article %+v", a)
			}
			if joined := a.Free != nil && !*a.Free && len(a.Keywords) == 1; joined != test.joined {
				t.Errorf("joined: %t, article %+v", joined, a)
			}
		})
	}
}

func TestTypesOfAPage(t *testing.T) {
	t.Parallel()
	a, _ := jsonld.Read([]string{
		`{"@type":["NewsArticle","OpinionNewsArticle"],"headline":"Ferry","video":{"@type":"VideoObject","name":"v"}}`,
		`{"@type":"LiveBlogPosting","headline":"Ferry","wordCount":"120"}`,
	}, address)
	if diff := cmp.Diff([]string{"NewsArticle", "OpinionNewsArticle", "LiveBlogPosting"}, a.Types); diff != "" {
		t.Errorf("types differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"NewsArticle", "OpinionNewsArticle", "VideoObject", "LiveBlogPosting"}, a.Kinds); diff != "" {
		t.Errorf("kinds differ (-want +got):\n%s", diff)
	}
	if a.Words != 120 {
		t.Errorf("%d words", a.Words)
	}
}

func TestPartsThatAreNotFree(t *testing.T) {
	t.Parallel()
	a, _ := jsonld.Read([]string{`{"@type":"NewsArticle","headline":"Ferry","hasPart":[{"@type":"WebPageElement","isAccessibleForFree":true,"cssSelector":".lead"},
		{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":[".wall","#more"]}]}`}, address)
	if diff := cmp.Diff([]string{".wall", "#more"}, a.Walled); diff != "" || a.Free == nil || *a.Free {
		t.Errorf("free %v, selectors differ (-want +got):\n%s", a.Free, diff)
	}
}
