package extract_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestDomainOfThePublisher(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.harbour-times.example/a": "harbour-times.example",
		"https://news.harbour.co.uk/a":        "harbour.co.uk",
		"http://192.0.2.7:8080/a":             "192.0.2.7",
		"http://[2001:db8::7]:8080/a":         "2001:db8::7",
		"https://co.uk/a":                     "",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			if got := article(t, extract.Page{URL: address, Body: newsPage("", prose)}).Publisher.Domain; got != want {
				t.Errorf("domain is %q, want %q", got, want)
			}
		})
	}
}
