package storer

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// stuck is a store whose index takes for ever.
type stuck struct{ store.Store }

func (s stuck) Index(ctx context.Context, _ int) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

func TestWritingNeverWaitsForTheIndex(t *testing.T) {
	t.Parallel()
	b, s := bustest.New(t), open(t)
	run(t, b, stuck{s})
	for n := range 20 {
		publish(t, b, storetest.Article(n))
	}
	eventually(t, "all are stored and acknowledged", func() bool { return unacknowledged(t, b) == 0 })
	if got := count(t, s); got.Articles != 20 {
		t.Errorf("stored %+v", got)
	}
}

func TestWhatIsStoredIsFound(t *testing.T) {
	t.Parallel()
	b, s := bustest.New(t), open(t)
	publish(t, b, storetest.Article(1))
	run(t, b, s)
	eventually(t, "it is found by its words", func() bool {
		for _, err := range s.Articles(t.Context(), store.Query{Text: "boat"}) {
			return err == nil
		}
		return false
	})
}

func TestTheLagIsMeasured(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1), storetest.Article(2))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Index(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewPedanticRegistry()
	if _, err := newMetrics(registry, s); err != nil {
		t.Fatal(err)
	}
	const want = `
		# HELP wirecopy_storer_lag_articles Changes of articles that what follows writing has yet to come to: search or sort.
		# TYPE wirecopy_storer_lag_articles gauge
		wirecopy_storer_lag_articles{part="search"} 1
		wirecopy_storer_lag_articles{part="sort"} 2
	`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "wirecopy_storer_lag_articles"); err != nil {
		t.Error(err)
	}
	if n, err := testutil.GatherAndCount(registry, "wirecopy_storer_lag_seconds"); n != 2 || err != nil {
		t.Errorf("%d ages, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := testutil.GatherAndCount(registry, "wirecopy_storer_lag_articles"); n != 0 || err != nil {
		t.Errorf("a store that is closed has %d metrics, %v", n, err)
	}
}

// TestAFollowerGoesOn does what is there, waits for what comes, looks by itself now
// and then, and after a fault tries again, which it logs once.
func TestAFollowerGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		core, logs := observer.New(zapcore.InfoLevel)
		var mu sync.Mutex
		waiting, steps, fault := 3, 0, error(nil)
		f := newFollower("test", newRush(), zap.New(core), func(context.Context) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			steps++
			if fault != nil {
				return 0, fault
			}
			done := min(waiting, 2)
			waiting -= done
			return done, nil
		})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { f.run(ctx); close(done) }()
		want := func(when string, wantSteps int) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if steps != wantSteps || waiting != 0 {
				t.Errorf("%s: %d steps, %d waiting; want %d and 0", when, steps, waiting, wantSteps)
			}
		}
		set := func(change func()) {
			mu.Lock()
			defer mu.Unlock()
			change()
		}
		want("at the start", 3)
		set(func() { waiting = 1 })
		f.written()
		f.written()
		want("after a write", 6) // the second signal came while it worked, or finds nothing
		set(func() { waiting = 1 })
		time.Sleep(followEvery)
		want("by itself", 8)
		set(func() { fault = errors.New("locked") })
		f.written()
		want("at a fault", 9)
		f.written()
		want("it doesn't hurry after a fault", 9)
		time.Sleep(2 * followAgain)
		want("it tries again", 11)
		set(func() { fault = nil })
		time.Sleep(followAgain)
		want("when all is well", 13)
		stop()
		<-done
		var told []string
		for _, entry := range logs.All() {
			told = append(told, entry.Message)
		}
		if got := strings.Join(told, "; "); got != "what follows writing is held up; what follows writing goes on" {
			t.Errorf("told %q", got)
		}
	})
}

// TestWhatFollowsGivesWay rests three times as long as it worked while batches are full.
func TestWhatFollowsGivesWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const portion = 100 * time.Millisecond
		steps, r := 0, newRush()
		f := newFollower("test", r, zap.NewNop(), func(context.Context) (int, error) {
			time.Sleep(portion)
			steps++
			return 1, nil
		})
		time.Sleep(time.Second)
		r.full()
		ctx, stop := context.WithTimeout(t.Context(), rushFor-portion)
		f.run(ctx)
		stop()
		if steps != 5 {
			t.Errorf("%d portions of %s within %s of a full batch", steps, portion, rushFor)
		}
		steps = 0
		ctx, stop = context.WithTimeout(t.Context(), rushFor)
		defer stop()
		f.run(ctx)
		if steps < 19 {
			t.Errorf("%d portions within %s without one", steps, rushFor)
		}
	})
}
