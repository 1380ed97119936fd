package client

import "sync"

// memory holds the last ids that were handled, in a ring.
type memory struct {
	mu   sync.Mutex
	seen map[string]struct{} // the ids in ring
	ring []string
	next int // the place in ring of the next id
}

func newMemory(window int) *memory {
	return &memory{seen: make(map[string]struct{}, window), ring: make([]string, window)}
}

func (m *memory) has(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.seen[id]
	return ok
}

// add remembers an id and forgets the oldest if there is no room.
func (m *memory) add(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.seen[id]; ok {
		return
	}
	delete(m.seen, m.ring[m.next])
	m.ring[m.next] = id
	m.seen[id] = struct{}{}
	m.next = (m.next + 1) % len(m.ring)
}
