package date_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
)

func TestRead(t *testing.T) {
	t.Parallel()
	r := date.New()
	for text, want := range map[string]schema.Date{
		"2021-12-27":                          "2021-12-27",
		"2021-12-27T10:00:05.123+03:00":       "2021-12-27T10:00:05+03:00",
		"2021-12-27T10:00:05+0300":            "2021-12-27T10:00:05+03:00",
		"2021-12-27 10:00":                    "2021-12-27T10:00Z",
		"2021-12-27T10:00Z":                   "2021-12-27T10:00Z",
		"December 27, 2021":                   "2021-12-27",
		"Dec. 27, 2021 8:21 pm EST":           "2021-12-27T20:21-05:00",
		"Mon, 27 Dec 2021 10:00:05 GMT":       "2021-12-27T10:00:05Z",
		"27 декабря 2021, 10:00":              "2021-12-27T10:00Z",
		"27 de diciembre de 2021":             "2021-12-27",
		"27. Dezember 2021":                   "2021-12-27",
		"27.12.2021 - 18:50 Uhr":              "2021-12-27T18:50Z",
		"2021年12月27日":                         "2021-12-27",
		"12/27/2021":                          "2021-12-27",
		"1640599205":                          "2021-12-27T10:00:05Z",
		"03/04/2021":                          "", // April or March
		"27 December":                         "", // of which year?
		"2021-02-31":                          "",
		"2021-13-01":                          "",
		"soon":                                "",
		"":                                    "",
		"Published on 3rd of March 2021, 2pm": "2021-03-03",
	} {
		if got, ok := r.Read(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got, _ := r.OfPath("/news/2021/12/27/ferry"); got != "2021-12-27" {
		t.Errorf("date of a path is %q", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Dec. 27, 2021 8:21 pm EST")
	f.Add("2021-12-27T24:00:61+99:99")
	r := date.New()
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := r.Read(s); ok && d.Precision() == schema.PrecisionUnknown {
			t.Fatalf("%q gives %q, which is no date", s, d)
		}
	})
}
