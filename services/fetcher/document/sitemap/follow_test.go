package sitemap_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/document/sitemap"
)

func today() time.Time { return time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC) }

const site = "https://news.example/"

// index is an index in short: "news.xml 3" changed three days ago.
func index(lines ...string) []document.Sitemap {
	var list []document.Sitemap
	for _, l := range lines {
		name, days, dated := strings.Cut(l, " ")
		s := document.Sitemap{Location: site + name}
		if dated {
			age, err := time.ParseDuration(days + "h")
			if err != nil {
				panic(err)
			}
			s.Modified = schema.NewDate(today().Add(-24*age), schema.PrecisionSecond)
		}
		list = append(list, s)
	}
	return list
}

// followed is a state in short, in its order; those that are due bear a star.
func followed(list []schema.Sitemap) []string {
	var names []string
	for _, s := range list {
		name := strings.TrimPrefix(s.URL, site)
		if s.Due {
			name += "*"
		}
		names = append(names, name)
	}
	return names
}

func TestFollowPicks(t *testing.T) {
	t.Parallel()
	var months, undated []string
	for n := range 40 {
		months = append(months, fmt.Sprintf("month-%d.xml %d", n, n*30))
		undated = append(undated, fmt.Sprintf("%d.xml", n))
	}
	for name, test := range map[string]struct {
		index []string
		want  []string
	}{
		"nothing":            {nil, nil},
		"the recent ones":    {[]string{"a.xml 400", "b.xml 6", "c.xml 1", "d.xml 8"}, []string{"c.xml*", "b.xml*", "d.xml*"}},
		"no more than three": {[]string{"a.xml 40", "b.xml 20", "c.xml 30", "d.xml 10"}, []string{"d.xml*", "b.xml*", "c.xml*"}},
		"an archive":         {months, []string{"month-0.xml*", "month-1.xml*", "month-2.xml*"}},
		"news first":         {[]string{"posts.xml 0", "sitemap-news.xml 2", "newsletter.xml 1"}, []string{"sitemap-news.xml*", "posts.xml*", "newsletter.xml*"}},
		"no dates":           {undated, []string{"0.xml*", "1.xml*", "2.xml*", "37.xml*", "38.xml*", "39.xml*"}},
		"no dates, but news": {append(slices.Clone(undated[:20]), append([]string{"x.php?type=news"}, undated[20:]...)...), []string{"x.php?type=news*", "0.xml*", "1.xml*", "2.xml*", "37.xml*", "38.xml*", "39.xml*"}},
		"both":               {[]string{"a.xml", "b.xml 3"}, []string{"b.xml*", "a.xml*"}},
		"twice":              {[]string{"a.xml 1", "a.xml 1"}, []string{"a.xml*"}},
		"many of today": {
			[]string{"0.xml 0", "1.xml 0", "2.xml 0", "3.xml 0", "4.xml 0", "5.xml 0", "6.xml 0", "7.xml 0", "8.xml 0", "9.xml 0", "a.xml 0", "google-news.xml 0"},
			[]string{"google-news.xml*", "0.xml*", "1.xml*", "2.xml*", "3.xml*", "4.xml*", "5.xml*", "6.xml*", "7.xml*", "8.xml*"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := sitemap.Follow(nil, index(test.index...), today())
			if diff := cmp.Diff(test.want, followed(got)); diff != "" {
				t.Errorf("followed (-want +got):\n%s", diff)
			}
		})
	}
}

// A round: the index, then each that changed, one a poll, then the index again.
func TestRound(t *testing.T) {
	t.Parallel()
	state := sitemap.Follow(nil, index("news.xml 0", "posts.xml 1", "pages.xml"), today())
	var asked []string
	for {
		s, ok := sitemap.Next(state)
		if !ok {
			break
		}
		if len(asked) > 10 {
			t.Fatal("it never ends")
		}
		asked = append(asked, strings.TrimPrefix(s.URL, site))
		state = sitemap.Asked(state, s.URL, `"`+s.URL+`"`, "Mon")
	}
	if diff := cmp.Diff([]string{"news.xml", "posts.xml", "pages.xml"}, asked); diff != "" {
		t.Fatalf("asked (-want +got):\n%s", diff)
	}
	if got := followed(sitemap.Again(state)); !slices.Equal(got, []string{"news.xml", "posts.xml", "pages.xml*"}) {
		t.Errorf("with an unchanged index, due are %q", got)
	}
	state = sitemap.Follow(state, index("posts.xml 1", "pages.xml", "news.xml 0.5", "more.xml 0"), today())
	if got := followed(state); !slices.Equal(got, []string{"news.xml*", "more.xml*", "posts.xml", "pages.xml*"}) {
		t.Errorf("with a changed index, due are %q", got)
	}
	if got := state[0]; got.ETag != `"`+site+`news.xml"` || got.LastModified != "Mon" {
		t.Errorf("its validators are lost: %+v", got)
	}
	if got := state[1]; got.ETag != "" {
		t.Errorf("a new one has validators: %+v", got)
	}
}

// One that can't be had holds nobody up, and is asked again with the next round.
func TestMissed(t *testing.T) {
	t.Parallel()
	list := index("a.xml 1", "b.xml 2")
	state := sitemap.Follow(nil, list, today())
	state = sitemap.Missed(state, site+"a.xml")
	if s, ok := sitemap.Next(state); !ok || s.URL != site+"b.xml" {
		t.Errorf("next is %+v", s)
	}
	state = sitemap.Asked(state, site+"b.xml", "", "")
	if s, ok := sitemap.Next(state); ok {
		t.Errorf("next is %+v and not the index", s)
	}
	for name, again := range map[string][]schema.Sitemap{"unchanged": sitemap.Again(state), "changed": sitemap.Follow(state, list, today())} {
		if got := followed(again); !slices.Equal(got, []string{"a.xml*", "b.xml"}) {
			t.Errorf("with the index %s, due are %q", name, got)
		}
	}
}

func TestRecent(t *testing.T) {
	t.Parallel()
	entries := []document.Entry{
		{GUID: "undated"},
		{GUID: "new", Published: "2026-03-13"},
		{GUID: "old", Published: "2025-03-13"},
		{GUID: "old, changed", Published: "2025-03-13", Updated: "2026-03-13"},
		{GUID: "changed", Updated: "2026-03-13T10:00Z"},
		{GUID: "unchanged", Updated: "2020"},
	}
	names := func(entries []document.Entry) (list []string) {
		for _, e := range entries {
			list = append(list, e.GUID)
		}
		return list
	}
	since := today().Add(-sitemap.Window)
	if diff := cmp.Diff([]string{"undated", "new", "changed"}, names(sitemap.Recent(entries, since))); diff != "" {
		t.Errorf("recent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"new", "changed"}, names(sitemap.First(entries, since))); diff != "" {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	if len(entries) != 6 || entries[5].GUID != "unchanged" {
		t.Error("the argument was changed")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if err := sitemap.Check(&document.Document{Kind: "sitemapindex", Sitemaps: index("a.xml")}); err == nil || !strings.Contains(err.Error(), "within an index") {
		t.Errorf("a nested index: %v", err)
	}
	if err := sitemap.Check(&document.Document{Kind: "sitemap"}); err != nil {
		t.Error(err)
	}
}
