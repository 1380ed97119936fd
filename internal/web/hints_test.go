package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"120":                               2 * time.Minute,
		" 120 ":                             2 * time.Minute,
		"Wed, 04 Mar 2026 12:01:00 GMT":     time.Minute,
		"Wednesday, 04-Mar-26 12:01:00 GMT": time.Minute, // RFC 850
		"Wed Mar  4 12:01:00 2026":          time.Minute, // asctime
		"99999999999999999999999":           web.MaxHint,
		"864000":                            web.MaxHint,
		"Wed, 04 Mar 2099 12:01:00 GMT":     web.MaxHint,
		"Wed, 04 Mar 2026 11:59:00 GMT":     0,
		"0":                                 0,
		"-5":                                0,
		"1e3":                               0,
		"soon":                              0,
		"":                                  0,
	} {
		at, ok := web.RetryAfter(http.Header{"Retry-After": {value}}, noon())
		if ok != (want > 0) || ok && at.Sub(noon()) != want {
			t.Errorf("Retry-After: %s is %s, %t, want %s after noon", value, at, ok, want)
		}
	}
	if at, ok := web.RetryAfter(http.Header{}, noon()); ok {
		t.Errorf("no header is %s", at)
	}
}

func TestNotBefore(t *testing.T) {
	t.Parallel()
	const (
		date  = "Wed, 04 Mar 2026 11:00:00 GMT" // the site's clock is an hour slow
		later = "Wed, 04 Mar 2026 11:10:00 GMT"
	)
	for name, test := range map[string]struct {
		header http.Header
		want   time.Duration
	}{
		"nothing":              {http.Header{}, 0},
		"max-age":              {http.Header{"Cache-Control": {"public, MAX-AGE=600"}}, 10 * time.Minute},
		"max-age, quoted":      {http.Header{"Cache-Control": {`max-age="600"`}}, 10 * time.Minute},
		"max-age, second line": {http.Header{"Cache-Control": {"public", " max-age = 600"}}, 10 * time.Minute},
		"max-age less Age":     {http.Header{"Cache-Control": {"max-age=600"}, "Age": {"540"}}, time.Minute},
		"older than max-age":   {http.Header{"Cache-Control": {"max-age=600"}, "Age": {"601"}}, 0},
		"max-age of a year":    {http.Header{"Cache-Control": {"max-age=31536000"}}, web.MaxHint},
		"max-age, broken":      {http.Header{"Cache-Control": {"max-age=soon"}}, 0},
		"max-age over Expires": {http.Header{"Cache-Control": {"max-age=60"}, "Expires": {later}, "Date": {date}}, time.Minute},
		"max-age of 0":         {http.Header{"Cache-Control": {"max-age=0"}, "Expires": {later}, "Date": {date}}, 0},
		"first max-age":        {http.Header{"Cache-Control": {"max-age=60, max-age=600"}}, time.Minute},
		"within quotes":        {http.Header{"Cache-Control": {`private="a, max-age=600, \", no-store", max-age=60`}}, time.Minute},
		"no-cache":             {http.Header{"Cache-Control": {"no-cache, max-age=600"}}, 0},
		"no-store":             {http.Header{"Cache-Control": {"max-age=600", "No-Store"}}, 0},
		"shared caches":        {http.Header{"Cache-Control": {"s-maxage=600"}}, 0},
		"Expires less Date":    {http.Header{"Expires": {later}, "Date": {date}}, 10 * time.Minute},
		"Expires less Age":     {http.Header{"Expires": {later}, "Date": {date}, "Age": {"60"}}, 9 * time.Minute},
		"Expires alone":        {http.Header{"Expires": {"Wed, 04 Mar 2026 12:01:00 GMT"}}, time.Minute},
		"Expires past":         {http.Header{"Expires": {date}, "Date": {date}}, 0},
		"Expires 0":            {http.Header{"Expires": {"0"}}, 0},
		"Retry-After later":    {http.Header{"Cache-Control": {"max-age=60"}, "Retry-After": {"120"}}, 2 * time.Minute},
		"Retry-After sooner":   {http.Header{"Cache-Control": {"max-age=60"}, "Retry-After": {"20"}}, time.Minute},
		"Retry-After only":     {http.Header{"Cache-Control": {"no-store"}, "Retry-After": {"20"}}, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, ok := web.NotBefore(test.header, noon())
			if ok != (test.want > 0) || ok && at.Sub(noon()) != test.want {
				t.Errorf("%v is %s, %t, want %s after noon", test.header, at, ok, test.want)
			}
		})
	}
}

func FuzzHints(f *testing.F) {
	f.Add("120", "max-age=60", "5", "Wed, 04 Mar 2026 11:10:00 GMT", "Wed, 04 Mar 2026 11:00:00 GMT")
	f.Add("Wed, 04 Mar 2026 12:01:00 GMT", `private="a, b\"", max-age="9"`, "", "0", "")
	f.Add("9223372036854775807", "max-age=9223372036854775808", "-1", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT")
	f.Add("", `="\`, ",", "=,", "\"")
	f.Fuzz(func(t *testing.T, retry, control, age, expires, date string) {
		h := http.Header{
			"Retry-After": {retry}, "Cache-Control": {control}, "Age": {age}, "Expires": {expires}, "Date": {date},
		}
		asked, retryOK := web.RetryAfter(h, noon())
		at, ok := web.NotBefore(h, noon())
		for _, hint := range []struct {
			at time.Time
			ok bool
		}{{asked, retryOK}, {at, ok}} {
			if wait := hint.at.Sub(noon()); hint.ok && (wait <= 0 || wait > web.MaxHint) {
				t.Errorf("hint %s is not within a week after noon", hint.at)
			}
		}
		if retryOK && (!ok || at.Before(asked)) {
			t.Errorf("not before %s, %t forgets the Retry-After of %s", at, ok, asked)
		}
	})
}
