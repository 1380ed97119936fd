package up

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/client"
)

// received are the events that a consumer has seen, each with how often.
type received struct {
	mu     sync.Mutex
	events map[string]int
	codes  map[string]int // by language
}

func newReceived() *received { return &received{events: map[string]int{}, codes: map[string]int{}} }

func (r *received) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

// times says how often an event was seen.
func (r *received) times(event string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[event]
}

// take is the consumer's work.
func (r *received) take(_ context.Context, m *client.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events[m.ID]++
	r.codes[m.Article.InLanguage[:2]]++
	return nil
}

// consume subscribes until the returned function drains the subscription.
func consume(t *testing.T, r *running, filter client.Filter, into *received, options ...client.Option) (drain func()) {
	t.Helper()
	s, err := client.Subscribe(t.Context(), r.connect(), filter, into.take, options...)
	if err != nil {
		t.Fatal(err)
	}
	drain = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
		defer cancel()
		if err := s.Drain(ctx); err != nil {
			t.Errorf("drain: %v", err)
		}
	})
	t.Cleanup(drain)
	return drain
}

func TestLaw9ConsumersGetEverythingOnce(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 6, 3, 60 })
	want := n.Published()
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0")...))

	desk := newReceived()
	leave := consume(t, r, client.Filter{}, desk, client.Durable("desk"), client.StartAll())
	eventually(t, 3*time.Minute, "the desk has some articles", func() bool { return desk.count() >= want/4 })
	leave() // and the wire goes on
	eventually(t, 3*time.Minute, "all articles are stored", func() bool { return r.stored().Articles == int64(want) })
	back := newReceived()
	consume(t, r, client.Filter{}, back, client.Durable("desk"))
	eventually(t, 3*time.Minute, "the desk has the rest", func() bool { return desk.count()+back.count() >= want })
	for id := range back.events {
		if desk.events[id] > 0 {
			t.Errorf("the desk got %s again after it came back", id)
		}
	}

	archive := newReceived()
	consume(t, r, client.Filter{}, archive, client.Durable("archive"), client.StartAll())
	eventually(t, 3*time.Minute, "the archive has replayed everything", func() bool { return archive.count() == want })

	german, expected := newReceived(), 0
	for a := range n.Truth() {
		if a.Language == "de" {
			expected++
		}
	}
	consume(t, r, client.Filter{Languages: []string{"de"}}, german, client.StartAll())
	eventually(t, 3*time.Minute, "the German desk has its articles", func() bool { return german.count() == expected })
	if expected == 0 || german.codes["de"] != expected || len(german.codes) != 1 {
		t.Errorf("the German desk got %v, want %d in German", german.codes, expected)
	}
}
