package extract_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

const russian = `<h1>Паром снова вышел в море</h1>
<p>МОСКВА, 27 декабря. /ТАСС/. Первый за пять месяцев паром вышел в субботу из северной гавани, и все места на нём были заняты, сообщил капитан.</p>
<p>Зима, по словам владельца линии, была самой долгой за всю историю компании, и торговцы на другом берегу ждали муки и писем с октября.</p>
<p>Второе судно должно отправиться в понедельник, если ветер не переменится, и начальник порта просит пассажиров потерпеть до этого дня.</p>`

func TestWindows1251(t *testing.T) {
	t.Parallel()
	page := `<html><head><title>Паром снова вышел в море</title></head><body><article>` + russian + `</article></body></html>`
	body, err := charmap.Windows1251.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	a := article(t, extract.Page{Body: []byte(body), ContentType: "text/html; charset=windows-1251"})
	if a.Headline != "Паром снова вышел в море" || a.InLanguage != "ru" || len(a.Body) != 3 {
		t.Errorf("headline %q, language %q, %d paragraphs", a.Headline, a.InLanguage, len(a.Body))
	}
	if a.Provider == nil || a.Provider.Name != "TASS" || a.Located != "МОСКВА" {
		t.Errorf("provider %v, located %q", a.Provider, a.Located)
	}
}

func TestJapanese(t *testing.T) {
	t.Parallel()
	paragraph := "北の港を出た渡し船は五か月ぶりに海を渡り、土曜日の朝、すべての席が埋まったと船長が語った。"
	page := `<html lang="ja"><head><meta charset="utf-8"><title>渡し船、五か月ぶりに出港</title></head><body><article><h1>渡し船、五か月ぶりに出港</h1>` +
		strings.Repeat("<p>"+paragraph+"</p><p>長い冬のあいだ、向こう岸の商人たちは小麦粉と手紙を待っていたという。次の船は月曜日に出る予定である。</p>", 1) +
		"<p>港長は、風が南にとどまるかぎり便を増やすと述べ、それまで待つよう住民に呼びかけた。氷は例年より一か月遅く解けた。</p></article></body></html>"
	a := article(t, extract.Page{Body: []byte(page)})
	if a.InLanguage != "ja" || len(a.Body) != 3 || a.Body[0].Text != paragraph {
		t.Errorf("language %q, body %v", a.InLanguage, a.Body)
	}
	if a.WordCount < 100 {
		t.Errorf("word count is %d", a.WordCount)
	}
}

func TestLanguageThatIsDeclaredWrongly(t *testing.T) {
	t.Parallel()
	page := `<html lang="en"><body><article>` + russian + `</article></body></html>`
	a := article(t, extract.Page{Body: []byte(page)})
	if a.InLanguage != "ru" || !slices.ContainsFunc(a.Extraction.Warnings, func(w string) bool { return strings.Contains(w, "language") }) {
		t.Errorf("language %q, warnings %q", a.InLanguage, a.Extraction.Warnings)
	}
}

func TestIndexPageIsDoubted(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for range 40 {
		list.WriteString(`<li><a href="/x">Another story of the harbour that somebody wrote today</a></li>`)
	}
	body := []byte(`<html><body><h1>The Harbour Times</h1><ul>` + list.String() + `</ul></body></html>`)
	a, err := newExtractor(t).Article(extract.Page{URL: pageURL, Body: body, ContentType: "text/html"})
	if err == nil && a.Extraction.Confidence > 0.5 {
		t.Errorf("confidence of an index page is %v: %q", a.Extraction.Confidence, a.ArticleBody)
	}
}

func TestRescueByJSONLDAndFeed(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("<p>", "", "</p>", "").Replace(prose)
	empty := "<h1>Ferry sails again</h1><div id=\"app\"></div>"
	script := `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails again","articleBody":"` + text + `"}</script>`
	a := article(t, extract.Page{Body: newsPage(script, empty)})
	if a.Extraction.Method != "jsonld" || len(a.Body) != 4 || len(a.Extraction.Warnings) == 0 {
		t.Errorf("method %q, %d paragraphs, warnings %q", a.Extraction.Method, len(a.Body), a.Extraction.Warnings)
	}
	a = article(t, extract.Page{Body: newsPage("", empty), Item: &schema.Item{URL: pageURL, Title: "Ferry sails again", Content: prose}})
	if a.Extraction.Method != "feed" || len(a.Body) != 4 {
		t.Errorf("method %q, %d paragraphs", a.Extraction.Method, len(a.Body))
	}
}

func TestFromFeed(t *testing.T) {
	t.Parallel()
	item := &schema.Item{
		URL: pageURL + "?utm_source=rss", Title: "Ferry sails again", Summary: "<p>The ferry left the harbour.</p>", Authors: []string{"Jane Roe", "AFP"},
		Published: "2021-12-27T10:00Z", Language: "en-gb", Categories: []string{"ferries"}, Discovered: time.Unix(1640600000, 0).UTC(),
	}
	a, err := newExtractor(t).FromFeed(item, "page answers 403")
	if err != nil {
		t.Fatal(err)
	}
	if a.Extraction.Method != "feed" || !slices.Contains(a.Extraction.Warnings, "page answers 403") {
		t.Errorf("extraction %+v", a.Extraction)
	}
	if a.URL != pageURL || a.OriginalURL != item.URL || a.Headline != item.Title || a.ArticleBody != "The ferry left the harbour." {
		t.Errorf("record %+v", a)
	}
	if a.InLanguage != "en-GB" || a.DatePublished != "2021-12-27T10:00Z" || len(a.Author) != 1 || a.Provider == nil {
		t.Errorf("language %q, date %q, authors %v, provider %v", a.InLanguage, a.DatePublished, a.Author, a.Provider)
	}
	_, err = newExtractor(t).FromFeed(&schema.Item{URL: pageURL}, "")
	wantReason(t, err, extract.ReasonNoTitle)
}

func wantReason(t *testing.T, err error, reason string) {
	t.Helper()
	e, ok := errors.AsType[*extract.Error](err)
	if !ok || e.Reason != reason || schema.Token(e.Reason) != e.Reason {
		t.Errorf("error is %v, want the reason %q", err, reason)
	}
}

func TestFaultsOfPages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		page   extract.Page
		reason string
	}{
		"a picture":        {extract.Page{Body: []byte("\x89PNG\r\n\x1a\n"), ContentType: "image/png"}, extract.ReasonNotHTML},
		"a PDF as HTML":    {extract.Page{Body: []byte("%PDF-1.4 …"), ContentType: "text/html"}, extract.ReasonNotHTML},
		"JSON":             {extract.Page{Body: []byte(`{"a":1}`), ContentType: "application/json"}, extract.ReasonNotHTML},
		"no text":          {extract.Page{Body: newsPage("", "<h1>Nothing</h1>")}, extract.ReasonNoText},
		"empty":            {extract.Page{Body: nil, ContentType: "text/html"}, extract.ReasonNoText},
		"too deep":         {extract.Page{Body: bytes.Repeat([]byte("<div>"), 200_000)}, extract.ReasonTooDeep},
		"too many nodes":   {extract.Page{Body: bytes.Repeat([]byte("<p>a"), 500_000)}, extract.ReasonTooLarge},
		"too many bytes":   {extract.Page{Body: make([]byte, 11<<20)}, extract.ReasonTooLarge},
		"formatting bomb":  {extract.Page{Body: formattingBomb()}, extract.ReasonTooLarge},
		"no address":       {extract.Page{URL: "mailto:a@b.example", Body: newsPage("", prose)}, extract.ReasonBadURL},
		"secret in an URL": {extract.Page{URL: "https://a:b@c.example/", Body: newsPage("", prose)}, extract.ReasonBadURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.page.URL == "" {
				test.page.URL = pageURL
			}
			if test.page.ContentType == "" {
				test.page.ContentType = "text/html"
			}
			_, err := newExtractor(t).Article(test.page)
			wantReason(t, err, test.reason)
		})
	}
}

// formattingBomb is 400 elements that are never closed and that every
// paragraph makes anew.
func formattingBomb() []byte {
	var b bytes.Buffer
	for i := range 400 {
		b.WriteString("<b id=" + strings.Repeat("x", i%7) + ">")
	}
	b.Write(bytes.Repeat([]byte("<p>x"), 50_000))
	return b.Bytes()
}

// TestLargePageTakesNotMinutes holds a page at the bounds to be read by its structure alone.
func TestLargePageTakesNotMinutes(t *testing.T) {
	t.Parallel()
	line := "<p>The ferry left the northern harbour on Saturday with every seat taken, said its captain number " + strings.Repeat("x", 20) + " today.</p>\n"
	start := time.Now()
	a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry</h1>"+strings.Repeat(line, (9<<20)/len(line)))})
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
	if len(a.Extraction.Warnings) == 0 {
		t.Error("the record doesn't say that the page was too large for all readings")
	}
}

// TestHostileAttributes holds long classes to be read in linear time.
func TestHostileAttributes(t *testing.T) {
	t.Parallel()
	class := strings.Repeat("wide-image ", 300_000)
	body := `<div class="` + class + `">` + strings.Repeat(`<img src="/a.jpg"><p>The ferry left the northern harbour on Saturday with every seat taken.</p>`, 15_000) + `</div>`
	start := time.Now()
	article(t, extract.Page{Body: newsPage("", "<h1>Ferry</h1>"+body)})
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestTextThatOnlyLooksLikeFurniture(t *testing.T) {
	t.Parallel()
	inside := prose + "<p>Copyright law was changed on Monday, and harbour pilots may now draw their own charts.</p><p>(c) the port may close the sound, (d) it may not.</p><p>And so it went until spring, said the pilot.</p>"
	a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry</h1>"+inside)})
	if len(a.Body) != 7 {
		t.Errorf("body has %d paragraphs: %q", len(a.Body), a.ArticleBody)
	}
}
