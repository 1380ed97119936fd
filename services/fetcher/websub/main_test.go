package websub

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const master = "0123456789abcdef0123456789abcdef"

// desk is a wire with one feed, a hub for it, and a subscriber.
type desk struct {
	*testing.T
	*Subscriber
	hub   *hub
	feed  schema.Feed
	topic string
	logs  *observer.ObservedLogs
	after *atomic.Int64 // what the subscriber's clock is ahead, in nanoseconds
}

// newDesk makes a desk whose feed was polled an hour ago and is due in an hour.
func newDesk(t *testing.T) *desk {
	t.Helper()
	b := bustest.New(t)
	c, err := catalogue.Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	core, logs := observer.New(zap.DebugLevel)
	d := &desk{T: t, hub: newHub(t), topic: "https://news.example/feed.xml", logs: logs, after: new(atomic.Int64)}
	settings := web.Defaults()
	settings.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	settings.HeaderTimeout = time.Second
	roots := x509.NewCertPool()
	roots.AddCert(d.hub.tls.Certificate())
	client, err := web.New(settings, web.Deps{RootCAs: roots})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	config := Defaults()
	config.URL, config.Listen, config.Secret = "https://wire.example/websub/", "127.0.0.1:0", filepath.Join(t.TempDir(), "secret")
	d.write(config.Secret, master)
	deps := Deps{Bus: b, Catalogue: c, Web: client, Log: zap.New(core)}
	if d.Subscriber, err = New(t.Context(), config, deps); err != nil {
		t.Fatal(err)
	}
	d.now = func() time.Time { return now().Add(time.Duration(d.after.Load())) }
	d.feed = catalogue.New(d.topic, now())
	if _, err := c.Add(t.Context(), d.feed); err != nil {
		t.Fatal(err)
	}
	d.schedule(now().Add(-time.Hour), now().Add(time.Hour))
	return d
}

func (d *desk) write(path, text string) {
	d.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
}

// replica is another subscriber of the same wire.
func (d *desk) replica() *Subscriber {
	d.Helper()
	s, err := New(d.Context(), d.config, Deps{Bus: d.bus, Catalogue: d.catalogue, Web: d.web, Log: zap.NewNop()})
	if err != nil {
		d.Fatal(err)
	}
	s.now = d.now
	return s
}

// schedule writes the feed's schedule as a poll leaves it.
func (d *desk) schedule(at, next time.Time) {
	d.Helper()
	state := schema.Poll{V: schema.StateVersion, Feed: d.feed.ID, URL: d.feed.URL, Count: 1, At: at, Next: next}
	body, err := json.Marshal(state)
	if err != nil {
		d.Fatal(err)
	}
	last, _, err := d.bus.Last(d.Context(), schema.StreamFeeds, schema.FeedSchedule(d.feed.ID))
	if err != nil {
		d.Fatal(err)
	}
	fence := bus.Fence{Subject: schema.FeedSchedule(d.feed.ID), Sequence: last.Sequence}
	if _, err := d.bus.Schedule(d.Context(), bus.Schedule{Subject: fence.Subject, Target: schema.FeedDue(d.feed.ID), At: next, Fence: fence, Body: body}); err != nil {
		d.Fatal(err)
	}
	if _, _, err := d.bus.Publish(d.Context(), bus.Outgoing{Subject: schema.PollOf(d.feed.ID), ID: at.String(), Body: body}); err != nil {
		d.Fatal(err)
	}
}

// polls is how many due messages the feed has had.
func (d *desk) polls() (n int) {
	d.Helper()
	for _, err := range d.bus.Browse(d.Context(), schema.StreamFeeds, schema.SubjectFeedsDue, 1) {
		if err != nil {
			d.Fatal(err)
		}
		n++
	}
	return n
}

// found is a poll's state with a hub, whose feed had nothing new.
func (d *desk) found(hub string) schema.Poll {
	return schema.Poll{V: schema.StateVersion, Feed: d.feed.ID, At: d.now(), Hints: schema.Hints{Hub: hub, Topic: d.topic}}
}

// polled tells of a poll that has found a hub.
func (d *desk) polled(hub string) (until time.Time) {
	d.Helper()
	until, err := d.Polled(d.Context(), d.feed, schema.Poll{}, d.found(hub))
	if err != nil {
		d.Fatal(err)
	}
	return until
}

// work attends to all that the agenda has now.
func (d *desk) work() {
	d.Helper()
	for {
		feed, _ := d.agenda.take(d.now())
		if feed == "" {
			return
		}
		if _, err := d.attend(d.Context(), feed); err != nil {
			d.Fatal(err)
		}
	}
}

// sweeps looks for what is due, and does it.
func (d *desk) sweeps() {
	d.Helper()
	if err := d.sweep(d.Context()); err != nil {
		d.Fatal(err)
	}
	d.work()
}

// state is the feed's entry in the bucket.
func (d *desk) state() subscription {
	d.Helper()
	s, _, err := d.ledger.read(d.Context(), d.feed.ID)
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// subscribed subscribes at a hub, with a lease of so many seconds.
func (d *desk) subscribed(hub, lease string) (form url.Values) {
	d.Helper()
	d.polled(hub)
	d.work()
	form = d.hub.last(d.T)
	if r := d.ask(d, form, "subscribe", "hub.challenge", "c", "hub.lease_seconds", lease); r.Code != http.StatusOK {
		d.Fatalf("verification got %d", r.Code)
	}
	return form
}

// ask asks a subscriber what a hub asks, about what a form wants.
func (d *desk) ask(at http.Handler, form url.Values, mode string, more ...string) *httptest.ResponseRecorder {
	d.Helper()
	query := url.Values{"hub.mode": {mode}, "hub.topic": {form.Get("hub.topic")}}
	for i := 0; i < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return d.call(at, http.MethodGet, form.Get("hub.callback")+"?"+query.Encode(), "", "")
}

func (d *desk) call(at http.Handler, method, address, body, signature string) *httptest.ResponseRecorder {
	d.Helper()
	r := httptest.NewRequestWithContext(d.Context(), method, address, strings.NewReader(body))
	r.Header.Set("X-Hub-Signature", signature)
	w := httptest.NewRecorder()
	at.ServeHTTP(w, r)
	return w
}

// pushes pushes to a form's callback, signed with its secret.
func (d *desk) pushes(at http.Handler, form url.Values) int {
	d.Helper()
	return d.call(at, http.MethodPost, form.Get("hub.callback"), "<rss/>", sign(form.Get("hub.secret"), "<rss/>")).Code
}

func sign(secret, body string) string {
	h := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(h, body)
	return "sha256=" + hex.EncodeToString(h.Sum(nil))
}

// hub is a hub that notes what it is asked, by TLS and without, and answers as it is told.
type hub struct {
	tls, plain *httptest.Server

	mu     sync.Mutex
	forms  []url.Values
	answer http.HandlerFunc // nil accepts
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{}
	h.tls, h.plain = httptest.NewTLSServer(h), httptest.NewServer(h)
	t.Cleanup(h.tls.Close)
	t.Cleanup(h.plain.Close)
	return h
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	h.mu.Lock()
	h.forms = append(h.forms, r.PostForm)
	answer := h.answer
	h.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (h *hub) answers(answer http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = answer
}

func (h *hub) asked() []url.Values {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.forms
}

func (h *hub) last(t *testing.T) url.Values {
	t.Helper()
	forms := h.asked()
	if len(forms) == 0 {
		t.Fatal("the hub was not asked")
	}
	return forms[len(forms)-1]
}
