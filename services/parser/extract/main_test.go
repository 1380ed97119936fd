package extract_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// newExtractor makes an extractor whose clock stands at the end of 2026.
func newExtractor(tb testing.TB) *extract.Extractor {
	tb.Helper()
	config := extract.Defaults()
	config.Version = "0.1.0"
	config.Now = func() time.Time { return time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC) }
	x, err := extract.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

const pageURL = "https://www.harbour-times.example/2021/12/27/northland-asks-islanders-to-lift-ferry-ban-a75936"

// article extracts a page that must give a record.
func article(tb testing.TB, p extract.Page) *schema.Article {
	tb.Helper()
	if p.URL == "" {
		p.URL = pageURL
	}
	if p.ContentType == "" {
		p.ContentType = "text/html; charset=utf-8"
	}
	a, err := newExtractor(tb).Article(p)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// prose is text enough to be an article: four paragraphs of its own.
const prose = `<p>The ferry left the northern harbour on Saturday with every seat taken, its captain said as the ropes were thrown off the quay.</p>
<p>It was the first crossing in five months, after a winter that the owner of the line called the longest in the company's books.</p>
<p>Traders on the far shore had waited for flour, lamp oil and letters since the ice closed the sound in the middle of October.</p>
<p>A second boat is to follow on Monday if the wind stays in the south, and the harbour master has asked for patience until then.</p>`

// newsPage wraps a head and the inside of an article into a page.
func newsPage(head, inside string) []byte {
	return []byte("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">" + head + "</head><body><main><article>" + inside + "</article></main></body></html>")
}
