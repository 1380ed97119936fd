package web

import (
	"net/url"
	"strings"
	"testing"
)

func FuzzResolve(f *testing.F) {
	for _, location := range []string{
		"", "/a", "?b", "#c", "//wire.example:99/a", "https://wire.example/ä?b=c d#e", "../../a%zz", "http:/a", "http:a",
		"\\\\wire.example", "http://a@b/", "http://[::1]:80/", "http://[::1%25eth0]/", "http://wire.example\\@b/",
		"http://0x7f.1/", "http://b\u00fccher.example/%", "HTTP://WIRE.EXAMPLE:80", "javascript:alert(1)", "a:b", "://", "http://\x00/",
	} {
		f.Add(location)
	}
	base, err := parseAddress("http://news.example/feeds/all?x=1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, location string) {
		next, err := base.resolve(location)
		if err != nil {
			return
		}
		s := next.String()
		for _, c := range []byte(s) {
			if c <= ' ' || c >= 0x7f {
				t.Fatalf("%q leads to %q, which can't stand in a request line", location, s)
			}
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Host != next.host || u.Fragment != "" {
			t.Fatalf("%q leads to %q, which reads as %+v, %v", location, s, u, err)
		}
		again, err := parseAddress(s)
		if err != nil || again.String() != s || again.host != next.host {
			t.Fatalf("%q leads to %q, which leads to %v, %v", location, s, again, err)
		}
		if strings.ContainsAny(next.host, "@/\\?# ") {
			t.Fatalf("%q leads to the host %q", location, next.host)
		}
	})
}
