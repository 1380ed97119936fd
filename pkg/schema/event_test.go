package schema_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestEventType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		article schema.Article
		want    string
	}{
		{schema.Article{Version: 1, PubStatus: schema.StatusUsable}, schema.EventPublished},
		{schema.Article{Version: 2, PubStatus: schema.StatusUsable}, schema.EventUpdated},
		{schema.Article{Version: 1, PubStatus: schema.StatusCanceled}, schema.EventWithdrawn},
		{schema.Article{Version: 3, PubStatus: schema.StatusCanceled}, schema.EventWithdrawn},
	} {
		if got := c.article.EventType(); got != c.want {
			t.Errorf("version %d, %s: %s, want %s", c.article.Version, c.article.PubStatus, got, c.want)
		}
	}
}

func TestEventHeader(t *testing.T) {
	t.Parallel()
	a := schema.Article{
		ID: "0f115db062b7c0dd030b16878c99dea5", Version: 2, URL: "https://news.example/a%20b",
		VersionCreated: time.Date(2026, 3, 14, 9, 26, 53, 500, time.FixedZone("", 3600)),
		Feed:           schema.FeedRef{URL: "https://news.example/новости"},
	}
	got := a.EventHeader()
	for name, want := range map[string]string{
		"ce-specversion":     "1.0",
		"ce-id":              "0f115db062b7c0dd030b16878c99dea5.2",
		"ce-type":            schema.EventUpdated,
		"ce-time":            "2026-03-14T08:26:53.0000005Z",
		"ce-source":          "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
		"ce-subject":         "https://news.example/a%2520b",
		"ce-datacontenttype": "application/json",
		"ce-dataschema":      "https://github.com/wirecopy/wirecopy/pkg/schema/jsonschema/article.schema.json",
		"content-type":       "application/json",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// A line break in a header would be a header of the attacker's.
func FuzzEventHeader(f *testing.F) {
	f.Add("id", "https://news.example/", "https://news.example/feed")
	f.Add("a\r\nNats-Msg-Id: b", "\x00\x7f\u0085\u2028", `"quoted" 100%`)
	f.Add("\xff", "é", "")
	f.Fuzz(func(t *testing.T, id, page, feed string) {
		a := schema.Article{ID: id, URL: page, Feed: schema.FeedRef{URL: feed}}
		for name, value := range a.EventHeader() {
			for i := range len(value) {
				if value[i] <= ' ' || value[i] >= 0x7f {
					t.Fatalf("%s has byte %#x in %q", name, value[i], value)
				}
			}
			if _, err := url.PathUnescape(value); err != nil {
				t.Fatalf("%s can't be decoded: %v", name, err)
			}
		}
	})
}
