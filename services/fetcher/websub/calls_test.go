package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestAnyReplicaAnswersForTheOthers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	second, third := d.replica(), d.replica()
	d.polled(d.hub.tls.URL)
	d.work()
	form := d.hub.last(t)
	for range 2 { // a hub that didn't get the answer asks again
		if r := d.ask(second, form, "subscribe", "hub.challenge", "c", "hub.lease_seconds", "86400"); r.Code != http.StatusOK || r.Body.String() != "c" {
			t.Fatalf("the second replica answers %d %q", r.Code, r.Body)
		}
	}
	if until, err := third.Polled(t.Context(), d.feed, schema.Poll{}, d.found(d.hub.tls.URL)); err != nil || until.IsZero() {
		t.Errorf("the third replica knows of %s, %v", until, err)
	}
	if code := d.pushes(third, form); code != http.StatusAccepted || d.polls() != 1 {
		t.Errorf("the third replica answers %d with %d polls", code, d.polls())
	}
}

func TestOfTwoReplicasOneAsks(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	second := d.replica()
	d.polled(d.hub.tls.URL)
	if err := second.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if feed, _ := second.agenda.take(now()); feed != d.feed.ID {
		t.Fatalf("the sweep found %q", feed)
	}
	d.work()
	if _, err := second.attend(t.Context(), d.feed.ID); err != nil {
		t.Fatal(err)
	}
	if n := len(d.hub.asked()); n != 1 {
		t.Errorf("the hub was asked %d times", n)
	}
}

func TestOnlyWhatWeAskedForIsConfirmed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.polled(d.hub.tls.URL)
	d.work()
	form := d.hub.last(t)
	with := func(name, value string) url.Values {
		changed := url.Values{"hub.topic": form["hub.topic"], "hub.callback": form["hub.callback"]}
		changed.Set(name, value)
		return changed
	}
	stranger := callback(d.config.URL, d.feed.ID, key{secret: []byte("a guess")}, markOf(d.hub.tls.URL, d.topic))
	of := func(k key) string { return callback(d.config.URL, "another", k, markOf(d.hub.tls.URL, d.topic)) }
	for name, test := range map[string]struct {
		form url.Values
		mode string
		more []string
	}{
		"another topic":    {with("hub.topic", d.topic+"?"), "subscribe", []string{"hub.challenge", "c", "hub.lease_seconds", "86400"}},
		"no challenge":     {form, "subscribe", []string{"hub.lease_seconds", "86400"}},
		"a long challenge": {form, "subscribe", []string{"hub.challenge", strings.Repeat("c", 2000), "hub.lease_seconds", "86400"}},
		"unsubscribe":      {form, "unsubscribe", []string{"hub.challenge", "c"}},
		"no mode":          {form, "", []string{"hub.challenge", "c", "hub.lease_seconds", "86400"}},
		"a guess":          {with("hub.callback", stranger), "subscribe", []string{"hub.challenge", "c", "hub.lease_seconds", "86400"}},
		"another feed":     {with("hub.callback", of(d.ring()[0])), "subscribe", []string{"hub.challenge", "c", "hub.lease_seconds", "86400"}},
		"a short lease":    {form, "subscribe", []string{"hub.challenge", "c", "hub.lease_seconds", "299"}},
		"no number":        {form, "subscribe", []string{"hub.challenge", "c", "hub.lease_seconds", "-1"}},
		"denied elsewhere": {with("hub.topic", "x"), "denied", nil},
	} {
		if r := d.ask(d, test.form, test.mode, test.more...); r.Code != http.StatusNotFound || r.Body.Len() > 0 {
			t.Errorf("%s: %d %q", name, r.Code, r.Body)
		}
	}
	if s := d.state(); !s.Until.IsZero() {
		t.Errorf("state is %+v", s)
	}
	d.after.Add(int64(pending))
	if r := d.ask(d, form, "subscribe", "hub.challenge", "c", "hub.lease_seconds", "86400"); r.Code != http.StatusNotFound {
		t.Errorf("a day later: %d", r.Code)
	}
}

func TestLeasesAreBounded(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]time.Duration{
		"300": 5 * time.Minute, "": oldLease, "86400": 24 * time.Hour, "0": 0, "x": 0, "1e9": 0,
		"99999999": maxLease, "99999999999999999999999": maxLease, "-86400": 0,
	} {
		if got := parseLease(given); got != want {
			t.Errorf("%q is %s, want %s", given, got, want)
		}
	}
}

func TestLeasesAreRenewedAtTwoThirds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.subscribed(d.hub.tls.URL, "3600")
	d.after.Add(int64(39 * time.Minute))
	d.sweeps()
	if n := len(d.hub.asked()); n != 1 {
		t.Fatalf("asked %d times before two thirds", n)
	}
	d.after.Add(int64(2 * time.Minute))
	d.sweeps()
	again := d.hub.last(t)
	if len(d.hub.asked()) != 2 || again.Get("hub.callback") != first.Get("hub.callback") || again.Get("hub.secret") != first.Get("hub.secret") {
		t.Fatalf("asked %v", d.hub.asked())
	}
	if until := d.polled(d.hub.tls.URL); until.IsZero() {
		t.Error("the lease that runs counts no more while it is renewed")
	}
	d.ask(d, again, "subscribe", "hub.challenge", "c", "hub.lease_seconds", "3600")
	if s := d.state(); s.Until.Sub(d.now()).Round(time.Minute) != time.Hour || s.Failures != 0 {
		t.Errorf("state is %+v", s)
	}
}

func TestALeaseThatRunsOutIsAPoll(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.subscribed(d.hub.tls.URL, "3600")
	d.hub.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	d.after.Add(int64(61 * time.Minute))
	d.sweeps()
	if d.polls() != 1 {
		t.Errorf("%d polls: the next one is hours away", d.polls())
	}
	if until := d.polled(d.hub.tls.URL); !until.IsZero() {
		t.Errorf("pushed until %s", until)
	}
	if s := d.state(); s.Owed || s.Failures != 1 {
		t.Errorf("state is %+v", s)
	}
}

func TestAHubThatSaysNoIsTakenAtItsWord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	if r := d.ask(d, form, "denied", "hub.reason", "members only"); r.Code != http.StatusOK {
		t.Fatalf("got %d", r.Code)
	}
	d.work()
	if s := d.state(); !strings.Contains(s.Reason, "members only") || d.polls() != 1 || s.Owed {
		t.Errorf("%d polls, state is %+v", d.polls(), s)
	}
	if until := d.polled(d.hub.tls.URL); !until.IsZero() {
		t.Errorf("pushed until %s", until)
	}
	if r := d.ask(d, form, "subscribe", "hub.challenge", "c", "hub.lease_seconds", "86400"); r.Code != http.StatusNotFound {
		t.Errorf("a hub that said no got %d", r.Code)
	}
	d.after.Add(int64(deniedPause))
	d.sweeps()
	if n := len(d.hub.asked()); n != 2 {
		t.Errorf("asked %d times in a week", n)
	}
}

func TestPushesAreCheckedByAllMethods(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	const body = "<rss>news</rss>"
	by := func(method func() hash.Hash, secret string) string {
		h := hmac.New(method, []byte(secret))
		h.Write([]byte(body))
		return hex.EncodeToString(h.Sum(nil))
	}
	secret := form.Get("hub.secret")
	for _, forged := range []string{
		"", "sha256=", "sha256=" + strings.Repeat("0", 64), sign("another", body), "md5=" + strings.Repeat("0", 32),
		"sha1=" + sign(secret, body)[7:], sign(secret, body+" "), strings.TrimPrefix(sign(secret, body), "sha256="),
	} {
		if code := d.call(d, http.MethodPost, form.Get("hub.callback"), body, forged).Code; code != http.StatusAccepted {
			t.Errorf("%q: %d, which tells the forger", forged, code)
		}
	}
	if d.polls() != 0 || !d.state().Heard.IsZero() {
		t.Fatalf("%d polls by forged pushes", d.polls())
	}
	for n, good := range []string{
		sign(secret, body), strings.ToUpper(sign(secret, body)),
		"sha1=" + by(sha1.New, secret), "sha384=" + by(sha512.New384, secret), "sha512=" + by(sha512.New, secret),
	} {
		d.schedule(now().Add(-time.Hour), now().Add(time.Hour))
		d.call(d, http.MethodPost, form.Get("hub.callback"), body, good)
		if d.polls() != n+1 {
			t.Errorf("%q: %d polls, want %d", good, d.polls(), n+1)
		}
	}
}

func TestAPushTooSoonIsAPollLater(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	at := now()
	d.schedule(at, at.Add(6*time.Hour))
	for range 3 {
		if code := d.pushes(d, form); code != http.StatusAccepted || d.polls() != 0 {
			t.Errorf("got %d and %d polls within the least interval", code, d.polls())
		}
	}
	last, found, err := d.bus.Last(t.Context(), schema.StreamFeeds, schema.FeedSchedule(d.feed.ID))
	want := "@at " + at.Add(d.config.Least).Format(time.RFC3339Nano)
	if got := last.Header["Nats-Schedule"]; err != nil || !found || len(got) != 1 || got[0] != want {
		t.Errorf("due %q, want %q: %v", got, want, err)
	}
	d.schedule(at, at.Add(time.Minute)) // its own time is sooner
	before, _, _ := d.bus.Last(t.Context(), schema.StreamFeeds, schema.FeedSchedule(d.feed.ID))
	d.pushes(d, form)
	if after, _, _ := d.bus.Last(t.Context(), schema.StreamFeeds, schema.FeedSchedule(d.feed.ID)); after.Sequence != before.Sequence {
		t.Error("a poll that is due soon was put off")
	}
}

func TestAUsersLeastIntervalHolds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	d.feed.MinInterval = 7200
	if err := d.catalogue.Put(t.Context(), d.feed); err != nil {
		t.Fatal(err)
	}
	if d.pushes(d, form); d.polls() != 0 {
		t.Error("polled within the two hours of its user")
	}
	if got := d.least(schema.Feed{MinInterval: 1}); got != leastOwn {
		t.Errorf("least is %s", got)
	}
}

func TestAPushWhileAPollIsUnderWayIsNotLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	d.pushes(d, form) // now it is being polled
	if code := d.pushes(d, form); code != http.StatusAccepted || !d.state().Owed {
		t.Fatalf("got %d, state %+v", code, d.state())
	}
	if until := d.polled(d.hub.tls.URL); !until.IsZero() {
		t.Errorf("pushed until %s while a poll is owed", until)
	}
	begun := now().Add(-time.Hour) // before the push, and its interval is over
	d.schedule(begun, now().Add(6*time.Hour))
	d.after.Add(int64(time.Minute))
	d.sweeps() // by any replica
	if d.polls() != 2 || d.state().Owed {
		t.Errorf("%d polls, state %+v", d.polls(), d.state())
	}
}

func TestAPollAfterThePushIsWhatIsOwed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	d.pushes(d, form)
	d.pushes(d, form)
	d.schedule(now().Add(time.Second), now().Add(6*time.Hour)) // a poll that began after it
	d.after.Add(int64(time.Minute))
	d.sweeps()
	if d.polls() != 1 || d.state().Owed {
		t.Errorf("%d polls, state %+v", d.polls(), d.state())
	}
}

func TestAPushWhileAnotherIsSettledIsOwedStill(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	d.pushes(d, form)
	d.pushes(d, form)
	stale := d.state()
	stale.Heard = stale.Heard.Add(-time.Minute) // as a replica has read it
	d.schedule(now().Add(-time.Hour), now().Add(time.Hour))
	if _, err := d.settle(t.Context(), d.feed, stale); err != nil || !d.state().Owed {
		t.Errorf("state is %+v, %v", d.state(), err)
	}
}

func TestAFeedThatIsGoneOrPausedIsGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(d *desk) error{
		"removed": func(d *desk) error { _, err := d.catalogue.Remove(d.Context(), d.feed.ID); return err },
		"paused":  func(d *desk) error { d.feed.Paused = true; return d.catalogue.Put(d.Context(), d.feed) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			form := d.subscribed(d.hub.tls.URL, "86400")
			if err := change(d); err != nil {
				t.Fatal(err)
			}
			if code := d.pushes(d, form); code != http.StatusGone || d.polls() != 0 {
				t.Errorf("a push got %d and %d polls", code, d.polls())
			}
			d.work()
			d.parted(form)
			if code := d.pushes(d, form); code != http.StatusGone {
				t.Errorf("a push after all got %d", code)
			}
		})
	}
}

// parted checks that the hub was asked to end a subscription, and lets it.
func (d *desk) parted(form url.Values) {
	d.Helper()
	end := d.hub.last(d.T)
	if end.Get("hub.mode") != "unsubscribe" || end.Get("hub.callback") != form.Get("hub.callback") || end.Get("hub.topic") != form.Get("hub.topic") || end.Has("hub.secret") {
		d.Fatalf("the hub was asked %v", end)
	}
	if r := d.ask(d, end, "unsubscribe", "hub.challenge", "bye"); r.Code != http.StatusOK || r.Body.String() != "bye" {
		d.Errorf("its question got %d %q", r.Code, r.Body)
	}
	if r := d.ask(d, end, "subscribe", "hub.challenge", "c", "hub.lease_seconds", "86400"); r.Code != http.StatusNotFound {
		d.Errorf("what is over can be begun again: %d", r.Code)
	}
}

func TestAnotherHubIsAskedAndTheOldOneLeft(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.subscribed(d.hub.tls.URL, "86400")
	second := d.subscribed(d.hub.tls.URL+"/second", "86400")
	forms := d.hub.asked()
	if len(forms) != 3 || second.Get("hub.callback") == first.Get("hub.callback") || second.Get("hub.secret") == first.Get("hub.secret") {
		t.Fatalf("asked %v", forms)
	}
	if code := d.pushes(d, first); code != http.StatusGone {
		t.Errorf("the old hub's push got %d", code)
	}
	if code := d.pushes(d, second); code != http.StatusAccepted {
		t.Errorf("the new hub's push got %d", code)
	}
	// Back again before the first hub has heard: that is no end any more.
	d.polled(d.hub.tls.URL)
	for _, f := range d.state().Former {
		if f.Hub == d.hub.tls.URL {
			t.Error("the hub that is followed is to be left")
		}
	}
	if err := d.Left(t.Context(), d.feed.ID); err != nil {
		t.Fatal(err)
	}
	if s := d.state(); s.Hub != "" || len(s.Former) > maxFormer {
		t.Errorf("state is %+v", s)
	}
}

func TestAHubThatIsLeftIsToldAFewTimes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	if err := d.Left(t.Context(), d.feed.ID); err != nil {
		t.Fatal(err)
	}
	if r := d.ask(d, form, "unsubscribe", "hub.challenge", "bye"); r.Code != http.StatusNotFound {
		t.Errorf("an end that nobody has asked for yet got %d", r.Code)
	}
	d.work()
	for range 10 {
		d.after.Add(int64(2 * partPause))
		d.sweeps()
	}
	if n := len(d.hub.asked()); n != 1+maxParting {
		t.Errorf("asked %d times", n)
	}
	if s := d.state(); len(s.Former) != 0 {
		t.Errorf("state is %+v", s)
	}
}
