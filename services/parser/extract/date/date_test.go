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
		"2021-12-27T10:00:05:684Z":            "2021-12-27T10:00:05Z",
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
		"Mon Dec 27 10:00:05 UTC 2021":        "2021-12-27T10:00:05Z",
		"Mon, 27 Dec 2021 10:00:05 +0100":     "2021-12-27T10:00:05+01:00",
		"27-Dec-2021 10:00":                   "2021-12-27T10:00Z",
		"20211227T100005Z":                    "2021-12-27T10:00:05Z",
		"20211227100005":                      "2021-12-27T10:00:05Z",
		"20211227":                            "2021-12-27",
		"id 20211227 of the press":            "",
		"18:50 | 27.12.2021":                  "2021-12-27T18:50Z",
		"Publié le 1er août 2021 à 18h50":     "2021-08-01T18:50Z",
		"27/12/2021 às 20h03":                 "2021-12-27T20:03Z",
		"2021. 12. 27. 10:00":                 "2021-12-27T10:00Z",
		"2021. december 27., hétfő 10:00":     "2021-12-27T10:00Z",
		"2021년 12월 27일 오후 3시 5분":              "2021-12-27T15:05Z",
		"令和３年１２月２７日　午前９時４０分":                         "2021-12-27T09:40Z",
		"民國110年12月27日":                               "2021-12-27",
		"٢٧ ديسمبر ٢٠٢١":                             "2021-12-27",
		"27 Δεκεμβρίου 2021, 10:00":                  "2021-12-27T10:00Z",
		"27 दिसंबर 2021":                             "2021-12-27",
		"27 בדצמבר 2021":                             "2021-12-27",
		"27 ธันวาคม 2564":                            "2021-12-27",
		"27 tháng 12, 2021":                          "2021-12-27",
		"Updated 2010 GMT (0410 HKT) March 14, 2021": "2021-03-14",
		"10.12.19": "", // only where dates are known to be short
	} {
		if got, ok := r.Read(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	r := date.New()
	for text, want := range map[string][2]schema.Date{ // the day first, the month first
		"03/04/2021 22:41":             {"2021-04-03T22:41Z", "2021-03-04T22:41Z"},
		"10.12.19":                     {"2019-12-10", "2019-12-10"},
		"28. Juni 201914. Januar 2020": {"2019-06-28", "2019-06-28"},
		"27/12/21":                     {"2021-12-27", "2021-12-27"},
		"3-4-21":                       {"2021-04-03", "2021-03-04"},
		"2021-04-03":                   {"2021-04-03", "2021-04-03"},
	} {
		first, _ := r.ReadIn(text, date.DayFirst)
		second, _ := r.ReadIn(text, date.MonthFirst)
		if got := [2]schema.Date{first, second}; got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	line := "Published 3 March 2021 8:15, updated 5 March 2021 10:00 CET"
	found := date.New().Find(line, date.Unknown)
	if len(found) != 2 || found[0].Date != "2021-03-03T08:15Z" || found[1].Date != "2021-03-05T10:00+01:00" {
		t.Fatalf("found %+v", found)
	}
	if got := line[found[1].At:found[1].End]; got != "5 March 2021" {
		t.Errorf("the second stands at %q", got)
	}
}

func TestOfPath(t *testing.T) {
	t.Parallel()
	r := date.New()
	for path, want := range map[string]schema.Date{
		"/news/2021/12/27/ferry": "2021-12-27", "/home/2017/7/12/montauk": "2017-07-12", "/a/20211227/c_1125597921.htm": "2021-12-27",
		"/ferry-2021-12-27-sails": "2021-12-27", "/2021/12/ferry/": "2021-12", "/article/202404220011": "", "/2021/13/27/x": "",
		"/a-2021": "", "/1984/12/27/orwell": "", "": "", "/2021": "",
	} {
		if got, ok := r.OfPath(path); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Dec. 27, 2021 8:21 pm EST")
	f.Add("2021-12-27T24:00:61+99:99")
	r := date.New()
	f.Fuzz(func(t *testing.T, s string) {
		for _, o := range [...]date.Order{date.Unknown, date.DayFirst, date.MonthFirst} {
			if d, ok := r.ReadIn(s, o); ok && d.Precision() == schema.PrecisionUnknown {
				t.Fatalf("%q gives %q, which is no date", s, d)
			}
		}
		for _, f := range r.Find(s, date.DayFirst) {
			if f.At < 0 || f.End <= f.At || f.End > len(s) || f.Date.Precision() == schema.PrecisionUnknown {
				t.Fatalf("%q gives %+v", s, f)
			}
		}
		if d, ok := r.OfPath(s); ok && d.Precision() == schema.PrecisionUnknown {
			t.Fatalf("path %q gives %q, which is no date", s, d)
		}
	})
}
