package schema_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// These values are for ever: another one for the same address would make every
// article new. Each is what this prints: printf %s URL | sha256sum | cut -c1-32
func TestIDs(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://example.com/":                         "0f115db062b7c0dd030b16878c99dea5",
		"https://news.example/2026/03/14/harbour?id=7": "3722f636e992a58582f30ddb372d0ab7",
		"not an address":                               "f8121aab13d54c46a7450875d829bad1",
	} {
		for name, id := range map[string]func(string) string{"FeedID": schema.FeedID, "ItemID": schema.ItemID, "ArticleID": schema.ArticleID} {
			if got := id(url); got != want {
				t.Errorf("%s(%q) = %s, want %s", name, url, got, want)
			}
		}
	}
}

func TestOneAddressHasOneID(t *testing.T) {
	t.Parallel()
	want := schema.ArticleID("https://news.example/a?id=7")
	for _, url := range []string{
		"HTTPS://News.Example:443/a?id=7", "https://news.example/x/../a?id=7&utm_source=rss", "https://news.example/%61?id=7#top",
	} {
		if got := schema.ArticleID(url); got != want {
			t.Errorf("ArticleID(%q) = %s, want %s", url, got, want)
		}
	}
	if got := schema.ArticleID("https://www.news.example/a?id=7"); got == want {
		t.Error("www. was taken off")
	}
}

func TestContentHash(t *testing.T) {
	t.Parallel()
	const first, second = "The harbour reopened.", "Ferries run again."
	// printf 'Harbour reopens\nThe harbour reopened.\nFerries run again.\n' | sha256sum | cut -c1-32
	const want = "943bf348afa2222f8a98353110fcb0d7"
	for name, body := range map[string][]schema.Paragraph{
		"plain":           {{Text: first}, {Text: second}},
		"white space":     {{Text: " The\u00a0harbour \n reopened. "}, {Text: second + "\n"}},
		"empty paragraph": {{Text: first}, {Text: " \u00a0"}, {Text: second}},
		"other roles":     {{Role: schema.RoleSubheading, Text: first}, {Role: schema.RoleQuote, Text: second}},
	} {
		if got := schema.ContentHash("Harbour  reopens ", body); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for name, body := range map[string][]schema.Paragraph{
		"other text":  {{Text: first}, {Text: "Ferries run."}},
		"other order": {{Text: second}, {Text: first}},
		"joined":      {{Text: first + " " + second}},
		"none":        nil,
	} {
		if got := schema.ContentHash("Harbour reopens", body); got == want {
			t.Errorf("%s has the same hash", name)
		}
	}
}
