package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// station is a site whose /feed leads to /new by a redirect that asks to wait,
// under both of its names, and a client that waits in no time.
type station struct {
	*httptest.Server
	client *Client
	waited []time.Duration
	asked  []*http.Request
}

// newStation makes a station whose redirect has that header Retry-After.
func newStation(t *testing.T, retryAfter string) *station {
	t.Helper()
	s := &station{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		if r.URL.Path == "/feed" {
			w.Header().Set("Retry-After", retryAfter)
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		}
	}))
	t.Cleanup(s.Close)
	config := Defaults()
	config.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	var err error
	if s.client, err = New(config, Deps{Resolver: itself{}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.client.Close)
	s.client.wait = func(_ context.Context, until time.Time) error {
		s.waited = append(s.waited, time.Until(until).Round(time.Second))
		return nil
	}
	return s
}

// itself is where every name leads.
type itself struct{}

func (itself) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

// at is the station's address under a name.
func (s *station) at(name, path string) string {
	return strings.Replace(s.URL, "127.0.0.1", name, 1) + path
}

func TestARedirectIsFollowedNoEarlierThanItAsks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		retryAfter string
		waited     []time.Duration
		later      time.Duration
	}{
		"at once":         {retryAfter: "0"},
		"doesn't say":     {retryAfter: ""},
		"can't be read":   {retryAfter: "soon"},
		"in time":         {retryAfter: "10", waited: []time.Duration{10 * time.Second}},
		"with no time":    {retryAfter: "20", later: 20 * time.Second},
		"an hour":         {retryAfter: "3600", later: time.Hour},
		"a date":          {retryAfter: time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), later: time.Hour},
		"a date, passed":  {retryAfter: time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat)},
		"beyond all caps": {retryAfter: strconv.Itoa(1 << 40), later: MaxHint},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStation(t, test.retryAfter)
			response, err := s.client.Get(t.Context(), Request{URL: s.URL + "/feed"})
			if !slices.Equal(s.waited, test.waited) {
				t.Errorf("waited %s, want %s", s.waited, test.waited)
			}
			if test.later == 0 {
				if err != nil || response.URL != s.URL+"/new" {
					t.Errorf("came to %+v, %v", response, err)
				}
				return
			}
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Kind != KindLater || e.URL != s.URL+"/new" || len(s.asked) != 1 {
				t.Fatalf("after %d requests: %v", len(s.asked), err)
			}
			if wait := time.Until(UntilOf(err)); wait > test.later || wait < test.later-time.Minute {
				t.Errorf("it may be followed in %s, want %s", wait, test.later)
			}
			if diff := cmp.Diff([]Hop{{URL: s.URL + "/feed", Status: 301}}, e.Hops); diff != "" {
				t.Errorf("hops (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAStopEndsTheWaitOfARedirect(t *testing.T) {
	t.Parallel()
	s := newStation(t, "10")
	ctx, cancel := context.WithCancel(t.Context())
	s.client.wait = func(ctx context.Context, until time.Time) error {
		cancel()
		return waitUntil(ctx, until)
	}
	if _, err := s.client.Get(ctx, Request{URL: s.URL + "/feed"}); KindOf(err) != KindCanceled || !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// A redirect that can't be followed tells all the same until when its site wants peace.
func TestARefusedRedirectTellsItsTime(t *testing.T) {
	t.Parallel()
	s := newStation(t, "3600")
	s.client.config.MaxRedirects = 0
	_, err := s.client.Get(t.Context(), Request{URL: s.URL + "/feed"})
	if KindOf(err) != KindRedirect || time.Until(UntilOf(err)) < 59*time.Minute {
		t.Errorf("in %s: %v", time.Until(UntilOf(err)), err)
	}
	if !UntilOf(errors.New("another")).IsZero() {
		t.Error("an error of somebody else has a time")
	}
}

func TestADetourGoesOn(t *testing.T) {
	t.Parallel()
	s := newStation(t, "3600")
	gate := &arrivals{}
	s.client.gate = gate
	feed, next := s.at("news.example", "/feed"), s.at("news.example", "/new")
	request := Request{
		URL: feed, ETag: `"1"`, Header: http.Header{"Authorization": {"secret"}},
		Detour: &Detour{URL: next, Hops: []Hop{{URL: feed, Status: 301}}},
	}
	response, err := s.client.Get(t.Context(), request)
	if err != nil || len(s.asked) != 1 || response.URL != next || response.Moved() != next {
		t.Fatalf("after %d requests: %+v, %v", len(s.asked), response, err)
	}
	if got := s.asked[0].Header; got.Get("If-None-Match") != `"1"` || got.Get("Authorization") != "secret" {
		t.Errorf("sent %v", got)
	}
	if len(gate.redirected) != 1 || gate.redirected[0] {
		t.Error("it entered as one who was let in before")
	}
	for name, detour := range map[string]Detour{
		"to another host":     {URL: s.at("wire.example", "/new"), Hops: []Hop{{URL: feed, Status: 301}}},
		"by way of one":       {URL: next, Hops: []Hop{{URL: feed, Status: 301}, {URL: s.at("wire.example", "/b"), Status: 302}}},
		"by way of what isnt": {URL: next, Hops: []Hop{{URL: "://", Status: 301}}},
	} {
		request.Detour = &detour
		if _, err := s.client.Get(t.Context(), request); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := s.asked[len(s.asked)-1].Header.Get("Authorization"); got != "" {
			t.Errorf("%s, %q was sent", name, got)
		}
	}
}

func TestADetourIsBounded(t *testing.T) {
	t.Parallel()
	s := newStation(t, "")
	hops := make([]Hop, s.client.config.MaxRedirects)
	for i := range hops {
		hops[i] = Hop{URL: s.URL + "/" + strconv.Itoa(i), Status: 302}
	}
	for name, detour := range map[string]Detour{
		"too many": {URL: s.URL + "/feed", Hops: hops},
		"a circle": {URL: s.URL + "/feed", Hops: []Hop{{URL: s.URL + "/new", Status: 302}}},
	} {
		if _, err := s.client.Get(t.Context(), Request{URL: s.URL + "/0", Detour: &detour}); KindOf(err) != KindRedirect {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.client.Get(t.Context(), Request{URL: s.URL + "/0", Detour: &Detour{URL: "file:///etc/passwd"}}); KindOf(err) != KindRequest {
		t.Errorf("an address that can't be used: %v", err)
	}
}

// arrivals is a gate that keeps who said to be redirected.
type arrivals struct{ redirected []bool }

func (a *arrivals) Enter(_ context.Context, _ string, redirected bool) (func(Answer), error) {
	a.redirected = append(a.redirected, redirected)
	return func(Answer) {}, nil
}
