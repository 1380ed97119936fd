package fetcher

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// counting is a gate that lets all in, and counts them.
type counting struct{ entered int }

// Enter counts.
func (c *counting) Enter(context.Context, string, bool) (func(web.Answer), error) {
	c.entered++
	return func(web.Answer) {}, nil
}

func TestR13NothingIsSentThatNobodyNeeds(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		http.SetCookie(rw, &http.Cookie{Name: "visitor", Value: "7"})
		if r.URL.Path != "/there" {
			http.Redirect(rw, r, "/there", http.StatusFound)
			return
		}
		serves(rss("a"), "ETag", `"1"`, "Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")(rw, r)
	})
	v.poll()
	v.poll()
	known := []string{"Accept", "Accept-Encoding", "User-Agent", "If-None-Match", "If-Modified-Since", "A-Im"}
	for _, r := range v.site.asked() {
		if r.Method != http.MethodGet || r.URL.RawQuery != "" || r.URL.Path != "/feed.xml" && r.URL.Path != "/there" || r.Close {
			t.Errorf("asked: %s %s, close %t", r.Method, r.URL, r.Close)
		}
		for name, values := range r.Header {
			if !slices.Contains(known, name) {
				t.Errorf("%s was sent: %q", name, values)
			}
		}
	}
	if n := len(v.site.asked()); n != 4 {
		t.Errorf("%d requests for two polls by way of a redirect", n)
	}
}

func TestR14ConnectionsAreKept(t *testing.T) {
	t.Parallel()
	s, connections := newSilentSite(t), new(atomic.Int64)
	s.Config.ConnState = countNew(connections)
	s.Start()
	v := newVisitsOf(t, s, web.Deps{})
	for range 4 {
		v.poll()
	}
	if n := connections.Load(); n != 1 || len(s.asked()) != 4 {
		t.Errorf("%d connections for %d requests", n, len(s.asked()))
	}
}

func TestR14SitesAreAskedByHTTP2(t *testing.T) {
	t.Parallel()
	s, connections := newSilentSite(t), new(atomic.Int64)
	s.Config.ConnState = countNew(connections)
	s.EnableHTTP2 = true
	s.StartTLS()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	v := newVisitsOf(t, s, web.Deps{RootCAs: roots})
	for range 3 {
		v.poll()
	}
	if n := connections.Load(); n != 1 || len(s.asked()) != 3 {
		t.Errorf("%d connections for %d requests", n, len(s.asked()))
	}
	for _, r := range s.asked() {
		if r.ProtoMajor != 2 {
			t.Errorf("asked by %s", r.Proto)
		}
	}
}

func countNew(n *atomic.Int64) func(conn net.Conn, state http.ConnState) {
	return func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			n.Add(1)
		}
	}
}

func TestR14OneRequestAtATimeAndASpacing(t *testing.T) {
	t.Parallel()
	const spacing = 100 * time.Millisecond
	w := newWire(t, lanes(spacing))
	var mu sync.Mutex
	var begins, ends []time.Time
	w.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		begins = append(begins, time.Now())
		mu.Unlock()
		serves(rss("a"))(rw, r)
		mu.Lock()
		ends = append(ends, time.Now())
		mu.Unlock()
	})
	const feeds = 5
	for n := range feeds - 1 {
		if _, err := w.catalogue.Add(t.Context(), catalogue.New(fmt.Sprintf("%s/%d.xml", w.site.URL, n), now())); err != nil {
			t.Fatal(err)
		}
	}
	w.fetcher.config.FirstPolls = 1000
	w.run()
	w.eventually("all feeds are polled", func() bool { return len(w.site.asked()) == feeds })
	mu.Lock()
	defer mu.Unlock()
	for i := 1; i < len(begins); i++ {
		if pause := begins[i].Sub(ends[i-1]); pause < spacing {
			t.Errorf("request %d began %s after the one before had ended", i+1, pause)
		}
	}
}

func TestR15BodiesComeCompressedAndAreBounded(t *testing.T) {
	t.Parallel()
	for name, encode := range map[string]func(b *bytes.Buffer, s string){
		"gzip": func(b *bytes.Buffer, s string) { z := gzip.NewWriter(b); z.Write([]byte(s)); z.Close() },
		"br":   func(b *bytes.Buffer, s string) { z := brotli.NewWriter(b); z.Write([]byte(s)); z.Close() },
		"zstd": func(b *bytes.Buffer, s string) { z, _ := zstd.NewWriter(b); z.Write([]byte(s)); z.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			var feed, bomb bytes.Buffer
			encode(&feed, rss("a"))
			encode(&bomb, strings.Repeat(" ", 32<<20))
			v.site.answers(serves(feed.String(), "Content-Encoding", name))
			if state := v.poll(); state.Fresh != 1 || v.site.sent("Accept-Encoding") != "gzip, br, zstd" {
				t.Errorf("offered %q, state %+v", v.site.sent("Accept-Encoding"), state)
			}
			v.site.answers(serves(bomb.String(), "Content-Encoding", name))
			if state := v.poll(); state.Failures != 1 || !strings.Contains(state.Error, "bytes") {
				t.Errorf("of a bomb of %d bytes: %+v", bomb.Len(), state)
			}
		})
	}
}

func TestR16TheUserAgentSaysWhoAndWhere(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	client, err := stage.Web{AllowNet: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}.Client(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	v.web = client
	v.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed.xml" {
			http.Redirect(rw, r, "/there", http.StatusFound)
			return
		}
		serves(rss("a"))(rw, r)
	})
	v.poll()
	v.poll()
	first := v.site.asked()[0].Header.Get("User-Agent")
	product, contact, _ := strings.Cut(first, " ")
	if name, version, _ := strings.Cut(product, "/"); name != "wirecopy" || version == "" || !strings.HasPrefix(contact, "(+https://") {
		t.Errorf("User-Agent is %q", first)
	}
	for _, r := range v.site.asked() {
		if got := r.Header.Get("User-Agent"); got != first {
			t.Errorf("User-Agent is %q, and was %q", got, first)
		}
	}
}

func TestR17AcceptNamesFeedTypes(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.poll()
	for _, kind := range []string{"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/xml", "text/xml", "*/*"} {
		if got := v.site.sent("Accept"); !strings.Contains(got, kind) {
			t.Errorf("Accept is %q, without %s", got, kind)
		}
	}
}

func TestR21RobotsCountForWhatWeFindAndNotForFeedsThatAreGiven(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	feed := w.site.answer
	w.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(rw, "User-agent: *\nDisallow: /\n")
			return
		}
		feed(rw, r)
	})
	if state := w.poll(); state.Health != schema.HealthOK || len(w.site.asked()) != 1 {
		t.Errorf("%d requests, state %+v", len(w.site.asked()), state)
	}
	bucket, err := w.bus.Bucket(t.Context(), schema.BucketHosts)
	if err != nil {
		t.Fatal(err)
	}
	permits := robots.New(robots.Config{}, robots.Deps{Web: w.web, Bucket: bucket, Lanes: lane.NewLocal(lane.Config{})})
	_, err = w.web.Get(t.Context(), web.Request{URL: w.items()[0].URL, Allow: permits.Allowed})
	asked := w.site.asked()
	if web.KindOf(err) != web.KindRefused || asked[len(asked)-1].URL.Path != "/robots.txt" || len(asked) != 2 {
		t.Errorf("a page: %v, after %d requests", err, len(asked))
	}
}

func TestR23DNSIsCachedAndWhatWasCheckedIsDialled(t *testing.T) {
	t.Parallel()
	s, dns := newSilentSite(t), &rebinding{}
	s.Config.SetKeepAlivesEnabled(false) // a connection for each request
	s.Start()
	v := newVisitsOf(t, s, web.Deps{Resolver: dns})
	v.feed.URL = s.at("harbour.example", "/feed.xml")
	for range 3 {
		if state := v.poll(); state.Failures != 0 {
			t.Fatalf("state is %+v", state)
		}
	}
	if n := dns.lookups("harbour.example"); n != 1 || len(s.asked()) != 3 {
		t.Errorf("%d lookups for %d connections", n, len(s.asked()))
	}
	v.feed.URL = s.at("private.example", "/feed.xml")
	if state := v.poll(); state.Health != schema.HealthBlocked || !strings.Contains(state.Error, "10.0.0.1") || len(s.asked()) != 3 {
		t.Errorf("a name of a private address: %+v", state)
	}
}

// rebinding is a DNS that gives an address that may be asked, and a private one to
// whoever asks again.
type rebinding struct {
	mu    sync.Mutex
	asked map[string]int
}

func (r *rebinding) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	host = strings.TrimSuffix(host, ".")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asked == nil {
		r.asked = map[string]int{}
	}
	r.asked[host]++
	if host == "private.example" || r.asked[host] > 1 {
		return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func (r *rebinding) lookups(host string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked[host]
}
