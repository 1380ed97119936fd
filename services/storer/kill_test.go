package storer

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

const (
	// childNATS and childStore say where the server and the database of a storer are:
	// the test's binary is that storer then.
	childNATS  = "WIRECOPY_TEST_STORER_NATS"
	childStore = "WIRECOPY_TEST_STORER_STORE"
	// maxBehind is how many messages may wait before no more are published for a moment.
	maxBehind = 5000
	// soonEnough is the AckWait of the short run: longer than all its kills take, for
	// what is in the hands of the dying again and again is parked, at its fourth delivery.
	soonEnough = 3 * time.Second
)

// child is the whole life of a storer in a process of its own.
func child() int {
	return daemon.Main(func(ctx context.Context) error {
		log := zap.NewNop()
		b, err := bus.Connect(ctx, bus.Config{URL: os.Getenv(childNATS), Name: "storer", Patience: time.Minute}, bus.Deps{Log: log})
		if err != nil {
			return err
		}
		defer b.Close()
		s, err := postgres.Open(ctx, postgres.Config{URL: os.Getenv(childStore), Patience: time.Minute})
		if err != nil {
			return err
		}
		defer s.Close()
		r, err := New(Defaults(), Deps{Bus: b, Store: s, Log: log})
		if err != nil {
			return err
		}
		return r.Run(ctx)
	})
}

// startChild starts a storer in a process of its own, and gives what kills it.
func startChild(t *testing.T, nats, url string) (kill func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childNATS+"="+nats, childStore+"="+url)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill() // it may have ended with the test
		_ = cmd.Wait()         // killed, which is an error
	})
	t.Cleanup(kill)
	return kill
}

// load publishes articles until it is stopped, and says then how many there are.
func load(t *testing.T, b *bus.Bus) (stop func() (published int)) {
	t.Helper()
	ended, published := make(chan struct{}), 0
	var working sync.WaitGroup
	working.Go(func() {
		pace := time.NewTicker(20 * time.Millisecond)
		defer pace.Stop()
		for {
			select {
			case <-ended:
				return
			case <-pace.C:
			}
			if unacknowledged(t, b) > maxBehind {
				continue
			}
			for range 100 {
				publish(t, b, storetest.Article(published))
				published++
			}
		}
	})
	return func() int {
		close(ended)
		working.Wait()
		return published
	}
}

// TestLaw1KillsOfStorersAndPostgresLoseNothing kills, in turns and under load, one
// of two storers and the database server. `make kills` does so every five seconds
// for a minute.
func TestLaw1KillsOfStorersAndPostgresLoseNothing(t *testing.T) {
	t.Parallel()
	lasting, every, ackWait := 2*time.Second, 500*time.Millisecond, soonEnough
	if value := os.Getenv("WIRECOPY_TEST_KILLS"); value != "" {
		var err error
		if lasting, err = time.ParseDuration(value); err != nil {
			t.Fatalf("WIRECOPY_TEST_KILLS: %v", err)
		}
		every, ackWait = 5*time.Second, bus.StorerAckWait
	}
	database := pgtest.Server(t, pgserver.Config{Durable: true})
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	b := bustest.Connect(t, server, "test")
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		t.Fatal(err)
	}
	hurry(t, b, ackWait)
	nats, url := "nats://"+server.Addr(), database.URL("postgres")
	s := openPostgres(t, url)
	storers := []func(){startChild(t, nats, url), startChild(t, nats, url)}
	stop := load(t, b)
	eventually(t, "some are stored", func() bool { return count(t, s).Articles > 0 })

	tick := time.NewTicker(every)
	defer tick.Stop()
	kills := 0
	for range lasting / every {
		<-tick.C
		if n := kills % 4; n%2 == 0 {
			storers[n/2]()
			storers[n/2] = startChild(t, nats, url)
		} else {
			if err := database.Kill(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := database.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		kills++
	}
	published := int64(stop())
	// What a storer had in hand when it was killed comes again after AckWait.
	within(t, 20*time.Second+3*ackWait, "all are acknowledged", func() bool { return unacknowledged(t, b) == 0 })
	if n := messages(t, b, schema.StreamRejected); n > 0 {
		t.Errorf("%d articles are rejected, want none", n)
	}
	if got := count(t, s); got != (store.Count{Articles: published, Versions: published}) {
		t.Errorf("stored %+v, want each of %d once", got, published)
	}
	t.Logf("%d articles, %d kills", published, kills)
}
