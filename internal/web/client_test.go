package web_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/web"
)

func TestGetSendsWhatIsNeededAndNoMore(t *testing.T) {
	t.Parallel()
	var got http.Header
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		http.SetCookie(w, &http.Cookie{Name: "reader", Value: "1"})
		w.WriteHeader(http.StatusNotModified)
	})
	client := newClient(t, web.Deps{}, nil)
	request := web.Request{
		URL:          site.URL + "/feed",
		Accept:       "application/rss+xml, */*;q=0.1",
		ETag:         `W/"a  b,c"`,
		LastModified: "yesterday, or so",
		Header:       http.Header{"Authorization": {"Bearer secret"}, "User-Agent": {"somebody else"}},
	}
	want := http.Header{
		"Accept":            {"application/rss+xml, */*;q=0.1"},
		"Accept-Encoding":   {"gzip, br, zstd"},
		"Authorization":     {"Bearer secret"},
		"If-Modified-Since": {"yesterday, or so"},
		"If-None-Match":     {`W/"a  b,c"`},
		"User-Agent":        {"wirecopy/test (+https://wirecopy.example)"},
	}
	for range 2 { // the second time shows that the cookie is forgotten
		response, err := client.Get(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if response.Status != http.StatusNotModified || len(response.Body) != 0 {
			t.Errorf("got status %d and %d bytes, want 304 and none", response.Status, len(response.Body))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("header on the wire (-want +got):\n%s", diff)
		}
	}
}

func TestGetLeavesOutAValidatorThatCannotBeSent(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header["If-None-Match"] != nil {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	response, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{
		URL: site.URL, ETag: "\"a\nb\"",
		Header: http.Header{"If-None-Match": {`"not by this way"`}},
	})
	if err != nil || response.Status != http.StatusOK {
		t.Errorf("got %v, %v, want an unconditional request", response, err)
	}
}

func TestGetGivesAnyStatus(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("no such page"))
	})
	response, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: site.URL})
	if err != nil {
		t.Fatal(err)
	}
	if response.Status != http.StatusNotFound || response.Body != nil {
		t.Errorf("got status %d and body %q, want 404 and none", response.Status, response.Body)
	}
}

func TestGetUsesConnectionsAgain(t *testing.T) {
	t.Parallel()
	var from []string
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		from = append(from, r.RemoteAddr)
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusGone)
		}
		_, _ = w.Write([]byte("some text"))
	})
	client := newClient(t, web.Deps{}, nil)
	for _, path := range []string{"/", "/gone", "/"} {
		if _, err := client.Get(t.Context(), web.Request{URL: site.URL + path}); err != nil {
			t.Fatal(err)
		}
	}
	if from[0] != from[1] || from[1] != from[2] {
		t.Errorf("requests came from %v, want one connection", from)
	}
}

// serveTLS starts a site that speaks HTTP/2; its certificate is for example.com.
func serveTLS(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	site := httptest.NewUnstartedServer(handler)
	site.EnableHTTP2 = true
	site.StartTLS()
	t.Cleanup(site.Close)
	roots := x509.NewCertPool()
	roots.AddCert(site.Certificate())
	return site, roots
}

func TestGetSpeaksHTTP2(t *testing.T) {
	t.Parallel()
	var from, proto []string
	site, roots := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		from, proto = append(from, r.RemoteAddr), append(proto, r.Proto)
		_, _ = w.Write([]byte("copy"))
	})
	client := newClient(t, web.Deps{RootCAs: roots}, nil)
	for range 2 {
		response, err := client.Get(t.Context(), web.Request{URL: at(t, site, "example.com", "/")})
		if err != nil {
			t.Fatal(err)
		}
		if string(response.Body) != "copy" {
			t.Errorf("body is %q, want copy", response.Body)
		}
	}
	if proto[0] != "HTTP/2.0" || from[0] != from[1] {
		t.Errorf("spoke %v from %v, want HTTP/2 over one connection", proto, from)
	}
}

func TestGetTellsTLSFaults(t *testing.T) {
	t.Parallel()
	site, roots := serveTLS(t, func(http.ResponseWriter, *http.Request) {})
	_, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: at(t, site, "example.com", "/")})
	wantFault(t, err, web.KindTLS)
	_, err = newClient(t, web.Deps{RootCAs: roots}, nil).Get(t.Context(), web.Request{URL: at(t, site, "news.example", "/")})
	wantFault(t, err, web.KindTLS)

	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err = newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: strings.Replace(plain.URL, "http:", "https:", 1)})
	wantFault(t, err, web.KindTLS)
}

func TestGetRefusesUnusableRequests(t *testing.T) {
	t.Parallel()
	client := newClient(t, web.Deps{}, nil)
	for name, request := range map[string]web.Request{
		"no scheme":    {URL: "news.example/feed"},
		"other scheme": {URL: "ftp://news.example/feed"},
		"credentials":  {URL: "http://editor:hunter2@news.example/feed"},
		"odd address":  {URL: "http://0x7f.1/feed"},
		"too long":     {URL: "http://news.example/" + strings.Repeat("a", 9000)},
		"header name":  {URL: "http://news.example/", Header: http.Header{"X Y": {"hunter2"}}},
		"header value": {URL: "http://news.example/", Header: http.Header{"X-Key": {"hunter2\r\nHost: a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := client.Get(t.Context(), request)
			e := wantFault(t, err, web.KindRequest)
			if strings.Contains(e.Error(), "hunter2") {
				t.Errorf("error tells a secret: %v", e)
			}
		})
	}
}

func TestGetTellsConnectionFaults(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	hangUp := serve(t, func(w http.ResponseWriter, _ *http.Request) { write(t, w, "") })
	garbage := serve(t, func(w http.ResponseWriter, _ *http.Request) { write(t, w, "SSH-2.0-wire\r\n\r\n") })
	for url, want := range map[string]web.Kind{
		closed.URL:                web.KindConnect,
		hangUp.URL:                web.KindConnect,
		garbage.URL:               web.KindProtocol,
		"http://nowhere.example/": web.KindDNS,
	} {
		t.Run(string(want), func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: url})
			wantFault(t, err, want)
		})
	}
}

// write sends bytes that are no answer of net/http's making, and hangs up.
func write(t *testing.T, w http.ResponseWriter, raw string) {
	t.Helper()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = conn.Write([]byte(raw))
	conn.Close()
}

func TestGetEndsWithItsContext(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("the beginning"))
		_ = http.NewResponseController(w).Flush()
		close(asked)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-asked
		cancel(errors.New("the wire stops"))
	}()
	_, err := newClient(t, web.Deps{}, nil).Get(ctx, web.Request{URL: site.URL})
	if wantFault(t, err, web.KindCanceled); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v is not recognised as cancelled", err)
	}
}

func TestGetBoundsSlowSites(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	})
	for path, change := range map[string]func(*web.Config){
		"/header": func(c *web.Config) { c.HeaderTimeout = 30 * time.Millisecond },
		"/body":   func(c *web.Config) { c.Timeout = 100 * time.Millisecond },
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, web.Deps{}, change).Get(t.Context(), web.Request{URL: site.URL + path})
			wantFault(t, err, web.KindTimeout)
		})
	}
}

func TestGetIsGuarded(t *testing.T) {
	t.Parallel()
	site := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the site was asked") })
	client := newClient(t, web.Deps{}, func(c *web.Config) { c.AllowNets = nil })
	for _, url := range []string{site.URL, at(t, site, "news.example", "/"), at(t, site, "[::ffff:127.0.0.1]", "/")} {
		_, err := client.Get(t.Context(), web.Request{URL: url})
		e := wantFault(t, err, web.KindForbidden)
		if !strings.Contains(e.Error(), "--allow-net 127.0.0.1/32") {
			t.Errorf("error doesn't say what to do: %v", e)
		}
		refused, ok := errors.AsType[*web.ForbiddenError](err)
		if !ok || refused.Addr != netip.MustParseAddr("127.0.0.1") || refused.Reason != "loopback" {
			t.Errorf("refusal is %+v, want loopback 127.0.0.1", refused)
		}
	}
}

func TestGetCounts(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("copy"))
	})
	registry := prometheus.NewPedanticRegistry()
	client := newClient(t, web.Deps{Registerer: registry}, nil)
	_, _ = client.Get(t.Context(), web.Request{URL: site.URL + "/old"})
	_, _ = client.Get(t.Context(), web.Request{URL: "http://cloud.example/"})
	_, _ = client.Get(t.Context(), web.Request{URL: "gopher://news.example/"})

	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			name := []string{strings.TrimPrefix(family.GetName(), "wirecopy_web_")}
			for _, label := range metric.GetLabel() {
				name = append(name, label.GetValue())
			}
			got[strings.Join(name, " ")] = metric.GetCounter().GetValue() + float64(metric.GetHistogram().GetSampleCount())
		}
	}
	want := map[string]float64{
		"requests_total 2xx": 1, "requests_total 3xx": 1, "requests_total forbidden": 1, "requests_total request": 1,
		"request_seconds": 3, "dials_total": 1, "decoded_bytes_total": 4,
		"wire_bytes_total": 4 + float64(len("<a href=\"/new\">Found</a>.\n\n")),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
}

// lanes is a gate that writes down what it sees.
type lanes struct {
	mu      sync.Mutex
	events  []string
	waiting []bool // by entry: as one who was let in before
	answer  []web.Answer
	refuse  error
}

func (l *lanes) Enter(_ context.Context, host string, redirected bool) (func(web.Answer), error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refuse != nil {
		return nil, l.refuse
	}
	host, _, _ = strings.Cut(host, ":")
	l.events, l.waiting = append(l.events, "enter "+host), append(l.waiting, redirected)
	return func(a web.Answer) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.events = append(l.events, "leave "+host)
		l.answer = append(l.answer, a)
	}, nil
}

func TestGatePassedForEveryHop(t *testing.T) {
	t.Parallel()
	var site *httptest.Server
	site = serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, "/b", http.StatusFound)
		case "/b":
			http.Redirect(w, r, at(t, site, "wire.example", "/c"), http.StatusFound)
		case "/c":
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/short":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("short"))
		}
	})
	gate := new(lanes)
	client := newClient(t, web.Deps{Gate: gate}, nil)
	before := time.Now()
	if _, err := client.Get(t.Context(), web.Request{URL: at(t, site, "news.example", "/a")}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"enter news.example", "leave news.example", "enter news.example", "leave news.example",
		"enter wire.example", "leave wire.example",
	}
	if diff := cmp.Diff(want, gate.events); diff != "" {
		t.Errorf("gate (-want +got):\n%s", diff)
	}
	last := gate.answer[2]
	if last.Status != http.StatusTooManyRequests || last.RetryAfter.Before(before.Add(120*time.Second)) {
		t.Errorf("gate was told %+v, want 429 and two minutes", last)
	}
	if first := gate.answer[0]; first.Status != http.StatusFound || !first.RetryAfter.IsZero() {
		t.Errorf("gate was told %+v, want 302", first)
	}

	if _, err := client.Get(t.Context(), web.Request{URL: site.URL + "/short"}); err == nil {
		t.Fatal("a short body is a success")
	}
	if failed := gate.answer[3]; failed.Kind != web.KindTruncated {
		t.Errorf("gate was told %+v, want a truncated body", failed)
	}
}

func TestWhatFollowsWaitsAtTheGate(t *testing.T) {
	t.Parallel()
	site := serve(t, redirector)
	gate := new(lanes)
	client := newClient(t, web.Deps{Gate: gate}, nil)
	for _, request := range []web.Request{{URL: site.URL + "/go?to=/b"}, {URL: site.URL + "/a?page=2", Follows: true}} {
		if _, err := client.Get(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]bool{false, true, true}, gate.waiting); diff != "" {
		t.Errorf("who waits (-want +got):\n%s", diff)
	}
}

func TestGateRefuses(t *testing.T) {
	t.Parallel()
	site := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the site was asked") })
	full := errors.New("the lane is taken")
	client := newClient(t, web.Deps{Gate: &lanes{refuse: full}}, nil)
	_, err := client.Get(t.Context(), web.Request{URL: site.URL})
	wantFault(t, err, web.KindGate)
	if !errors.Is(err, full) {
		t.Errorf("error %v hides the gate's own", err)
	}
}

// closedGate lets nobody in.
type closedGate struct{}

// Enter waits as long as it may.
func (closedGate) Enter(ctx context.Context, _ string, _ bool) (func(web.Answer), error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestWaitingAtTheGateIsNoFaultOfTheSite(t *testing.T) {
	t.Parallel()
	client := newClient(t, web.Deps{Gate: closedGate{}}, func(c *web.Config) { c.Timeout = 30 * time.Millisecond })
	_, err := client.Get(t.Context(), web.Request{URL: "http://news.example/"})
	wantFault(t, err, web.KindGate)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.Get(ctx, web.Request{URL: "http://news.example/"})
	wantFault(t, err, web.KindCanceled)
}
