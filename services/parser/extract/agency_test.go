package extract_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

var update = flag.Bool("update", false, "write the expected records anew")

// TestAgencyPage holds the page that matters most to its record, field by field:
// a newspaper's page of an agency's story.
func TestAgencyPage(t *testing.T) {
	t.Parallel()
	a := article(t, extract.Page{
		Body: fixture(t, "agency.html"),
		Item: &schema.Item{
			URL:        pageURL + "?utm_source=rss",
			Title:      "Northland Asks Islanders to Lift ‘Endless’ Ferry Ban",
			Feed:       schema.FeedRef{ID: "f1", URL: "https://www.harbour-times.example/rss/news", Title: "The Harbour Times - News"},
			Discovered: time.Date(2021, 12, 27, 18, 0, 0, 0, time.UTC),
			Categories: []string{"ferries"},
			Language:   "en",
		},
	})
	got, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/agency.json", append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var want schema.Article
	if err := json.Unmarshal(fixture(t, "agency.json"), &want); err != nil {
		t.Fatal(err)
	}
	var have schema.Article
	if err := json.Unmarshal(got, &have); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("record differs (-want +got):\n%s", diff)
	}
}
