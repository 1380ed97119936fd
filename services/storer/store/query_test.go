package store_test

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func TestPublishedIsNeverAfterDiscovery(t *testing.T) {
	t.Parallel()
	discovered := time.Date(2031, 5, 4, 12, 30, 15, 999, time.FixedZone("", 7200))
	for date, want := range map[schema.Date]string{
		"2031-05-04T11:00:00+02:00": "2031-05-04T09:00:00Z",
		"2031-05-04":                "2031-05-04T00:00:00Z",
		"1850":                      "1850-01-01T00:00:00Z",
		"":                          "2031-05-04T10:30:15Z",
		"tomorrow":                  "2031-05-04T10:30:15Z",
		"2031-05-05":                "2031-05-04T10:30:15Z",
	} {
		a := &schema.Article{DatePublished: date, Discovered: discovered}
		if got := store.Published(a).Format(time.RFC3339Nano); got != want {
			t.Errorf("published %q is %s, want %s", date, got, want)
		}
	}
	a := &schema.Article{VersionCreated: discovered}
	if got := store.Published(a); !got.Equal(discovered.Truncate(time.Second)) {
		t.Errorf("without any date it is %s, want when the version was made", got)
	}
}

func TestFiltersAreReadAlike(t *testing.T) {
	t.Parallel()
	id := schema.FeedID("https://harbour.example/feed.xml")
	for got, want := range map[string]string{
		store.Language("en-GB"): "en", store.Language(" ZH_Hant"): "zh", store.Language("-"): "und",
		store.Publisher("WWW.Harbour.example "):           "harbour.example",
		store.Feed(" https://harbour.example/feed.xml\n"): id, store.Feed(id): id,
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
