package websub

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestAHubThatDoesNotTellIsNotReliedOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := d.subscribed(d.hub.tls.URL, "86400")
	before := d.found(d.hub.tls.URL)
	before.PushedUntil = d.state().Until
	poll := func(fresh int) time.Time {
		d.after.Add(int64(10 * time.Minute))
		after := d.found(d.hub.tls.URL)
		after.Fresh = fresh
		until, err := d.Polled(t.Context(), d.feed, before, after)
		if err != nil {
			t.Fatal(err)
		}
		before, before.PushedUntil = after, until
		return until
	}
	if poll(0).IsZero() {
		t.Error("a quiet hub of a quiet feed is not relied on")
	}
	if !poll(1).IsZero() || !d.state().Silent || !poll(0).IsZero() {
		t.Error("a hub that was silent about news is relied on")
	}
	if d.pushes(d, form); poll(1).IsZero() {
		t.Error("a hub that told of news is not relied on again")
	}
	d.schedule(now().Add(-time.Hour), now().Add(time.Hour))
	d.pushes(d, form)
	if !poll(0).IsZero() {
		t.Error("news that was pushed and not found yet is waited for as long as ever")
	}
	if poll(0).IsZero() {
		t.Error("a push without news counts for ever")
	}
}

func TestANewMasterSecretTakesOverWithoutAGap(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	old := d.subscribed(d.hub.tls.URL, "86400")
	ring, err := parseKeys([]byte(strings.Repeat("n", 32) + "\n" + master))
	if err != nil {
		t.Fatal(err)
	}
	d.keys.Store(&ring)
	if code := d.pushes(d, old); code != http.StatusAccepted || d.polls() != 1 {
		t.Errorf("before the hub knows, a push got %d and %d polls", code, d.polls())
	}
	d.schedule(now().Add(-time.Hour), now().Add(time.Hour))
	d.sweeps()
	renewed := d.hub.last(t)
	if len(d.hub.asked()) != 2 || renewed.Get("hub.callback") == old.Get("hub.callback") || renewed.Get("hub.secret") == old.Get("hub.secret") {
		t.Fatalf("asked %v", d.hub.asked())
	}
	if code := d.pushes(d, old); code != http.StatusAccepted || d.polls() != 2 {
		t.Errorf("while the hub verifies, a push got %d and %d polls", code, d.polls())
	}
	if until := d.state().Until; until.IsZero() || until.After(d.now().Add(partingGrace)) {
		t.Errorf("pushed until %s", until)
	}
	d.ask(d, renewed, "subscribe", "hub.challenge", "c", "hub.lease_seconds", "86400")
	d.after.Add(int64(partingGrace))
	d.sweeps()
	d.parted(old)
	d.schedule(now().Add(-time.Hour), now().Add(time.Hour))
	if code := d.pushes(d, renewed); code != http.StatusAccepted || d.polls() != 3 {
		t.Errorf("by the new one, a push got %d and %d polls", code, d.polls())
	}
}

func TestAMasterSecretThatIsLostIsAPoll(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	old := d.subscribed(d.hub.tls.URL, "86400")
	ring, err := parseKeys([]byte(strings.Repeat("n", 32)))
	if err != nil {
		t.Fatal(err)
	}
	d.keys.Store(&ring)
	if code := d.pushes(d, old); code != http.StatusNotFound {
		t.Errorf("a push got %d", code)
	}
	d.sweeps()
	if len(d.hub.asked()) != 2 || d.polls() != 1 || !d.state().Until.IsZero() {
		t.Errorf("asked %d times, %d polls, state %+v", len(d.hub.asked()), d.polls(), d.state())
	}
}

func TestAStateThatCannotBeReadIsBegunAnew(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]any{"text": "x", "another type": map[string]any{"failures": "x"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			if err := d.ledger.bucket.Put(t.Context(), d.feed.ID, body); err != nil {
				t.Fatal(err)
			}
			d.sweeps() // is not ended by it
			d.subscribed(d.hub.tls.URL, "86400")
		})
	}
}

func TestAStateOfANewerReleaseIsLeftAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if err := d.ledger.bucket.Put(t.Context(), d.feed.ID, subscription{V: schema.StateVersion + 2, Hub: "x"}); err != nil {
		t.Fatal(err)
	}
	d.sweeps()
	if until := d.polled(d.hub.tls.URL); !until.IsZero() || len(d.hub.asked()) != 0 {
		t.Errorf("pushed until %s, asked %d times", until, len(d.hub.asked()))
	}
}

func TestStatesInAWord(t *testing.T) {
	t.Parallel()
	at := now()
	for want, s := range map[string]subscription{
		"": {}, "pending": {Hub: "h", Failures: 1}, "failing": {Hub: "h", Failures: 2},
		"active": {Hub: "h", Until: at.Add(1)}, "silent": {Hub: "h", Until: at.Add(1), Silent: true},
	} {
		if got := s.state(at); got != want {
			t.Errorf("%+v is %q, want %q", s, got, want)
		}
	}
}
