package lane

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lanes is what Local and Shared both are.
type lanes interface {
	web.Gate
	SetSpacing(ctx context.Context, host string, spacing time.Duration) error
}

// fleet is some replicas with lanes that they share, on one server.
type fleet struct {
	replicas []*Shared
	bus      *bus.Bus
	bucket   *bus.Bucket
	before   int // writes, before the first request
}

// newFleet starts a server, and replicas that have a connection each.
func newFleet(tb testing.TB, replicas int, config Config) *fleet {
	tb.Helper()
	server := bustest.Start(tb, natsembed.Config{Dir: tb.TempDir()})
	f := &fleet{}
	for range replicas {
		b := bustest.Connect(tb, server, "replica")
		if f.bus == nil {
			f.bus = b
			if err := b.Apply(tb.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
				tb.Fatal(err)
			}
		}
		bucket, err := b.Bucket(tb.Context(), schema.BucketHosts)
		if err != nil {
			tb.Fatal(err)
		}
		f.bucket = bucket
		f.join(tb, config)
	}
	f.before = f.written(tb)
	return f
}

// join makes one more replica, which says that it is there.
func (f *fleet) join(tb testing.TB, config Config) *Shared {
	tb.Helper()
	l := NewShared(f.bucket, config)
	if err := l.attend(tb.Context(), "", time.Now()); err != nil {
		tb.Fatal(err)
	}
	f.replicas = append(f.replicas, l)
	return l
}

// written is how many writes requests have cost.
func (f *fleet) written(tb testing.TB) int {
	tb.Helper()
	stream, err := f.bus.JetStream().Stream(tb.Context(), "KV_"+schema.BucketHosts)
	if err != nil {
		tb.Fatal(err)
	}
	return int(stream.CachedInfo().State.LastSeq) - f.before
}

// record is what the bucket holds of a host.
func (f *fleet) record(tb testing.TB, host string) state {
	tb.Helper()
	var s state
	if _, err := f.bucket.Get(tb.Context(), "lane."+Key(host), &s); err != nil {
		tb.Fatal(err)
	}
	return s
}

func ok() web.Answer { return web.Answer{Status: http.StatusOK} }

func tooMany(until time.Time) web.Answer {
	return web.Answer{Status: http.StatusTooManyRequests, RetryAfter: until}
}

// enter asks a host that can be asked soon.
func enter(tb testing.TB, l lanes, host string) func(web.Answer) {
	tb.Helper()
	leave, err := l.Enter(tb.Context(), host, false)
	if err != nil {
		tb.Fatal(err)
	}
	return leave
}

// enterRedirected waits for a host as long as it takes.
func enterRedirected(tb testing.TB, l lanes, host string) func(web.Answer) {
	tb.Helper()
	leave, err := l.Enter(tb.Context(), host, true)
	if err != nil {
		tb.Fatal(err)
	}
	return leave
}

// busy checks that the host can't be asked, and says when it can.
func busy(tb testing.TB, l lanes, host string) time.Time {
	tb.Helper()
	_, err := l.Enter(tb.Context(), host, false)
	e, isBusy := errors.AsType[*BusyError](err)
	if !isBusy || e.Host != host {
		tb.Fatalf("error is %v, want BusyError of %s", err, host)
	}
	return e.Until
}

// site is a host that writes down how it is asked.
type site struct {
	takes time.Duration // for an answer

	mu       sync.Mutex
	inFlight int
	most     int           // at once
	ended    time.Time     // the last request
	gap      time.Duration // the least, between two
	asked    int
}

// ask is one request; it begins and ends within a lane.
func (s *site) ask() {
	s.mu.Lock()
	now := time.Now()
	if gap := now.Sub(s.ended); s.asked > 0 && (s.gap == 0 || gap < s.gap) {
		s.gap = gap
	}
	s.asked++
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	s.mu.Unlock()
	<-time.After(s.takes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	s.ended = time.Now()
}

// check says whether the site was asked as it may be.
func (s *site) check(tb testing.TB, asked int, spacing time.Duration) {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.most != 1 {
		tb.Errorf("%d requests at once", s.most)
	}
	if asked > 1 && s.gap < spacing-time.Millisecond { // the clock's own coarseness
		tb.Errorf("a request came %s after another, want %s", s.gap, spacing)
	}
	if s.asked != asked {
		tb.Errorf("asked %d times, want %d", s.asked, asked)
	}
}
