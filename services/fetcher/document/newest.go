package document

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// newest keeps the newest of a list that may be far longer than what is wanted of
// it. Of those without a date it keeps the first and the last ones: some sites
// write new pages at the top of a list and some at its end. Dated ones come
// before them.
type newest[T any] struct {
	limit int
	count int
	dated datedHeap[T]
	first []placed[T] // without a date
	last  []placed[T] // a ring of those that follow
	ring  int         // where its next one goes
}

// placed is one of the list, with its place in it.
type placed[T any] struct {
	at    time.Time
	place int
	it    T
}

// wants says whether one of that date would be kept; to make others is for nothing.
func (n *newest[T]) wants(at time.Time) bool {
	return at.IsZero() || len(n.dated) < n.limit || at.After(n.dated[0].at)
}

// add adds the next one of the list; keep is what wants said of it.
func (n *newest[T]) add(at time.Time, it T, keep bool) {
	p := placed[T]{at: at, place: n.count, it: it}
	n.count++
	half := n.limit / 2
	switch {
	case !keep:
	case !at.IsZero() && len(n.dated) < n.limit:
		if n.dated = append(n.dated, p); len(n.dated) == n.limit {
			heap.Init(&n.dated)
		}
	case !at.IsZero():
		n.dated[0] = p
		heap.Fix(&n.dated, 0)
	case len(n.first) < half:
		n.first = append(n.first, p)
	case len(n.last) < n.limit-half:
		n.last = append(n.last, p)
	default:
		n.last[n.ring] = p
		n.ring = (n.ring + 1) % len(n.last)
	}
}

// list is what is kept, in the order of the list, and how many are not.
func (n *newest[T]) list() (kept []T, dropped int) {
	last := slices.Concat(n.last[n.ring:], n.last[:n.ring])
	room := n.limit - len(n.dated)
	ends := min(len(last), room/2)
	first := min(len(n.first), room-ends)
	ends = min(len(last), room-first)
	all := slices.Concat(n.dated, n.first[:first], last[len(last)-ends:])
	slices.SortFunc(all, func(a, b placed[T]) int { return cmp.Compare(a.place, b.place) })
	for _, p := range all {
		kept = append(kept, p.it)
	}
	return kept, n.count - len(kept)
}

// datedHeap has the oldest one on top; of equals, the one that came last.
type datedHeap[T any] []placed[T]

func (h datedHeap[T]) Len() int { return len(h) }

func (h datedHeap[T]) Less(i, j int) bool {
	return cmp.Or(h[i].at.Compare(h[j].at), cmp.Compare(h[j].place, h[i].place)) < 0
}

func (h datedHeap[T]) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push makes it a heap.Interface. Nothing calls it.
func (h *datedHeap[T]) Push(any) {}

// Pop makes it a heap.Interface. Nothing calls it.
func (h *datedHeap[T]) Pop() any { return nil }
