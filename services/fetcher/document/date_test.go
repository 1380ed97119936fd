package document_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

func TestDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]schema.Date{
		// as the standards have it
		"Mon, 21 Jan 2008 08:56:01 +0300": "2008-01-21T08:56:01+03:00",
		"Mon, 21 Jan 2008 08:56:01 GMT":   "2008-01-21T08:56:01Z",
		"21 Jan 2008 08:56 GMT":           "2008-01-21T08:56Z",
		"2008-01-21T08:56:01Z":            "2008-01-21T08:56:01Z",
		"2008-01-21T08:56:01.123-05:00":   "2008-01-21T08:56:01-05:00",
		"2008-01-21T08:56+03:00":          "2008-01-21T08:56+03:00",
		"2008-01-21":                      "2008-01-21",
		"2008-01":                         "2008-01",
		"2008":                            "2008",
		"Sun Jan  6 16:29:06 PST 2008":    "2008-01-06T16:29:06-08:00",
		"Sunday, 06-Jan-08 16:29:06 GMT":  "2008-01-06T16:29:06Z",
		// what gofeed leaves empty
		"Mon, 21 Jan 2008 8:56 am PST":                                   "2008-01-21T08:56-08:00",
		"Mon, 21 Jan 2008 12:05 a.m.":                                    "2008-01-21T00:05Z",
		"Mon, 21 Jan 2008 12:05:00 P.M. EST":                             "2008-01-21T12:05:00-05:00",
		"Mon, 21 Jan 2008 24:00:00 GMT":                                  "2008-01-22T00:00:00Z",
		"1200905761":                                                     "2008-01-21T08:56:01Z",
		"1200905761000":                                                  "2008-01-21T08:56:01Z",
		"Mon, 21 Jan 08 08:56:01 EST":                                    "2008-01-21T08:56:01-05:00",
		"Wednesday, January 1, 2020 - 10:00":                             "2020-01-01T10:00Z",
		"Montag, 21. Januar 2008, 08:56 Uhr":                             "2008-01-21T08:56Z",
		"Mo, 21 Dez 2008 08:56:01 MEZ":                                   "2008-12-21T08:56:01+01:00",
		"Пн, 21 янв 2008 08:56:01 MSK":                                   "2008-01-21T08:56:01+03:00",
		"21 января 2008 г., 08:56":                                       "2008-01-21T08:56Z",
		"mar., 22 janv. 2008 08:56:01 +0100":                             "2008-01-22T08:56:01+01:00", // Tuesday, not March
		"lun, 21 ene 2008 08:56:01 -0300":                                "2008-01-21T08:56:01-03:00",
		"Seg, 21 Fev 2008 08:56:01 BRT":                                  "2008-02-21T08:56:01-03:00",
		"pon, 21 sty 2008 08:56:01 CET":                                  "2008-01-21T08:56:01+01:00",
		"Δευ, 21 Ιαν 2008 08:56:01 EET":                                  "2008-01-21T08:56:01+02:00",
		"2004-július-13T9:15-05:00":                                      "2004-07-13T09:15-05:00",
		"2008年1月21日 08:56":                                               "2008-01-21T08:56Z",
		"2004년 05월 28일  01:31:15":                                        "2004-05-28T01:31:15Z",
		"2004-05-25 오후 11:23:17":                                         "2004-05-25T23:23:17Z",
		"Mon, 21 Jan 2008 08:56:01 GMT+0300":                             "2008-01-21T08:56:01+03:00",
		"Mon Jan 21 2008 08:56:01 GMT-0700 (Mountain Standard Time) MST": "2008-01-21T08:56:01-07:00",
		"20080121T085601Z":                                               "2008-01-21T08:56:01Z",
		"20080121085601":                                                 "2008-01-21T08:56:01Z",
		"20080121":                                                       "2008-01-21",
		"21.01.2008 08:56":                                               "2008-01-21T08:56Z",
		"21.1.08":                                                        "2008-01-21",
		"21/01/2008":                                                     "2008-01-21",
		"01/21/2008":                                                     "2008-01-21",
		"02/03/2008":                                                     "2008-03-02",
		"2/3/2008 3:04:05 PM":                                            "2008-02-03T15:04:05Z", // American
		"January 21st, 2008":                                             "2008-01-21",
		"Jan 2008":                                                       "2008-01",
		"21 Jan 1999 08:56 -0000":                                        "1999-01-21T08:56Z",
		"Mon, 21 Jan 2008 23:59:60 GMT":                                  "2008-01-21T23:59:59Z",
		"Mon, 21 Jan 2008 08h56":                                         "2008-01-21T08:56Z",
		// what says nothing
		"":                              "",
		"yesterday":                     "",
		"0":                             "",
		"0001-01-01T00:00:00Z":          "",
		"1970-01-01T00:00:00Z":          "",
		"0000-00-00 00:00:00":           "",
		"2008-13-01":                    "",
		"30 Feb 2008":                   "",
		"21 Jan":                        "",
		"Mon, 21 Jan 2008 25:00:00 GMT": "",
		"Mon, 21 Jan 2008 10:75 GMT":    "",
		"\xff\xfe 2008":                 "2008",
	} {
		got := document.ParseDate(text)
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if _, err := got.Time(); err != nil {
			t.Errorf("%q is not a date: %s", text, err)
		}
	}
}

// Of several elements that can hold it, the first that can be read is the date.
func TestDateOfPublication(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		item string
		want schema.Date
	}{
		"pubDate":            {`<pubDate>21 Jan 2008</pubDate><dc:date>2009-01-01</dc:date>`, "2008-01-21"},
		"dc:date":            {`<pubDate>soon</pubDate><dc:date>2009-01-01</dc:date>`, "2009-01-01"},
		"dcterms":            {`<dcterms:issued>2009-01-02</dcterms:issued>`, "2009-01-02"},
		"Atom within RSS":    {`<atom:published>2009-01-03</atom:published>`, "2009-01-03"},
		"without a standard": {`<date>2009-01-04</date>`, "2009-01-04"},
		"updated isn't":      {`<atom:updated>2009-01-05</atom:updated>`, ""},
	} {
		if got := entry(t, channel("<item><link>/a</link>"+test.item+"</item>")).Published; got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"Mon, 21 Jan 2008 8:56 am PST", "2008-01-21T08:56:01.1+03:00", "2008年1月21日", "1200905761", "21.1.08 10h", "+-:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := document.ParseDate(text).Time(); err != nil {
			t.Errorf("%q: %s", text, err)
		}
	})
}
