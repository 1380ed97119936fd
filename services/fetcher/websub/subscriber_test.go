package websub

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestAHubIsAskedAndVerifiesAndItsPushIsAPoll(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if until := d.polled(d.hub.tls.URL); !until.IsZero() {
		t.Errorf("pushed until %s before anybody was asked", until)
	}
	d.work()
	form := d.hub.last(t)
	want := map[string]string{"hub.mode": "subscribe", "hub.topic": d.topic, "hub.lease_seconds": "864000"}
	for name, value := range want {
		if got := form.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if c := form.Get("hub.callback"); !strings.HasPrefix(c, "https://wire.example/websub/"+d.feed.ID+"/") || len(form.Get("hub.secret")) != 64 {
		t.Errorf("callback is %q with a secret of %d bytes", c, len(form.Get("hub.secret")))
	}
	if until := d.polled(d.hub.tls.URL); !until.IsZero() {
		t.Errorf("pushed until %s before the hub has verified", until)
	}
	r := d.ask(d, form, "subscribe", "hub.challenge", "<b>", "hub.lease_seconds", "86400")
	if r.Code != http.StatusOK || r.Body.String() != "<b>" || !strings.HasPrefix(r.Header().Get("Content-Type"), "text/plain") {
		t.Fatalf("verification got %d %q as %v", r.Code, r.Body, r.Header())
	}
	if until := d.polled(d.hub.tls.URL); until.Sub(d.now()).Round(time.Minute) != 24*time.Hour {
		t.Errorf("pushed until %s, want a day", until)
	}
	if code := d.pushes(d, form); code != http.StatusAccepted || d.polls() != 1 {
		t.Errorf("push got %d and made %d polls, want one at once", code, d.polls())
	}
	if n := len(d.hub.asked()); n != 1 {
		t.Errorf("the hub was asked %d times", n)
	}
}

func TestTheSecretGoesOverTLSOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.plain.URL, "86400")
	if form.Has("hub.secret") {
		t.Error("a secret was sent in the open")
	}
	if code := d.call(d, http.MethodPost, form.Get("hub.callback"), "x", "").Code; code != http.StatusAccepted || d.polls() != 1 {
		t.Errorf("a push without a signature got %d and %d polls: it is a hint all the same", code, d.polls())
	}
}

func TestAHubMaySendUsOnButNotIntoTheOpen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	to := func(address string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/new" {
				w.WriteHeader(http.StatusAccepted)
				return
			}
			w.Header().Set("Location", address)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}
	}
	d.hub.answers(to("/new"))
	d.polled(d.hub.tls.URL)
	d.work()
	if forms := d.hub.asked(); len(forms) != 2 || forms[1].Get("hub.secret") == "" || forms[1].Get("hub.callback") != forms[0].Get("hub.callback") {
		t.Fatalf("the second hub got %v", forms)
	}
	d.hub.answers(to(d.hub.plain.URL + "/new"))
	d.polled(d.hub.tls.URL + "/other")
	d.work()
	if forms := d.hub.asked(); len(forms) != 4 { // the new one, and the end of the old one
		t.Errorf("asked %d times: %v", len(forms), forms[2:])
	}
	if s := d.state(); !strings.Contains(s.Reason, "can't follow") {
		t.Errorf("state is %+v", s)
	}
}

func TestAFeedWithoutAHubCostsNothing(t *testing.T) {
	t.Parallel()
	s := &Subscriber{} // whatever it asked would be a crash
	for name, it := range map[string]*Subscriber{"on": s, "off": nil} {
		until, err := it.Polled(t.Context(), schema.Feed{ID: "x"}, schema.Poll{}, schema.Poll{})
		if err != nil || !until.IsZero() {
			t.Errorf("%s: %s, %v", name, until, err)
		}
	}
	if err := (*Subscriber)(nil).Left(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestAPollNeverWaitsForAHub(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	hung, asked := make(chan struct{}), make(chan struct{})
	d.hub.answers(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		select {
		case <-hung:
		case <-r.Context().Done():
		}
	})
	stop := run(t, d.Subscriber)
	d.polled(d.hub.tls.URL)
	<-asked
	for range 20 { // while it hangs
		if until := d.polled(d.hub.tls.URL); !until.IsZero() {
			t.Errorf("pushed until %s", until)
		}
	}
	close(hung)
	stop()
}

func TestAHubThatFailsIsAskedLessAndLess(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.hub.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	d.polled(d.hub.tls.URL)
	d.work()
	for n, want := range []time.Duration{10 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour} {
		s := d.state()
		if wait := s.Renew.Sub(s.Asked); wait != want || s.Failures != n+1 || !strings.Contains(s.Reason, "500") {
			t.Errorf("after %d failures: wait %s, state %+v", n+1, wait, s)
		}
		d.after.Add(int64(want - time.Minute))
		d.sweeps()
		if got := len(d.hub.asked()); got != n+1 {
			t.Fatalf("asked %d times, want %d: too early", got, n+1)
		}
		d.after.Add(int64(time.Minute))
		if until := d.polled(d.hub.tls.URL); !until.IsZero() {
			t.Errorf("pushed until %s", until)
		}
		d.work()
	}
	if p := pause(40); p != maxPause {
		t.Errorf("waits %s at last", p)
	}
	if n := d.logs.FilterMessageSnippet("can't be asked").Len(); n != 1 {
		t.Errorf("%d log lines of one fault", n)
	}
}

func TestAHubIsHeldToItsRetryAfter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.hub.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	d.polled(d.hub.tls.URL)
	d.work()
	if s := d.state(); s.Renew.Sub(d.now()).Round(time.Minute) != 2*time.Hour {
		t.Errorf("asked again at %s", s.Renew)
	}
}

func TestAStopIsNoFailureOfTheHub(t *testing.T) {
	t.Parallel()
	for _, kind := range []web.Kind{web.KindCanceled, web.KindGate} {
		var s subscription
		s.claim(now())
		s.refused(now(), &web.Error{Kind: kind, Err: errors.New("stopped")}, "")
		if s.Failures != 0 || s.Renew.After(now()) || s.Asked.IsZero() {
			t.Errorf("%s: %+v", kind, s)
		}
	}
}

func TestLogsHoldNoTokenAndNoSecret(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.hub.answers(func(w http.ResponseWriter, r *http.Request) { // a hub that puts them where they might be logged
		at := url.Values{"to": {r.PostFormValue("hub.callback")}, "s": {r.PostFormValue("hub.secret")}}
		w.Header().Set("Location", "https://127.0.0.1:1/?"+at.Encode())
		w.WriteHeader(http.StatusPermanentRedirect)
	})
	d.polled(d.hub.tls.URL)
	d.work()
	d.hub.answers(nil)
	d.after.Add(int64(time.Hour))
	d.sweeps()
	form := d.hub.last(t)
	d.ask(d, form, "denied", "hub.reason", "no "+form.Get("hub.callback")+form.Get("hub.secret"))
	callback := form.Get("hub.callback")
	token := callback[strings.LastIndexByte(callback, '/')+1:]
	var text strings.Builder
	text.WriteString(d.state().Reason)
	if !strings.Contains(text.String(), "the hub said no") {
		t.Errorf("reason is %q", text.String())
	}
	for _, entry := range d.logs.All() {
		for _, field := range entry.Context {
			fmt.Fprintln(&text, entry.Message, field.String, field.Interface)
		}
	}
	for _, secret := range []string{token, form.Get("hub.secret"), master} {
		if strings.Contains(text.String(), secret) {
			t.Errorf("told %q in %s", secret, text.String())
		}
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	if _, err := New(t.Context(), Config{}, Deps{}); err == nil || !strings.Contains(err.Error(), "lease") {
		t.Errorf("error is %v", err)
	}
	if err := (&Flags{}).Validate(); err != nil {
		t.Errorf("off is a fault: %v", err)
	}
	if s, err := (&Flags{}).Subscriber(t.Context(), time.Minute, Deps{Log: zap.NewNop()}); s != nil || err != nil {
		t.Errorf("off is %v, %v", s, err)
	}
	bad := Flags{WebsubURL: "https://u@wire.example/?x", WebsubListen: "8443"}
	err := bad.Validate()
	for _, want := range []string{"user name", "--websub-listen is", "--websub-secret is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("faults don't name %q: %v", want, err)
		}
	}
	bad.WebsubSecret = filepath.Join(t.TempDir(), "none")
	if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "open the master secret") {
		t.Errorf("a file that isn't there: %v", err)
	}
}
