package schema_test

import (
	"math"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func validFeed() schema.Feed {
	const url = "https://news.example/@desk/feed.xml"
	return schema.Feed{
		V: schema.StateVersion, ID: schema.FeedID(url), URL: url, Priority: 2, MinInterval: 60, MaxInterval: 3600,
		Headers: []schema.HeaderRef{{Name: "Authorization", Secret: "news-desk"}},
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	if err := validFeed().Validate(); err != nil {
		t.Fatalf("a valid feed: %v", err)
	}
	for _, c := range []struct {
		name  string
		spoil func(*schema.Feed)
		want  string
	}{
		{"no address", func(f *schema.Feed) { f.URL = "" }, "http:// or https://"},
		{"another scheme", func(f *schema.Feed) { f.URL = "ftp://news.example/feed.xml" }, "http:// or https://"},
		{"no host", func(f *schema.Feed) { f.URL = "https:///feed.xml" }, "no host"},
		{"password", func(f *schema.Feed) { f.URL = "https://desk:hunter2@news.example/feed.xml" }, "under headers"},
		{"password in what is no address", func(f *schema.Feed) { f.URL = "htp://desk:hunter2@news.example" }, "http:// or https://"},
		{"no id", func(f *schema.Feed) { f.ID = "" }, "FeedID"},
		{"id that is two tokens", func(f *schema.Feed) { f.ID = "a.b" }, "FeedID"},
		{"negative priority", func(f *schema.Feed) { f.Priority = -1 }, "priority -1"},
		{"priority that is no number", func(f *schema.Feed) { f.Priority = math.NaN() }, "priority NaN"},
		{"endless priority", func(f *schema.Feed) { f.Priority = math.Inf(1) }, "priority +Inf"},
		{"negative interval", func(f *schema.Feed) { f.MinInterval = -1 }, "interval bounds -1 to 3600"},
		{"bounds crossed", func(f *schema.Feed) { f.MinInterval = 7200 }, "interval bounds 7200 to 3600"},
		{"header that is none", func(f *schema.Feed) { f.Headers[0].Name = "X-Key: a\r\nHost" }, "header name"},
		{"header without secret", func(f *schema.Feed) { f.Headers[0].Secret = "" }, "names no secret"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			feed := validFeed()
			c.spoil(&feed)
			err := feed.Validate()
			if err == nil {
				t.Fatal("was found valid")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %q should say %q and no password", err, c.want)
			}
		})
	}
}

func TestValidateReportsAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	err := schema.Feed{URL: "feed", Priority: -1, MinInterval: -1}.Validate()
	for _, want := range []string{"address", "id", "priority", "interval"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not speak of the %s", err, want)
		}
	}
}
