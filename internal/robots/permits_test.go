package robots

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a site that answers as it is told, a clock, and the lanes.
type world struct {
	bucket *bus.Bucket

	mu      sync.Mutex
	answer  func(ctx context.Context, url string) (*web.Response, error)
	asked   []string
	spacing map[string]time.Duration
	time    time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	bucket, err := bustest.New(t).Bucket(t.Context(), schema.BucketHosts)
	if err != nil {
		t.Fatal(err)
	}
	return &world{bucket: bucket, spacing: map[string]time.Duration{}, time: time.Now()}
}

// replica makes permits that share the world's bucket.
func (w *world) replica() *Permits {
	p := New(Config{Agent: "wirecopy/1.0 (+https://wirecopy.example)"}, Deps{Web: w, Bucket: w.bucket, Lanes: w})
	p.now = w.now
	return p
}

func (w *world) Get(ctx context.Context, r web.Request) (*web.Response, error) {
	w.mu.Lock()
	w.asked = append(w.asked, r.URL)
	answer := w.answer
	w.mu.Unlock()
	return answer(ctx, r.URL)
}

func (w *world) SetSpacing(_ context.Context, host string, spacing time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if host == "broken.example" {
		return errors.New("lanes are away")
	}
	w.spacing[host] = spacing
	return nil
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

// later lets time pass.
func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

// count is how often the site was asked.
func (w *world) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked)
}

// says makes the site answer with a status and a body.
func (w *world) says(status int, body string) {
	w.answers(func(context.Context, string) (*web.Response, error) {
		r := &web.Response{Status: status, Header: http.Header{}}
		if status == http.StatusOK {
			r.Body = []byte(body)
		}
		return r, nil
	})
}

func (w *world) answers(answer func(ctx context.Context, url string) (*web.Response, error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = answer
}

// fails makes asking the site fail.
func (w *world) fails(kind web.Kind, cause error) {
	w.answers(func(context.Context, string) (*web.Response, error) {
		return nil, &web.Error{Op: "ask", Kind: kind, Err: cause}
	})
}

// wantDenied checks that a rule forbids an address.
func wantDenied(t *testing.T, p *Permits, url, rule string) {
	t.Helper()
	err := p.Allowed(t.Context(), url)
	if e, ok := errors.AsType[*DisallowedError](err); !ok || e.URL != url || e.Rule != rule {
		t.Errorf("%s: %v, want it denied by %q", url, err, rule)
	}
}

func wantAllowed(t *testing.T, p *Permits, urls ...string) {
	t.Helper()
	for _, url := range urls {
		if err := p.Allowed(t.Context(), url); err != nil {
			t.Errorf("%s: %v, want it allowed", url, err)
		}
	}
}

// wantUnavailable checks that nothing is known, and gives for how long.
func (w *world) wantUnavailable(t *testing.T, p *Permits, url string) time.Duration {
	t.Helper()
	err := p.Allowed(t.Context(), url)
	e, ok := errors.AsType[*UnavailableError](err)
	if !ok || e.Host == "" || e.Reason == "" {
		t.Fatalf("%s: %v, want it unavailable", url, err)
	}
	return e.Until.Sub(w.now())
}

const page = "https://news.example/2026/ferry?page=1"

func TestOnceADayForTheFleet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(http.StatusOK, "User-agent: *\nDisallow: /private\nCrawl-delay: 7")
	one, other := w.replica(), w.replica()
	wantAllowed(t, one, page)
	wantDenied(t, one, "https://news.example/private/a", "disallow: /private")
	wantDenied(t, other, "https://NEWS.example:443/private?b#c", "disallow: /private")
	wantAllowed(t, other, page, "https://news.example", "https://news.example/robots.txt")
	if diff := cmp.Diff([]string{"https://news.example/robots.txt"}, w.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]time.Duration{"news.example": 7 * time.Second}, w.spacing); diff != "" {
		t.Errorf("spacings (-want +got):\n%s", diff)
	}
	w.says(http.StatusNotFound, "")
	w.later(24*time.Hour - time.Second)
	wantDenied(t, w.replica(), "https://news.example/private/a", "disallow: /private")
	w.later(time.Second)
	wantAllowed(t, other, "https://news.example/private/a")
	wantAllowed(t, one, "https://news.example/private/a")
	if w.count() != 2 || w.spacing["news.example"] != 0 {
		t.Errorf("asked %v, spacings %v", w.asked, w.spacing)
	}
}

func TestEachOriginHasItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.answers(func(_ context.Context, url string) (*web.Response, error) {
		return &web.Response{Status: http.StatusOK, Body: []byte("User-agent: *\nDisallow: /" + strings.TrimSuffix(url, "/robots.txt"))}, nil
	})
	p := w.replica()
	for _, origin := range []string{"https://a.example", "http://a.example", "https://a.example:8443", "http://[2001:db8::1]:8080"} {
		wantDenied(t, p, origin+"/"+origin, "disallow: /"+normalPattern(origin))
		wantAllowed(t, p, origin+"?"+origin)
	}
	if w.count() != 4 {
		t.Errorf("asked %v", w.asked)
	}
	if err := p.Allowed(t.Context(), "ftp://a.example/"); err == nil {
		t.Error("an address that is none is allowed")
	}
}

func TestWhoAsksAtOnceAsksOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begun, release := make(chan struct{}), make(chan struct{})
	w.answers(func(context.Context, string) (*web.Response, error) {
		close(begun)
		<-release
		return &web.Response{Status: http.StatusOK, Body: []byte("User-agent: *\nDisallow: /a")}, nil
	})
	p := w.replica()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { wantAllowed(t, p, page) })
	}
	<-begun
	if wait := w.wantUnavailable(t, w.replica(), page); wait != othersWait {
		t.Errorf("another replica comes again after %s", wait)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Allowed(ctx, page); !errors.Is(err, context.Canceled) {
		t.Errorf("one who is stopped gets %v", err)
	}
	close(release)
	all.Wait()
	if w.count() != 1 {
		t.Errorf("asked %d times", w.count())
	}
}

func TestWhoDiedOfAskingIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.bucket.Put(t.Context(), "robots.news.example", record{V: 1, Asking: w.now().Add(askTime)}); err != nil {
		t.Fatal(err)
	}
	w.says(http.StatusNotFound, "")
	p := w.replica()
	w.wantUnavailable(t, p, page)
	w.later(askTime)
	wantAllowed(t, p, page)
}

func TestWhatASiteAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.replica()
	w.answers(func(_ context.Context, url string) (*web.Response, error) {
		name := strings.TrimSuffix(strings.TrimPrefix(url, "https://"), ".example/robots.txt")
		if status, err := strconv.Atoi(name); err == nil {
			return &web.Response{Status: status, Header: http.Header{}}, nil
		}
		return nil, &web.Error{Op: "ask", Kind: web.Kind(name), Err: errors.New("no")}
	})
	for name, available := range map[string]bool{
		"404": true, "403": true, "410": true, "429": false, "500": false, "503": false,
		string(web.KindRedirect): true, string(web.KindForbidden): true,
		string(web.KindDNS): false, string(web.KindConnect): false, string(web.KindTLS): false, string(web.KindTimeout): false,
		string(web.KindTooLarge): false, string(web.KindBomb): false, string(web.KindProtocol): false,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := "https://" + name + ".example/a"
			if available {
				wantAllowed(t, p, url)
			} else if wait := w.wantUnavailable(t, p, url); wait != firstWait {
				t.Errorf("come again after %s, want %s", wait, firstWait)
			}
		})
	}
}

func TestASiteThatCannotTellIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(http.StatusInternalServerError, "")
	p, other := w.replica(), w.replica()
	var waits []time.Duration
	for range 5 {
		wait := w.wantUnavailable(t, p, page)
		if w.wantUnavailable(t, other, page) != wait {
			t.Error("replicas differ in when to come again")
		}
		waits = append(waits, wait)
		w.later(wait)
	}
	want := []time.Duration{5 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute}
	if diff := cmp.Diff(want, waits); diff != "" || w.count() != 5 {
		t.Errorf("asked %d times, waits (-want +got):\n%s", w.count(), diff)
	}
	w.later(10 * 24 * time.Hour)
	if wait := w.wantUnavailable(t, p, page); wait != mostWait {
		t.Errorf("wait is %s", wait)
	}
	w.later(20 * 24 * time.Hour)
	wantAllowed(t, p, page)
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	retryAfter := map[string]string{"https://hour.example/robots.txt": "3600", "https://ever.example/robots.txt": "99999999", "https://once.example/robots.txt": "1"}
	w.answers(func(_ context.Context, url string) (*web.Response, error) {
		return &web.Response{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {retryAfter[url]}}}, nil
	})
	p := w.replica()
	for url, want := range map[string]time.Duration{"https://hour.example": time.Hour, "https://ever.example": mostWait, "https://once.example": firstWait} {
		if wait := w.wantUnavailable(t, p, url); wait != want {
			t.Errorf("%s: come again after %s, want %s", url, wait, want)
		}
	}
	w.answers(func(context.Context, string) (*web.Response, error) {
		return nil, &web.Error{Op: "follow redirect", Kind: web.KindLater, Until: w.now().Add(time.Hour), Err: errors.New("not yet")}
	})
	if wait := w.wantUnavailable(t, p, "https://redirected.example"); wait != time.Hour {
		t.Errorf("behind a redirect: come again after %s, want an hour", wait)
	}
}

func TestWhatASiteToldHoldsWhileItCannotTell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(http.StatusOK, "User-agent: wirecopy\nDisallow: /private")
	p := w.replica()
	wantAllowed(t, p, page)
	w.fails(web.KindConnect, errors.New("refused"))
	w.later(25 * time.Hour)
	wantAllowed(t, p, page)
	wantDenied(t, w.replica(), "https://news.example/private", "disallow: /private")
	if w.count() != 2 {
		t.Errorf("asked %d times", w.count())
	}
}

func TestWhatKeepsUsFromAskingIsNotTheSites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.replica()
	busy := &lane.BusyError{Host: "news.example", Until: time.Now().Add(time.Minute)}
	w.fails(web.KindGate, busy)
	if e, ok := errors.AsType[*lane.BusyError](p.Allowed(t.Context(), page)); !ok || e != busy {
		t.Error("the lane's own error is hidden")
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.answers(func(context.Context, string) (*web.Response, error) {
		cancel()
		return nil, &web.Error{Kind: web.KindCanceled, Err: ctx.Err()}
	})
	if err := p.Allowed(ctx, page); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	w.says(http.StatusOK, "")
	wantAllowed(t, w.replica(), page) // nobody is thought to be asking
	if err := p.Allowed(t.Context(), "https://broken.example/"); err == nil || !strings.Contains(err.Error(), "lanes are away") {
		t.Errorf("error is %v, want that of the lanes", err)
	}
}

func TestTheLargestRecordFitsInAMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var text strings.Builder
	text.WriteString("User-agent: *\nDisallow: /p\n")
	for n := range 20 {
		fmt.Fprintf(&text, "Disallow: /%d%s\n", n, strings.Repeat("&", maxPath-10))
	}
	for n := range 1000 {
		fmt.Fprintf(&text, "Allow: /%x&\n", n)
	}
	w.says(http.StatusOK, text.String())
	wantAllowed(t, w.replica(), page)
	wantDenied(t, w.replica(), "https://news.example/private", "disallow: /p")
	if w.count() != 1 {
		t.Errorf("asked %d times", w.count())
	}
}

func TestARecordOfALaterReleaseIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(http.StatusNotFound, "")
	later := fmt.Sprintf(`{"v":9,"until":%q,"known":true,"rules":["disallow: /a","delay: 3","allow: /a/b"],"crew":[1]}`, w.now().Add(time.Hour).Format(time.RFC3339))
	for host, body := range map[string]string{"news.example": later, "odd.example": `{"until":7}`, "null.example": `null`} {
		if err := w.bucket.Put(t.Context(), "robots."+host, json.RawMessage(body)); err != nil {
			t.Fatal(err)
		}
	}
	p := w.replica()
	wantDenied(t, p, "https://news.example/a", "disallow: /a")
	wantAllowed(t, p, "https://odd.example/a", "https://null.example/")
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m := memory{sites: map[string]*site{}}
	now := time.Now()
	long := rules{{path: strings.Repeat("/", 64<<10)}}
	for n := range 1000 {
		m.put(strconv.Itoa(n), &site{until: now.Add(time.Hour), rules: long})
		m.put(strconv.Itoa(n), &site{until: now.Add(time.Hour), rules: long})
	}
	if m.size > maxMemory || len(m.sites) > 512 || len(m.sites) < 256 {
		t.Errorf("%d sites of %d bytes are kept", len(m.sites), m.size)
	}
	if _, found := m.get("999", now); !found {
		t.Error("the last one was dropped")
	}
	if _, found := m.get("999", now.Add(time.Hour)); found || m.sites["999"] != nil {
		t.Error("what is too old is still good")
	}
	for key, s := range m.sites {
		m.drop(key, s)
	}
	if m.size != 0 {
		t.Errorf("nothing has a size of %d", m.size)
	}
}

func TestThroughTheWebAndItsLanes(t *testing.T) {
	t.Parallel()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		switch r.URL.Path {
		case "/robots.txt":
			http.Redirect(w, r, "/real.txt", http.StatusFound)
		case "/real.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /private\nCrawl-delay: 0.05")
		case "/a":
			http.Redirect(w, r, "/private", http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	bucket, err := bustest.New(t).Bucket(t.Context(), schema.BucketHosts)
	if err != nil {
		t.Fatal(err)
	}
	lanes := lane.NewShared(bucket, lane.Config{Spacing: time.Millisecond, Patience: time.Second})
	config := web.Defaults()
	config.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	client, err := web.New(config, web.Deps{Gate: lanes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	permits := New(Config{Agent: config.UserAgent}, Deps{Web: client, Bucket: bucket, Lanes: lanes})
	_, err = client.Get(t.Context(), web.Request{URL: server.URL + "/a", Allow: permits.Allowed})
	if e, ok := errors.AsType[*DisallowedError](err); !ok || web.KindOf(err) != web.KindRefused || e.URL != server.URL+"/private" {
		t.Errorf("error is %v, want a refusal of the redirect", err)
	}
	if diff := cmp.Diff([]string{"/robots.txt", "/real.txt", "/a"}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}
