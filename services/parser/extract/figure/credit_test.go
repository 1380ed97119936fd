package figure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/figure"
	"github.com/wirecopy/wirecopy/services/parser/extract/licence"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	r := figure.New(licence.NewFinder(), agency.New())
	for name, test := range map[string]struct {
		caption, credit string
		want            schema.Image
	}{
		"credit and licence in an element": {
			"Maren Lindqvist. Quay 10 / flickr (CC BY-NC-ND 2.0)", "Quay 10 / flickr (CC BY-NC-ND 2.0)",
			schema.Image{Caption: "Maren Lindqvist.", CreditText: "Quay 10 / flickr", Creator: "Quay 10", License: "CC-BY-NC-ND-2.0", LicenseURL: "https://creativecommons.org/licenses/by-nc-nd/2.0/"},
		},
		"credit and licence in the text": {
			"Maren Lindqvist. Quay 10 / flickr (CC BY-NC-ND 2.0)", "",
			schema.Image{Caption: "Maren Lindqvist.", CreditText: "Quay 10 / flickr", Creator: "Quay 10", License: "CC-BY-NC-ND-2.0", LicenseURL: "https://creativecommons.org/licenses/by-nc-nd/2.0/"},
		},
		"label":           {"The boat. Photo: Ann Lee", "", schema.Image{Caption: "The boat.", CreditText: "Ann Lee", Creator: "Ann Lee"}},
		"copyright sign":  {"The boat. © Ann Lee", "", schema.Image{Caption: "The boat.", CreditText: "Ann Lee", Creator: "Ann Lee", CopyrightNotice: "© Ann Lee"}},
		"brackets":        {"The boat at its berth. (AP Photo/Ann Lee)", "", schema.Image{Caption: "The boat at its berth.", CreditText: "AP Photo/Ann Lee", Creator: "Ann Lee"}},
		"through another": {"", "Ann Lee/AFP via Getty Images", schema.Image{CreditText: "Ann Lee/AFP via Getty Images", Creator: "Ann Lee"}},
		"agency alone":    {"The boat at its berth. Reuters", "", schema.Image{Caption: "The boat at its berth.", CreditText: "Reuters"}},
		"no credit":       {"The boat at its berth in (northern) Vik.", "", schema.Image{Caption: "The boat at its berth in (northern) Vik."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, r.Split(test.caption, test.credit)); diff != "" {
				t.Errorf("picture differs (-want +got):\n%s", diff)
			}
		})
	}
}
