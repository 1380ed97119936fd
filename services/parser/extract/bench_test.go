package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// largePage is a news page of about 150 KB: menus, an article of forty
// paragraphs, teasers, scripts.
func largePage() []byte {
	var menu, body, teasers, script strings.Builder
	for i := range 120 {
		fmt.Fprintf(&menu, `<li class="menu-item menu-item-%d"><a class="menu__link" href="/section/%d">Section %d</a></li>`, i, i, i)
	}
	for i := range 40 {
		fmt.Fprintf(&body, `<p class="article__p">Paragraph %d of the story says that the ferry left the <a href="/h/%d">northern harbour</a> on Saturday with <em>every</em> seat taken, as its captain told reporters who had come by the night train to see the first crossing in %d months.</p>`, i, i, i)
	}
	for i := range 270 {
		fmt.Fprintf(&teasers, `<div class="teaser teaser--small"><a href="/s/%d"><img src="/i/%d.jpg" alt="" width="300"><h3 class="teaser__title">Teaser %d of another story in the paper</h3></a><p class="teaser__text">What it says in short.</p><span class="teaser__time">%d min</span></div>`, i, i, i, i)
	}
	for i := range 800 {
		fmt.Fprintf(&script, `window.config_%d = {"key": "value %d", "list": [1, 2, 3]};`, i, i)
	}
	ld := `<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry sails again","datePublished":"2021-12-27T10:00:00Z","author":{"@type":"Person","name":"Jane Roe"}}</script>`
	return []byte(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry sails again - The Harbour Times</title>` + ld +
		`<script>` + script.String() + `</script></head><body><header><nav><ul>` + menu.String() + `</ul></nav></header><main><article><h1>Ferry sails again</h1>` +
		`<div class="byline">By Jane Roe</div><div class="article__body">` + body.String() + `</div></article><section class="more">` + teasers.String() +
		`</section></main><footer>© The Harbour Times</footer></body></html>`)
}

// unmarkedPage is the same without JSON-LD: date and author stand in print alone,
// and every teaser has both.
func unmarkedPage() []byte {
	page := string(largePage())
	from := strings.Index(page, `<script type="application/ld+json">`)
	to := from + strings.Index(page[from:], `</script>`)
	page = page[:from] + page[to:]
	page = strings.Replace(page, `<div class="byline">By Jane Roe</div>`, `<p class="meta">27 December 2021, 10:00 | By Jane Roe and John Doe</p>`, 1)
	return []byte(strings.ReplaceAll(page, `<span class="teaser__time">`, `<span class="teaser__author">By Ann Lee, Staff Writer</span><span class="teaser__date">26 December 2021</span><span class="teaser__time">`))
}

func BenchmarkArticle(b *testing.B)  { benchmark(b, largePage()) }
func BenchmarkUnmarked(b *testing.B) { benchmark(b, unmarkedPage()) }

func benchmark(b *testing.B, body []byte) {
	b.Helper()
	x := newExtractor(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.Article(extract.Page{URL: pageURL, Body: body, ContentType: "text/html; charset=utf-8"}); err != nil {
			b.Fatal(err)
		}
	}
}
