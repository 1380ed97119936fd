package licence_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/licence"
)

func TestFind(t *testing.T) {
	t.Parallel()
	f := licence.NewFinder()
	for text, want := range map[string][3]string{ // name, address, rest
		"Quay 10 / flickr (CC BY-NC-ND 2.0)": {"CC-BY-NC-ND-2.0", "https://creativecommons.org/licenses/by-nc-nd/2.0/", "Quay 10 / flickr"},
		"Ann Lee, CC-BY-SA-4.0":              {"CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "Ann Lee"},
		"Ann Lee (cc by 2.0)":                {"CC-BY-2.0", "https://creativecommons.org/licenses/by/2.0/", "Ann Lee"},
		"Ann Lee/Wikimedia CC BY-SA":         {"CC-BY-SA", "", "Ann Lee/Wikimedia"},
		"Ann Lee, CC0":                       {"CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "Ann Lee"},
		"Ann Lee, Creative Commons Attribution-NonCommercial-ShareAlike 3.0": {"CC-BY-NC-SA-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/", "Ann Lee"},
		"NASA (public domain)":          {"LicenseRef-Public-Domain", "", "NASA"},
		"A boat with a CCTV camera":     {"", "", "A boat with a CCTV camera"},
		"The access by-law of the port": {"", "", "The access by-law of the port"},
	} {
		l, rest, _ := f.Find(text)
		if l.Name != want[0] || l.URL != want[1] || rest != want[2] {
			t.Errorf("%q: %+v, rest %q", text, l, rest)
		}
	}
}

func TestFromURL(t *testing.T) {
	t.Parallel()
	f := licence.NewFinder()
	if l, ok := f.FromURL("http://creativecommons.org/licenses/by-nc/3.0/deed.de"); !ok || l.Name != "CC-BY-NC-3.0" {
		t.Errorf("licence %+v", l)
	}
	if l, ok := f.FromURL("https://paper.example/terms"); ok {
		t.Errorf("licence %+v of the paper's own terms", l)
	}
}
