package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// MaxHint caps what a site can ask for by [RetryAfter] and [NotBefore], so that
// no header switches a source off for good. Callers may cap lower.
const MaxHint = 7 * 24 * time.Hour

// RetryAfter is when a site wants to be asked again (RFC 9110 §10.2.3), given
// in seconds or as a date. It is after now and at most [MaxHint] after it;
// false when there is no such header, or it is broken or past.
func RetryAfter(h http.Header, now time.Time) (time.Time, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" { // nearly always, and the error of a date would cost more than all else here
		return time.Time{}, false
	}
	if wait, ok := seconds(value); ok {
		return hint(now, wait)
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return time.Time{}, false
	}
	return hint(now, at.Sub(now))
}

// NotBefore is when it makes sense to ask for a resource again: the later of
// [RetryAfter] and the end of its freshness (RFC 9111 §4.2.1: max-age, else
// Expires less Date, each less Age). It is after now and at most [MaxHint]
// after it; false when the site doesn't say, or asks to revalidate always.
//
// It is a hint to slow down, which is why s-maxage and must-revalidate, both
// for caches that serve others, don't count.
func NotBefore(h http.Header, now time.Time) (time.Time, bool) {
	retry, asked := RetryAfter(h, now)
	fresh, known := hint(now, freshness(h, now))
	switch {
	case !known:
		return retry, asked
	case asked && retry.After(fresh):
		return retry, true
	default:
		return fresh, true
	}
}

// hint is now and the wait, capped; no hint if there is nothing to wait for.
func hint(now time.Time, wait time.Duration) (time.Time, bool) {
	if wait <= 0 {
		return time.Time{}, false
	}
	return now.Add(min(wait, MaxHint)), true
}

// freshness is for how long a response stays fresh; 0 or less if it isn't or doesn't say.
func freshness(h http.Header, now time.Time) time.Duration {
	for _, forbids := range []string{"no-cache", "no-store"} {
		if _, found := directive(h, forbids); found {
			return 0
		}
	}
	age, _ := seconds(strings.TrimSpace(h.Get("Age")))
	if value, found := directive(h, "max-age"); found {
		lifetime, _ := seconds(value)
		return lifetime - age
	}
	value := h.Get("Expires")
	if value == "" {
		return 0
	}
	expires, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		date = now
	}
	return expires.Sub(date) - age // the site's clock on both sides: it may be wrong, but not twice
}

// directive is the value of the first Cache-Control directive of that name, in
// lower case and without quotes.
func directive(h http.Header, name string) (string, bool) {
	for _, line := range h["Cache-Control"] {
		for line != "" {
			var part string
			part, line = cutDirective(line)
			key, value, _ := strings.Cut(part, "=")
			if strings.EqualFold(strings.TrimSpace(key), name) {
				return strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`)), true
			}
		}
	}
	return "", false
}

// cutDirective cuts at the first comma that is not within quotes: private="a, max-age=1" is one directive.
func cutDirective(line string) (part, rest string) {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == '\\' && quoted:
			i++
		case line[i] == ',' && !quoted:
			return line[:i], line[i+1:]
		}
	}
	return line, ""
}

// seconds reads delta-seconds (RFC 9111 §1.2.2): digits only; what is beyond all bounds is [MaxHint].
func seconds(s string) (time.Duration, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > int64(MaxHint/time.Second) {
		return MaxHint, true
	}
	return time.Duration(n) * time.Second, true
}
