package up

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// follower is a consumer that comes and goes.
type follower struct {
	t    *testing.T
	url  string
	into *received
	conn *nats.Conn
}

// come subscribes, as soon as there is a wire.
func (f *follower) come() {
	f.t.Helper()
	conn, err := nats.Connect(f.url, nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true), nats.ReconnectWait(20*time.Millisecond))
	if err != nil {
		f.t.Fatal(err)
	}
	f.conn = conn
	f.t.Cleanup(conn.Close)
	eventually(f.t, time.Minute, "the consumer is let in", func() bool {
		s, err := client.Subscribe(f.t.Context(), conn, client.Filter{}, f.into.take, client.Durable("desk"), client.StartAll(),
			client.OnError(func(*client.Message, error) {})) // that the wire is away, which it is meant to be
		if err == nil {
			f.t.Cleanup(s.Stop)
		}
		return err == nil
	})
}

// die leaves without a word.
func (f *follower) die() { f.conn.Close() }

// TestLaw9ConsumersMissNothingWhenEverythingIsKilled kills the whole wire while a
// consumer follows it, and the consumer too. In the end the consumer has had every
// version that was stored. What was being downloaded at a kill comes a minute and a
// half later, and isn't waited for.
func TestLaw9ConsumersMissNothingWhenEverythingIsKilled(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 6, 6, 300 })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	p := &process{t: t, data: t.TempDir()}
	args, err := json.Marshal(append([]string{
		"--data", p.data, "--nats-listen", address, "--http", "127.0.0.1:0", "--plain", "--host-interval", "0",
	}, subscribe(n)...))
	if err != nil {
		t.Fatal(err)
	}
	p.args = string(args)
	desk := &follower{t: t, url: "nats://" + address, into: newReceived()}
	for kill := range 2 {
		p.start()
		desk.come()
		eventually(t, time.Minute, "the consumer gets more articles", func() bool { return desk.into.count() > 20*kill })
		if kill > 0 {
			desk.die()
		}
		p.kill()
		if kill == 0 {
			desk.die()
		}
	}
	p.start()
	desk.come()
	eventually(t, time.Minute, "the consumer gets more articles", func() bool { return desk.into.count() > 60 })
	p.stop()
	var stored []string
	p.read(func(ctx context.Context, s store.Store) {
		for row, err := range s.Articles(ctx, store.Query{Versions: true}) {
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, fmt.Sprintf("%s.%d", row.ID, row.Version))
		}
	})
	p.start()
	eventually(t, time.Minute, "the consumer has all that was stored", func() bool {
		return !slices.ContainsFunc(stored, func(event string) bool { return desk.into.times(event) == 0 })
	})
	p.kill()
}
