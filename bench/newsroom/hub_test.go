package newsroom_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

// hubbed opens a newsroom whose every feed has a hub, and in which a turn of the
// clock brings news.
func hubbed(tb testing.TB, change func(*newsroom.Config)) (*newsroom.Newsroom, *hands) {
	tb.Helper()
	return run(tb, func(c *newsroom.Config) {
		c.Feeds, c.Hosts, c.Speed, c.PerDay, c.Hub = 12, 4, 1, 20_000, 1
		if change != nil {
			change(c)
		}
	})
}

// reader is a subscriber that agrees to everything and notes what it is sent.
type reader struct {
	*httptest.Server
	calls chan call
	agree bool
}

type call struct {
	method, signature, body string
	query                   url.Values
}

func newReader(tb testing.TB, agree bool) *reader {
	tb.Helper()
	r := &reader{calls: make(chan call, 100), agree: agree}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		r.calls <- call{request.Method, request.Header.Get("X-Hub-Signature"), string(body), request.URL.Query()}
		switch {
		case request.Method == http.MethodPost && strings.HasPrefix(request.URL.Path, "/gone"):
			w.WriteHeader(http.StatusGone)
		case r.agree:
			_, _ = io.WriteString(w, request.URL.Query().Get("hub.challenge"))
		}
	}))
	tb.Cleanup(r.Close)
	return r
}

func (r *reader) next(tb testing.TB) call {
	tb.Helper()
	select {
	case c := <-r.calls:
		return c
	case <-time.After(10 * time.Second):
		tb.Fatal("the hub doesn't call")
		return call{}
	}
}

// wants asks the hub for a subscription or its end.
func wants(tb testing.TB, n *newsroom.Newsroom, mode, topic, callback string) int {
	tb.Helper()
	form := url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.callback": {callback}, "hub.secret": {"s"}, "hub.lease_seconds": {"3600"}}
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, n.HubURL(), strings.NewReader(form.Encode()))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Close = true
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// statistics waits until the hub's are as they should be.
func statistics(tb testing.TB, n *newsroom.Newsroom, holds func(newsroom.HubStatistics) bool) {
	tb.Helper()
	deadline, tick := time.After(10*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !holds(n.HubStatistics()) {
		select {
		case <-tick.C:
		case <-deadline:
			tb.Fatalf("statistics are %+v", n.HubStatistics())
		}
	}
}

func TestHubVerifiesPushesAndEnds(t *testing.T) {
	t.Parallel()
	n, clock := hubbed(t, nil)
	r, topic := newReader(t, true), n.Feeds()[0].URL
	if status := wants(t, n, "subscribe", topic, r.URL+"/a?x=1"); status != http.StatusAccepted {
		t.Fatalf("asked, got %d", status)
	}
	c := r.next(t)
	if c.method != http.MethodGet || c.query.Get("hub.mode") != "subscribe" || c.query.Get("hub.topic") != topic ||
		c.query.Get("hub.lease_seconds") != "3600" || c.query.Get("x") != "1" || len(c.query.Get("hub.challenge")) < 20 {
		t.Fatalf("verified by %+v", c)
	}
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Active == 1 })
	clock.turn(10 * time.Minute)
	c = r.next(t)
	mac := hmac.New(sha256.New, []byte("s"))
	_, _ = io.WriteString(mac, c.body)
	if c.method != http.MethodPost || c.signature != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		t.Fatalf("pushed %s with %q", c.method, c.signature)
	}
	if now := get(t, topic); string(now.body) != c.body {
		t.Error("what was pushed is not the feed")
	}
	wants(t, n, "unsubscribe", topic, r.URL+"/a?x=1")
	if c = r.next(t); c.query.Get("hub.mode") != "unsubscribe" {
		t.Fatalf("the end is verified by %+v", c)
	}
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Active == 0 && s.Ended == 1 && s.Delivered == 1 })
}

func TestHubTakesNoForWhatItIs(t *testing.T) {
	t.Parallel()
	n, clock := hubbed(t, nil)
	topic := n.Feeds()[0].URL
	wants(t, n, "subscribe", topic, newReader(t, false).URL)
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Refused == 1 && s.Active == 0 })
	wants(t, n, "subscribe", topic, newReader(t, true).URL+"/gone")
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Active == 1 })
	clock.turn(10 * time.Minute)
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Active == 0 && s.Ended == 1 && s.Failed == 0 })
}

func TestHubMisbehavesOnDemand(t *testing.T) {
	t.Parallel()
	n, clock := hubbed(t, nil)
	r, topic := newReader(t, true), n.Feeds()[0].URL
	n.SetHub(newsroom.Conduct{Status: http.StatusServiceUnavailable})
	if status := wants(t, n, "subscribe", topic, r.URL); status != http.StatusServiceUnavailable {
		t.Errorf("got %d", status)
	}
	n.SetHub(newsroom.Conduct{Deny: "no"})
	wants(t, n, "subscribe", topic, r.URL)
	if c := r.next(t); c.query.Get("hub.mode") != "denied" || c.query.Get("hub.reason") != "no" {
		t.Errorf("denied by %+v", c)
	}
	n.SetHub(newsroom.Conduct{Lease: 5 * time.Minute})
	wants(t, n, "subscribe", topic, r.URL)
	if c := r.next(t); c.query.Get("hub.lease_seconds") != "300" {
		t.Errorf("granted %+v", c)
	}
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Active == 1 && s.Denied == 1 })
	n.SetHub(newsroom.Conduct{Forge: true, Method: "sha1"})
	clock.turn(10 * time.Minute)
	c := r.next(t)
	mac := hmac.New(sha256.New, []byte("s"))
	_, _ = io.WriteString(mac, c.body)
	if !strings.HasPrefix(c.signature, "sha1=") || strings.HasSuffix(c.signature, hex.EncodeToString(mac.Sum(nil))) {
		t.Errorf("signed %q", c.signature)
	}
	statistics(t, n, func(s newsroom.HubStatistics) bool { return s.Delivered == 1 })
	n.SetHub(newsroom.Conduct{Mute: true})
	clock.turn(10 * time.Minute)
	wants(t, n, "subscribe", topic, r.URL) // is verified after the hub has looked, and said nothing
	if c := r.next(t); c.method != http.MethodGet {
		t.Errorf("a mute hub pushed %+v", c)
	}
}

func TestHubRefusesWhatIsNoneOfItsBusiness(t *testing.T) {
	t.Parallel()
	n, _ := hubbed(t, nil)
	topic := n.Feeds()[0].URL
	for name, status := range map[string]int{
		"mode":   wants(t, n, "publish", topic, "http://127.0.0.1:1/"),
		"topic":  wants(t, n, "subscribe", topic+"?", "http://127.0.0.1:1/"),
		"remote": wants(t, n, "subscribe", topic, "http://192.0.2.1/"),
		"name":   wants(t, n, "subscribe", topic, "http://news.example/"),
		"scheme": wants(t, n, "subscribe", topic, "file:///etc/passwd"),
	} {
		if status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	if r := get(t, n.HubURL()); r.status != http.StatusMethodNotAllowed {
		t.Errorf("GET got %d", r.status)
	}
}

func TestANewsroomWithoutAHub(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	n.SetHub(newsroom.Conduct{Hang: true})
	if n.HubURL() != "" || n.HubCertificate() != nil || n.HubStatistics() != (newsroom.HubStatistics{}) {
		t.Error("there is something of a hub")
	}
	for _, f := range n.Feeds() {
		if r := get(t, f.URL); r.header.Get("Link") != "" || strings.Contains(string(r.body), "hub") {
			t.Errorf("%s names a hub", f.URL)
		}
	}
}
