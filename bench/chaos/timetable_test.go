package chaos

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// timetable reads along what is told of every poll, and looks whether the next
// one of its feed began when it was due and not before. What is told while the
// server is away it misses, and then knows a time that is too early: it never
// calls early what wasn't.
type timetable struct {
	mu    sync.Mutex
	last  map[string]schema.Poll // by feed; guarded by mu
	polls int                    // guarded by mu
	early []string               // guarded by mu
}

// keepTimetable reads along until the test ends.
func keepTimetable(t *testing.T, b *bus.Bus) *timetable {
	t.Helper()
	table := &timetable{last: map[string]schema.Poll{}}
	subscription, err := b.Conn().Subscribe(schema.SubjectPolls, func(m *nats.Msg) {
		var p schema.Poll
		if err := json.Unmarshal(m.Data, &p); err != nil {
			t.Errorf("%s is no poll: %v", m.Subject, err)
			return
		}
		table.told(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = subscription.Unsubscribe() }) // the connection ends too
	return table
}

// told takes a poll down. One that was put off has the count of the one before.
func (t *timetable) told(p schema.Poll) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before, known := t.last[p.Feed]
	if known && p.Count < before.Count {
		return // told once more, by somebody else
	}
	if known && p.Count > before.Count {
		t.polls++
		due := before.Next
		if before.Hints.Hub != "" { // it may have told of news
			due = before.At.Add(interval - skew)
		}
		if p.At.Before(due) {
			t.early = append(t.early, fmt.Sprintf("%s was due at %s and polled %s earlier", p.URL, due, due.Sub(p.At)))
		}
	}
	t.last[p.Feed] = p
}

// judge fails the test if a poll began before it was due.
func (t *timetable) judge(tb testing.TB) {
	tb.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, early := range t.early {
		tb.Error(early)
	}
	if t.polls == 0 {
		tb.Error("no poll was told of")
	}
	tb.Logf("%d polls were told of, each not before it was due", t.polls)
}
