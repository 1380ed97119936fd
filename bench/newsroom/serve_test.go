package newsroom_test

import (
	"bytes"
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

func TestConditionalRequests(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Speed, c.MaxAge = 3600, time.Minute })
	const past = "Mon, 01 Jan 2029 00:00:00 GMT"
	for name, url := range map[string]string{"feed": n.Feeds()[0].URL, "page": truth(n)[0].URL} {
		first := get(t, url)
		tag, modified := first.header.Get("ETag"), first.header.Get("Last-Modified")
		tests := []struct {
			name    string
			headers []string
			want    int
		}{
			{"no validator", nil, 200},
			{"tag", []string{"If-None-Match", tag}, 304},
			{"tag, weakly", []string{"If-None-Match", "W/" + strings.TrimPrefix(tag, "W/")}, 304},
			{"tag among others", []string{"If-None-Match", `"a", ` + tag + `,"b"`}, 304},
			{"any tag", []string{"If-None-Match", "*"}, 304},
			{"other tag", []string{"If-None-Match", `"other"`}, 200},
			{"tag of the other coding", []string{"If-None-Match", tag, "Accept-Encoding", "gzip"}, 200},
			{"date", []string{"If-Modified-Since", modified}, 304},
			{"date before", []string{"If-Modified-Since", past}, 200},
			{"date that is none", []string{"If-Modified-Since", "yesterday"}, 200},
			{"tag outranks date", []string{"If-None-Match", tag, "If-Modified-Since", past}, 304},
			{"other tag outranks date", []string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200},
		}
		for _, test := range tests {
			got := get(t, url, test.headers...)
			if got.status != test.want {
				t.Errorf("%s with %s: %d, want %d", name, test.name, got.status, test.want)
			}
			if got.status == 304 && (len(got.body) > 0 || got.header.Get("ETag") == "" || got.header.Get("Last-Modified") != modified) {
				t.Errorf("%s with %s: 304 has %d bytes and %v", name, test.name, len(got.body), got.header)
			}
			if age := got.header.Get("Cache-Control"); name == "feed" && age != "max-age=60" {
				t.Errorf("feed with %s: Cache-Control is %q", test.name, age)
			}
		}
		clock.turn(time.Hour) // more than a month: the feed changes, the page never does
		want := map[string]int{"feed": 200, "page": 304}[name]
		for _, header := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", modified}} {
			if got := get(t, url, header...); got.status != want {
				t.Errorf("%s with an old %s: %d, want %d", name, header[0], got.status, want)
			}
		}
	}
}

func TestGzipWhenAskedFor(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	for _, url := range []string{n.Feeds()[0].URL, truth(n)[0].URL} {
		plain := get(t, url)
		for accept, zipped := range map[string]bool{
			"gzip": true, "br;q=1, gzip;q=0.5": true, "*": true, "GZIP": true,
			"identity": false, "gzip;q=0": false, "br": false,
		} {
			got := get(t, url, "Accept-Encoding", accept)
			if (got.header.Get("Content-Encoding") == "gzip") != zipped || got.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("Accept-Encoding %s: %v", accept, got.header)
				continue
			}
			body := got.body
			if zipped {
				if body = unzipped(t, bytes.NewReader(body)); got.header.Get("ETag") == plain.header.Get("ETag") {
					t.Errorf("both codings have the tag %s", got.header.Get("ETag"))
				}
			}
			if !bytes.Equal(body, plain.body) {
				t.Errorf("Accept-Encoding %s: another body", accept)
			}
		}
	}
}

func TestAddressesThatMeanNothing(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	a := truth(n)[0]
	base := "http://" + strings.SplitN(a.URL, "/", 4)[2]
	for path, want := range map[string]int{
		"/": 200, "/feed": 404, "/news/999999999999": 404, "/news/99999999999999999999": 404, "/sitemap-1999-01.xml": 404, "/sitemap-2031-5.xml": 404, "/story?id=-1": 404,
		"/some-other-headline-0.html": 404, "/img/x.jpg": 200, "/robots.txt": 200,
	} {
		if got := get(t, base+path); got.status != want {
			t.Errorf("%s answers %d, want %d", path, got.status, want)
		}
	}
	separator := "?"
	if strings.Contains(a.URL, "?") {
		separator = "&"
	}
	if got := get(t, a.URL+separator+"utm_source=feed"); got.status != 200 {
		t.Errorf("a tracking parameter makes it %d", got.status)
	}
}

func TestOtherMethods(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for method, want := range map[string]int{"HEAD": 200, "POST": 405} {
		request, _ := http.NewRequestWithContext(t.Context(), method, n.Feeds()[0].URL, http.NoBody)
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s answers %d, want %d", method, response.StatusCode, want)
		}
		if method == "HEAD" && response.ContentLength <= 0 {
			t.Errorf("HEAD says that there are %d bytes", response.ContentLength)
		}
	}
}

func TestNetworksAreExactlyTheAddresses(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	want := make(map[netip.Prefix]bool)
	for _, f := range n.Feeds() {
		at := netip.MustParseAddrPort(strings.SplitN(f.URL, "/", 4)[2])
		want[netip.PrefixFrom(at.Addr(), 32)] = true
	}
	got := n.Networks()
	for _, network := range got {
		if !want[network] {
			t.Errorf("%s has no feed", network)
		}
	}
	if len(got) != len(want) {
		t.Errorf("networks are %v, want %d", got, len(want))
	}
}

func TestRunStopsWithRequestsInHand(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	client := http.Client{Transport: new(http.Transport)} // keeps its connection
	defer client.CloseIdleConnections()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, n.Feeds()[0].URL, http.NoBody)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("a clean stop is %v", err)
	}
	if response, err := client.Do(request); err == nil {
		response.Body.Close()
		t.Error("the host still answers")
	}
}

func TestRunTellsWhatFailed(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if err := n.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "127.0.0.") {
		t.Errorf("error is %v", err)
	}
}
