package lane

import (
	"testing"
	"time"
)

// alone is the configuration of a process that may keep all lanes in memory.
func alone(spacing time.Duration) Config {
	return Config{Spacing: spacing, Patience: time.Second, Alone: "wire"}
}

// tired makes a process look for the others at its next request, as it does in time.
func (p *porter) tired() { p.attendUntil(time.Time{}) }

func TestOneWhoIsAloneWritesNothing(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1, alone(time.Millisecond))
	for range 5 {
		enter(t, f.replicas[0], host)(ok())
	}
	if written := f.written(t); written != 0 {
		t.Errorf("%d writes for 5 requests", written)
	}
}

func TestLaw7ANewcomerWaitsUntilTheLanesAreHandedOver(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1, alone(time.Second))
	first := f.replicas[0]
	until := time.Now().Add(time.Hour)
	enter(t, first, "tide.example")(tooMany(until))
	leave := enter(t, first, host)
	second := NewShared(f.bucket, Config{Spacing: time.Second, Patience: 10 * time.Millisecond})
	if at := time.Until(busy(t, second, "other.example")); at > presenceLook {
		t.Errorf("the newcomer comes again after %s", at)
	}
	busy(t, second, host)
	enter(t, first, "third.example")(ok()) // the first hasn't heard of it yet
	first.tired()
	enter(t, first, "other.example")(ok())
	if at := busy(t, second, "other.example"); time.Until(at) > 2*time.Second {
		t.Errorf("what was asked just now can be asked at %s", at)
	}
	if at := busy(t, second, "tide.example"); at.Before(until) {
		t.Errorf("what wants to be left alone until %s can be asked at %s", until, at)
	}
	busy(t, second, host)
	leave(ok())
	ctxLeave := enterRedirected(t, second, host)
	busy(t, first, host)
	ctxLeave(ok())
}

func TestOneWhoTakesOverFromItselfKeepsTheSpacing(t *testing.T) {
	t.Parallel()
	const spacing = 300 * time.Millisecond
	f := newFleet(t, 1, alone(spacing))
	until := time.Now().Add(time.Hour)
	enter(t, f.replicas[0], "tide.example")(tooMany(until))
	if err := f.replicas[0].SetSpacing(t.Context(), "slow.example", 30*time.Second); err != nil {
		t.Fatal(err)
	}
	enter(t, f.replicas[0], host) // and it dies
	begin := time.Now()
	again := f.join(t, alone(spacing))
	enter(t, again, host)(ok())
	if waited := time.Since(begin); waited < spacing {
		t.Errorf("asked %s after the takeover, want a spacing of %s", waited, spacing)
	}
	if at := busy(t, again, "tide.example"); at.Before(until) {
		t.Errorf("what wants to be left alone until %s can be asked at %s", until, at)
	}
	if at := time.Until(busy(t, again, "slow.example")); at < 10*time.Second {
		t.Errorf("a host with a spacing of its own can be asked in %s", at)
	}
}

func TestOneWhoSleptIsNotAloneAnyMore(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1, alone(time.Millisecond))
	if err := f.bucket.Put(t.Context(), fleetKey, presence{Alone: "wire", Until: time.Now()}); err != nil { // it sleeps
		t.Fatal(err)
	}
	second := f.join(t, Config{Spacing: time.Minute, Patience: time.Millisecond})
	enter(t, second, host)(ok())
	f.replicas[0].tired() // it wakes
	busy(t, f.replicas[0], host)
	if f.replicas[0].alone {
		t.Error("two processes keep the lanes")
	}
}

func TestOneIsAloneAgainWhenTheOthersHaveGone(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1, Config{Spacing: time.Minute, Patience: time.Millisecond})
	first := f.join(t, alone(time.Minute))
	if first.alone {
		t.Fatal("two processes keep the lanes")
	}
	enter(t, f.replicas[0], host)(ok())
	if err := f.bucket.Put(t.Context(), fleetKey, presence{Until: time.Now().Add(changeTimeout / 2)}); err != nil { // the others have gone
		t.Fatal(err)
	}
	first.tired()
	busy(t, first, "tide.example") // not yet: one of them may still be there
	if err := f.bucket.Put(t.Context(), fleetKey, presence{Until: time.Now()}); err != nil {
		t.Fatal(err)
	}
	enter(t, first, "tide.example")(ok())
	if !first.alone {
		t.Error("nobody else is there, and the lanes are still in the bucket")
	}
	busy(t, first, host) // what the others did is known
}

func TestKeysAreRead(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"harbour.example", "harbour.example:8080", "[2001:db8::1]:80", "a..b", ".a.", "=", "é.example"} {
		if got, ok := hostOf(Key(host)); got != host || !ok {
			t.Errorf("%q is read as %q, %t", host, got, ok)
		}
	}
	for _, key := range []string{"a=", "a=1", "a=zz"} {
		if host, ok := hostOf(key); ok {
			t.Errorf("%q is read as %q", key, host)
		}
	}
}
