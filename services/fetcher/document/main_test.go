package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

const address = "https://news.example/feeds/world.xml"

// channel is an RSS document with these items.
func channel(items ...string) string {
	return `<rss version="2.0"><channel><title>World</title><link>https://news.example/</link>` +
		strings.Join(items, "\n") + `</channel></rss>`
}

// item is an RSS item about n.
func item(n int) string {
	return fmt.Sprintf(`<item><title>Story %d</title><link>https://news.example/story/%d</link></item>`, n, n)
}

// parse reads a document that must be readable.
func parse(t *testing.T, body string) *document.Document {
	t.Helper()
	return parseAs(t, "", body)
}

func parseAs(t *testing.T, contentType, body string) *document.Document {
	t.Helper()
	d, err := document.Parse(document.Source{URL: address, ContentType: contentType, Body: []byte(body)})
	if err != nil {
		t.Fatalf("%s\nin %.300s", err, body)
	}
	return d
}

// entry is the only one of a document.
func entry(t *testing.T, body string) document.Entry {
	t.Helper()
	d := parse(t, body)
	if len(d.Entries) != 1 {
		t.Fatalf("%d entries, want 1, in %.300s", len(d.Entries), body)
	}
	return d.Entries[0]
}

// refusal is the reason why a document can't be read.
func refusal(t *testing.T, body string) *document.Error {
	t.Helper()
	d, err := document.Parse(document.Source{URL: address, Body: []byte(body)})
	refused, ok := errors.AsType[*document.Error](err)
	if !ok {
		t.Fatalf("no refusal but %v, %v", d, err)
	}
	return refused
}

// bareTitle is the title of the first entry that gofeed reads without us, or its
// error: what each repair is held against.
func bareTitle(body string) string {
	f, err := gofeed.NewParser().Parse(bytes.NewReader([]byte(body)))
	if err != nil {
		return "error: " + err.Error()
	}
	if len(f.Items) == 0 {
		return "no entries"
	}
	return f.Items[0].Title
}

// wantRepaired checks that a document that gofeed misreads is read, and says how.
func wantRepaired(t *testing.T, contentType, body, title string, repairs ...string) {
	t.Helper()
	if got := bareTitle(body); got == title {
		t.Errorf("gofeed reads this by itself now; the repair may go: %.200q", body)
	}
	d := parseAs(t, contentType, body)
	if len(d.Entries) == 0 || d.Entries[0].Title != title {
		t.Errorf("read as %+v, want the title %q", d.Entries, title)
	}
	if !slices.Equal(d.Repairs, repairs) {
		t.Errorf("repairs %q, want %q", d.Repairs, repairs)
	}
}
