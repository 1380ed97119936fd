package schema_test

import (
	"encoding/json"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func BenchmarkArticleID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		schema.ArticleID("https://www.harbour-gazette.example/2026/03/14/ferry-line-returns?id=7&utm_source=rss&utm_medium=feed")
	}
}

func BenchmarkItemDue(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		schema.ItemDue("www.harbour-gazette.example", "0f115db062b7c0dd030b16878c99dea5")
	}
}

func BenchmarkMarshalArticle(b *testing.B) {
	a := schema.Article{ID: "0f115db062b7c0dd030b16878c99dea5", PubStatus: schema.StatusUsable}
	for range 30 {
		a.Body = append(a.Body, schema.Paragraph{Role: schema.RoleParagraph, Text: "The first ferry in five months left the northern harbour on Saturday, “with every seat taken”, its captain said."})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(&a); err != nil {
			b.Fatal(err)
		}
	}
}
