package bus_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// TestAServerFromABackupGoesOn backs a server up in the two ways of
// docs/storage.md, goes on for a while, and gives the wire what is restored: all
// that was there at the backup, with its numbers, its consumers where they were,
// and a clock that runs.
func TestAServerFromABackupGoesOn(t *testing.T) {
	t.Parallel()
	for way, backUp := range map[string]func(t *testing.T, s *natsembed.Server, dir string) (restore func() *bus.Bus){
		"snapshots of a server that runs":    backUpBySnapshot,
		"a copy of a stopped server's files": backUpByCopy,
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "nats")
			server, b := serve(t, dir)
			if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes())); err != nil {
				t.Fatal(err)
			}
			for n := range 10 {
				article(t, b, n)
			}
			take(t, b, 0, 4)
			far := putOff(t, b, "far", time.Hour, 0)
			putOff(t, b, "near", time.Second, 0)
			revisions := bucket(t, b)
			if err := revisions.Put(t.Context(), "article.x", 7); err != nil {
				t.Fatal(err)
			}
			restore := backUp(t, server, dir)
			b = restore()
			if n := left(t, b, schema.StreamArticles); n != 10 {
				t.Errorf("%d articles are left", n)
			}
			if _, stored, err := b.Publish(t.Context(), bus.Outgoing{Subject: articleSubject, ID: "9", Body: []byte("9")}); stored || err != nil {
				t.Errorf("what was published before the backup is published again: %t, %v", stored, err)
			}
			article(t, b, 10)
			take(t, b, 4, 11)
			var known int
			if _, err := bucket(t, b).Get(t.Context(), "article.x", &known); known != 7 || err != nil {
				t.Errorf("the bucket has %d, %v", known, err)
			}
			eventually(t, "the schedule fires", func() bool {
				_, found, err := b.Last(t.Context(), schema.StreamItems, schema.ItemDue(host, "near"))
				return found && err == nil
			})
			putOff(t, b, "far", 2*time.Hour, far) // its number is still the one that was given
		})
	}
}

const (
	host           = "harbour.example"
	articleSubject = "articles.v1.en.harbour-example.none"
)

// serve starts a server on a directory, and connects to it.
func serve(t *testing.T, dir string) (*natsembed.Server, *bus.Bus) {
	t.Helper()
	server := bustest.Start(t, natsembed.Config{Dir: dir})
	return server, bustest.Connect(t, server, "test")
}

// backUpBySnapshot lets some more be done than the backup knows of.
func backUpBySnapshot(t *testing.T, server *natsembed.Server, _ string) (restore func() *bus.Bus) {
	t.Helper()
	b := bustest.Connect(t, server, "backup")
	all := bustest.BackUp(t, b, "../../docs/storage.md")
	streams := map[string]bool{}
	for info := range b.JetStream().ListStreams(t.Context()).Info() {
		streams[info.Config.Name] = true
	}
	if len(streams) != len(all) {
		t.Errorf("%d streams are backed up of %v", len(all), streams)
	}
	take(t, b, 4, 6)
	article(t, b, 99)
	return func() *bus.Bus {
		server.Stop()
		dir := filepath.Join(t.TempDir(), "nats")
		server, b := serve(t, dir)
		for _, s := range all {
			s.Restore(t, b)
		}
		server.Stop() // a server reads the ids of messages when it starts, and not when it restores
		_, b = serve(t, dir)
		if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes())); err != nil { // as services do at their start
			t.Fatal(err)
		}
		return b
	}
}

func backUpByCopy(t *testing.T, server *natsembed.Server, dir string) (restore func() *bus.Bus) {
	t.Helper()
	server.Stop()
	copied := filepath.Join(t.TempDir(), "nats")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return func() *bus.Bus {
		_, b := serve(t, copied)
		return b
	}
}

// article publishes a message for the storer.
func article(t *testing.T, b *bus.Bus, n int) {
	t.Helper()
	id := strconv.Itoa(n)
	if _, stored, err := b.Publish(t.Context(), bus.Outgoing{Subject: articleSubject, ID: id, Body: []byte(id)}); !stored || err != nil {
		t.Fatal(stored, err)
	}
}

// putOff schedules an item in place of a schedule that has a number, 0 for none.
func putOff(t *testing.T, b *bus.Bus, item string, wait time.Duration, last uint64) (number uint64) {
	t.Helper()
	subject := schema.ItemSchedule(host, item)
	number, err := b.Schedule(t.Context(), bus.Schedule{
		Subject: subject, Target: schema.ItemDue(host, item), At: time.Now().Add(wait), Fence: bus.Fence{Subject: subject, Sequence: last},
	})
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// take works as the storer, which gets the articles from one number up to another.
func take(t *testing.T, b *bus.Bus, from, to int) {
	t.Helper()
	consumer, err := b.JetStream().Consumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		t.Fatal(err)
	}
	for n := from; n < to; n++ {
		m, err := consumer.Next(jetstream.FetchMaxWait(patience))
		if err != nil {
			t.Fatal(err)
		}
		if want := strconv.Itoa(n); string(m.Data()) != want {
			t.Errorf("the storer gets %s, want %s", m.Data(), want)
		}
		if err := m.DoubleAck(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func bucket(t *testing.T, b *bus.Bus) *bus.Bucket {
	t.Helper()
	revisions, err := b.Bucket(t.Context(), schema.BucketRevisions)
	if err != nil {
		t.Fatal(err)
	}
	return revisions
}
