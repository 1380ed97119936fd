package extract_test

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// worstPages are pages made to cost as much as the bounds allow, or a quarter of it.
func worstPages() map[string][]byte {
	const room = 10<<20 - 512 // bytes
	fill := func(start, piece string) []byte {
		return []byte(start + strings.Repeat(piece, (room-len(start))/len(piece)/4))
	}
	few := func(piece string, n int) []byte { return []byte("<html><body>" + strings.Repeat(piece, n/4)) } // a quarter of the bound shows it
	sentence := "The ferry left the northern harbour on Saturday with every seat taken, said its captain. "
	return map[string][]byte{
		"200 MB":                 bytes.Repeat([]byte("<p>"+sentence), 200<<20/90),
		"a million nested tags":  bytes.Repeat([]byte("<div>"), 1_000_000),
		"a million closing tags": bytes.Repeat([]byte("</div>"), 1_000_000),
		"invalid UTF-8":          fill("<html><p>\xff\xfe", "\xc3\x28\xa0\xa1 \xe2\x28\xa1 word"),
		"one paragraph":          fill("<html><p>", sentence),
		"many paragraphs":        fill("<html>", "<p>"+sentence+"</p>"),
		"short paragraphs":       few("<p>a", 190_000),
		"line breaks":            few("a<br><br>", 190_000),
		"links":                  few(`<a href="/x">ferry</a> `, 190_000),
		"classes":                few(`<p class="comment byline author date">a`, 120_000),
		"nested and wide":        few(strings.Repeat("<div>", 400)+"<p>"+sentence+strings.Repeat("</div>", 400), 400),
		"headings":               few("<h1>Ferry</h1>", 190_000),
		"times":                  few(`<time datetime="2021-12-27">27 December</time>`, 120_000),
		"pictures":               few(`<figure><img src="/a.jpg"><figcaption>Photo: Ann Lee</figcaption></figure>`, 90_000),
		"unended comment":        fill("<html><p>", "<!-- "),
		"half comments":          fill("<html><p><!--", "--"),
		"quotes":                 fill("<html>", `<p x="`),
		"scripts":                fill("<html>", "<script>a"),
		"closed scripts":         few("<script></script>", 390_000),
		"JSON-LD":                []byte(`<html><script type="application/ld+json">` + strings.Repeat(`{"a":[`, 300_000) + `</script><p>` + sentence),
		"entities":               fill("<html><p>", "&amp;&lt;&#x41;&notit;"),
		"foreign":                fill("<html><svg>", "<style>a</style><!-- b -->"),
	}
}

// TestWorstPages holds no page to take long or much memory, whatever it is made
// of. With nothing else to do, and without the race detector, each takes less
// than a second. No other test runs meanwhile, whose memory would count.
func TestWorstPages(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	const long, much = 30 * time.Second, 512 << 20 // bytes, freed or not
	x := newExtractor(t)
	var before, after runtime.MemStats
	for name, body := range worstPages() {
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := x.Article(extract.Page{URL: pageURL, Body: body, ContentType: "text/html"})
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		used := after.TotalAlloc - before.TotalAlloc
		if e, ok := errors.AsType[*extract.Error](err); took > long || used > much || ok && e.Reason == extract.ReasonPanic {
			t.Errorf("%s: %v, %d MB, error %v", name, took, used>>20, err)
		}
		t.Logf("%-22s %5.2f s %4d MB, error %.60v", name, took.Seconds(), used>>20, err)
	}
}
