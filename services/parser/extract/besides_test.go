package extract_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// tale is as much text as an article, and as well written.
func tale(subject string) string {
	return strings.ReplaceAll(prose, "<p>", "<p>When the "+subject+" was new, people said: ")
}

func comment(who, said string) string {
	said = strings.NewReplacer("<p>", "", "</p>", "<br><br>").Replace(said)
	return "<div class='comment first'><div class=comment_content><div class=username>" + who + "</div><div class=content>" + said + "</div><div class=rating>9 Votes</div></div></div>"
}

func TestWhatStandsBesidesTheArticle(t *testing.T) {
	t.Parallel()
	const title = "<h1>Ferry sails</h1>"
	half := tale("tram")[:len(tale("tram"))/2]
	for name, page := range map[string]string{
		"elaborate comments": "<main><div class=story>" + title + prose + "</div><div class=talk>" +
			comment("A reader", tale("tram")) + comment("Another", tale("wagon")+tale("horse")+tale("plane")) + "</div></main>",
		"the next story":   "<main><article>" + title + prose + "</article><article><h1>Trams stop</h1>" + tale("tram") + tale("wagon") + "</article></main>",
		"teasers in full":  "<main><article class=post>" + title + prose + "</article><article class=post><h3>You may like</h3><article>" + half + "</article></article></main>",
		"called a comment": "<main><div class='comment opinion'>" + title + prose + "</div></main>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := texts(article(t, extract.Page{Body: []byte("<!DOCTYPE html><html lang=en><head><meta charset=utf-8></head><body>" + page + "</body></html>")}))
			if diff := cmp.Diff(proseAlone(t), got); diff != "" {
				t.Errorf("body differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAStoryInSeveralArticles(t *testing.T) {
	t.Parallel()
	const title = "<h1>Ferry sails</h1>"
	for name, page := range map[string]string{
		"its rest":                 "<article>" + title + prose + "</article><article>" + tale("tram") + "</article>",
		"its long rest":            "<article>" + title + prose + "</article><article><h2>How it began</h2>" + tale("tram") + tale("wagon") + "</article>",
		"the entries of its day":   "<article>" + title + prose + "<article><h2>The tram comes</h2>" + tale("tram") + "</article></article>",
		"those of a declared blog": `<script type="application/ld+json">{"@type":"LiveBlogPosting"}</script><article>` + title + prose + "</article><article><h2>The tram comes</h2>" + tale("tram") + "</article>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{Body: []byte("<!DOCTYPE html><html lang=en><head><meta charset=utf-8></head><body><main>" + page + "</main></body></html>")})
			if !strings.Contains(a.ArticleBody, "tram") {
				t.Errorf("body ends before its second part:\n%s", a.ArticleBody)
			}
		})
	}
}
