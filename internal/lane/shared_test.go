package lane

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const host = "harbour.example:8080"

// crawl has workers of all replicas work off claims on one host. Who is sent away
// comes back at its time, as a message does. It gives how often one was.
func (f *fleet) crawl(t *testing.T, s *site, claims, workers int) (refused int) {
	t.Helper()
	work := make(chan time.Time, claims) // when each may be tried
	for range claims {
		work <- time.Time{}
	}
	var mu sync.Mutex
	var open, all sync.WaitGroup
	open.Add(claims)
	for _, replica := range f.replicas {
		for range workers {
			all.Go(func() {
				for at := range work {
					<-time.After(time.Until(at))
					leave, err := replica.Enter(t.Context(), host, false)
					if e, isBusy := errors.AsType[*BusyError](err); isBusy {
						mu.Lock()
						refused++
						mu.Unlock()
						work <- e.Until
						continue
					}
					if err != nil {
						t.Error(err)
						open.Done()
						continue
					}
					s.ask()
					leave(ok())
					open.Done()
				}
			})
		}
	}
	open.Wait()
	close(work)
	all.Wait()
	return refused
}

func TestLaw7NeverTwoRequestsAtOnceInAFleet(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 3, Config{Spacing: 30 * time.Millisecond, Patience: 100 * time.Millisecond})
	s := &site{takes: 3 * time.Millisecond}
	f.crawl(t, s, 30, 4)
	s.check(t, 30, 30*time.Millisecond)
}

func TestABurstCostsAboutAClaimEach(t *testing.T) {
	t.Parallel()
	const claims, spacing = 200, 10 * time.Millisecond
	f := newFleet(t, 3, Config{Spacing: spacing, Patience: 2 * spacing})
	s := &site{takes: time.Millisecond}
	begin := time.Now()
	refused := f.crawl(t, s, claims, 8)
	s.check(t, claims, spacing)
	written := f.written(t)
	t.Logf("%d claims: %d writes, %d refusals, %s", claims, written, refused, time.Since(begin).Round(time.Millisecond))
	if written > 6*claims {
		t.Errorf("%d claims cost %d writes", claims, written)
	}
}

func TestAnIdleLaneCostsAClaimAndARelease(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1, Config{Spacing: time.Millisecond, Patience: time.Second})
	for n := range 5 {
		enter(t, f.replicas[0], host)(ok())
		if written := f.written(t); written != 2*(n+1) {
			t.Fatalf("%d writes for %d requests", written, n+1)
		}
	}
	if s := f.record(t, host); s.V != schema.StateVersion || s.Holder != "" || !s.Until.IsZero() || s.Free.IsZero() {
		t.Errorf("the record of an idle lane is %+v", s)
	}
}

func TestALeaseIsHandedOverWithoutAWord(t *testing.T) {
	t.Parallel()
	const requests = 20
	f := newFleet(t, 2, Config{Spacing: 5 * time.Millisecond, Patience: 20 * time.Second})
	s := &site{takes: time.Millisecond}
	leave := enter(t, f.replicas[0], host)
	var all sync.WaitGroup
	for range requests {
		all.Go(func() {
			leave := enterRedirected(t, f.replicas[0], host)
			s.ask()
			leave(ok())
		})
	}
	eventually(t, "all wait", func() bool { return f.replicas[0].waitingAt(host) == requests })
	busyUntil, err := f.replicas[1].tryOnce(t, host)
	if err == nil {
		t.Errorf("another replica entered a lane that is held, %s", busyUntil)
	}
	before := f.written(t)
	leave(ok())
	all.Wait()
	s.check(t, requests, 5*time.Millisecond)
	if cost := f.written(t) - before; cost > 3 { // the lease, and the release
		t.Errorf("%d requests within a lease cost %d writes", requests, cost)
	}
	enter(t, f.replicas[1], host)(ok()) // nobody of the first waits any more
}

func TestALeaseEnds(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2, Config{Spacing: 5 * time.Millisecond, Patience: 20 * time.Second, Lease: 100 * time.Millisecond})
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 4 { // of the first replica some wait always
		all.Go(func() {
			for ctx.Err() == nil {
				if leave, err := f.replicas[0].Enter(ctx, host, true); err == nil {
					leave(ok())
				}
			}
		})
	}
	eventually(t, "some wait", func() bool { return f.replicas[0].waitingAt(host) > 1 })
	enterRedirected(t, f.replicas[1], host)(ok())
	stop()
	all.Wait()
}

func TestWhoGivesUpKeepsNoLease(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2, Config{Spacing: 200 * time.Millisecond, Patience: 20 * time.Second})
	leave := enter(t, f.replicas[0], host)
	ctx, giveUp := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { _, err := f.replicas[0].Enter(ctx, host, false); ended <- err }()
	eventually(t, "one waits", func() bool { return f.replicas[0].waitingAt(host) == 1 })
	leave(ok()) // the lane is kept for the one who waits
	if s := f.record(t, host); s.Holder == "" {
		t.Fatal("the lane was given back although one waits")
	}
	giveUp()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if s := f.record(t, host); s.Holder != "" {
		t.Errorf("the lane is still held: %+v", s)
	}
	enter(t, f.replicas[1], host)(ok())
}

func TestAHostThatIsAskedTooMuchIsLeftAloneByTheFleet(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 3, Config{Spacing: time.Millisecond, Patience: time.Second})
	until := time.Now().Add(time.Hour)
	leave := enter(t, f.replicas[0], host)
	waits := make(chan error)
	go func() { _, err := f.replicas[0].Enter(t.Context(), host, false); waits <- err }()
	eventually(t, "one waits", func() bool { return f.replicas[0].waitingAt(host) == 1 })
	leave(tooMany(until))
	if _, isBusy := errors.AsType[*BusyError](<-waits); !isBusy {
		t.Error("who waited was let in")
	}
	seen := map[time.Time]bool{}
	for _, replica := range f.replicas {
		at := busy(t, replica, host)
		if at.Before(until) || at.After(until.Add(time.Second)) || seen[at] {
			t.Errorf("sent away until %s, want a time of its own soon after %s", at, until)
		}
		seen[at] = true
	}
}

func TestACrashFreesItsLaneInTheEnd(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2, Config{Spacing: 10 * time.Millisecond, Patience: time.Millisecond, Margin: 200 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	deadline, _ := ctx.Deadline()
	if _, err := f.replicas[0].Enter(ctx, host, false); err != nil { // and it never leaves
		t.Fatal(err)
	}
	busy(t, f.replicas[1], host)
	leave := enterRedirected(t, f.replicas[1], host)
	if late := time.Since(deadline); late < 200*time.Millisecond || late > 10*time.Second {
		t.Errorf("entered %s after the deadline, want soon after 200ms", late)
	}
	leave(ok())
}

func TestSpacingOfAHostIsTheFleets(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2, Config{Spacing: time.Millisecond, Patience: time.Minute})
	if err := f.replicas[0].SetSpacing(t.Context(), host, 200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	s := &site{}
	for n := range 4 {
		leave := enter(t, f.replicas[n%2], host)
		s.ask()
		leave(ok())
	}
	s.check(t, 4, 200*time.Millisecond)
	if err := f.replicas[1].SetSpacing(t.Context(), host, time.Hour); err != nil {
		t.Fatal(err)
	}
	if s := f.record(t, host); s.Spacing != 30_000 {
		t.Errorf("the host's own spacing is %d ms, want 30 s at most", s.Spacing)
	}
}

func TestWithoutNATSNobodyEnters(t *testing.T) {
	t.Parallel()
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir()})
	b := bustest.Connect(t, server, "replica")
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		t.Fatal(err)
	}
	bucket, err := b.Bucket(t.Context(), schema.BucketHosts)
	if err != nil {
		t.Fatal(err)
	}
	l := NewShared(bucket, Config{Spacing: time.Millisecond, Patience: time.Second})
	leave := enter(t, l, host)
	server.Stop()
	begin := time.Now()
	leave(tooMany(time.Now().Add(time.Hour)))
	if took := time.Since(begin); took > changeTimeout+2*time.Second {
		t.Errorf("leaving took %s", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = l.Enter(ctx, host, true)
	if _, isBusy := errors.AsType[*BusyError](err); err == nil || isBusy {
		t.Errorf("error is %v, want one that says that nothing is known", err)
	}
}

func TestARecordOfALaterReleaseIsRead(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 1, Config{Spacing: time.Millisecond, Patience: time.Second})
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	for name, body := range map[string]string{
		"more.example":  `{"v":7,"notBefore":"` + until.Format(time.RFC3339) + `","crew":["a"]}`,
		"other.example": `{"notBefore":"` + until.Format(time.RFC3339) + `","v":7,"spacing":"slow","holder":"","crew":{}}`,
	} {
		if err := f.bucket.Put(t.Context(), "lane."+Key(name), json.RawMessage(body)); err != nil {
			t.Fatal(err)
		}
		if got := busy(t, f.replicas[0], name); !got.Equal(until) {
			t.Errorf("%s is busy until %s, want %s", name, got, until)
		}
	}
	for name, body := range map[string]string{"array.example": `[]`, "string.example": `"x"`, "null.example": `null`, "time.example": `{"free":"soon"}`} {
		if err := f.bucket.Put(t.Context(), "lane."+Key(name), json.RawMessage(body)); err != nil {
			t.Fatal(err)
		}
		enter(t, f.replicas[0], name)(ok())
	}
}

// waitingAt is how many wait at a host's door.
func (p *porter) waitingAt(host string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.doors[host]; d != nil {
		return d.waiting
	}
	return 0
}

// tryOnce enters if that can be done at once.
func (p *porter) tryOnce(t *testing.T, host string) (time.Time, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	leave, err := p.Enter(ctx, host, false)
	if err == nil {
		leave(ok())
	}
	return time.Now(), err
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within 20s: %s", what)
		}
	}
}
