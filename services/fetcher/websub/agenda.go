package websub

import (
	"sync"
	"time"
)

// agenda is which feeds are to be attended to, and from when on. It holds so many
// and no more: what finds no room is found again by the sweep.
type agenda struct {
	room int
	wake chan struct{} // holds one token when there is something new

	mu sync.Mutex
	at map[string]time.Time // guarded by mu
}

func newAgenda(room int) *agenda {
	return &agenda{room: room, wake: make(chan struct{}, 1), at: map[string]time.Time{}}
}

// add puts a feed down for a time, or for an earlier one that it has already.
func (a *agenda) add(feed string, at time.Time) {
	a.mu.Lock()
	known, ok := a.at[feed]
	if !ok && len(a.at) >= a.room || ok && !at.Before(known) {
		a.mu.Unlock()
		return
	}
	a.at[feed] = at
	a.mu.Unlock()
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// take takes the feed off that comes first, if its time has come; else it says
// how long that takes, at most a minute.
func (a *agenda) take(now time.Time) (feed string, wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	first := now.Add(time.Minute)
	for f, at := range a.at {
		if at.Before(first) {
			feed, first = f, at
		}
	}
	if feed == "" || first.After(now) {
		return "", first.Sub(now)
	}
	delete(a.at, feed)
	return feed, 0
}
