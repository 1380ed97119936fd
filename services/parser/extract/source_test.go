package extract_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestSources(t *testing.T) {
	t.Parallel()
	office := schema.Organization{Name: "Harbour Office", Domain: "office.example", URL: "https://www.office.example/ice"}
	for name, test := range map[string]struct {
		head, after string
		want        []schema.Organization
	}{
		"none":       {"", `<p>The source of the river: nobody knows.</p>`, nil},
		"line":       {"", `<p>Source: <a href="https://www.office.example/ice">Harbour Office</a></p>`, []schema.Organization{office}},
		"several":    {"", `<p>Quellen: Hafenamt, dpa</p>`, []schema.Organization{{Name: "Hafenamt"}, {Name: "dpa", Domain: "dpa.com"}}},
		"in Chinese": {"", `<p>来源：港口日报</p>`, []schema.Organization{{Name: "港口日报"}}},
		"brackets":   {"", `<p>A second boat is to follow on Tuesday, if the wind stays in the south and the ice holds off (Source: AFP)</p>`, []schema.Organization{{Name: "AFP", Domain: "afp.com"}}},
		"own site":   {`<meta name="original-source" content="https://www.harbour-times.example/a">`, `<p>Source: harbour-times.example</p>`, nil},
		"meta":       {`<meta name="original-source" content="https://www.office.example/a">`, "", []schema.Organization{{Name: "office.example", Domain: "office.example"}}},
		"JSON-LD": {
			`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails","isBasedOn":{"@type":"Report","url":"https://www.office.example/ice","publisher":{"@type":"Organization","name":"Harbour Office"}}}</script>`,
			"",
			[]schema.Organization{office},
		},
		"caption": {"", `<figure><img src="/a.jpg"><figcaption>The ferry. Source: Harbour Office</figcaption></figure>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{Body: newsPage(test.head, "<h1>Ferry sails</h1>"+prose+test.after)})
			if diff := cmp.Diff(test.want, a.InfoSources); diff != "" {
				t.Errorf("sources differ (-want +got):\n%s", diff)
			}
		})
	}
}
