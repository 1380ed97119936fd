package newsroom

import (
	"math"
	"time"
)

// desk is where the agencies' stories of one language come in: one in each slot of
// time, at some point of it. Slots before the start have negative numbers. All of
// it follows from the seed, so that nothing is kept but the lengths of the slots.
//
//	slots  ──┬─────s1──┬──s2─────┬────s3───┬──
//	paper A  ┴──────── a1 ──────────── a2 ──┴    takes s1 for the first article after
//	paper B  ┴────────────────── b1 ─ b2 ───┴    some delay, and not every story
type desk struct {
	seed     uint64
	index    uint64 // of the language
	language *language
	start    int64 // Unix seconds
	before   tempo // until the start
	after    tempo // from then on
	routine  float64
}

// tempo is how fast things go in a time.
type tempo struct {
	slot  float64 // real seconds; infinite when no articles appear
	ready float64 // stories that are ready to be printed, for each article that a feed has
	speed float64 // newsroom seconds a real second
}

// span is the part of chance, from 0 to 1, in which a feed is the one of its site
// that takes a story. Those of a site follow each other.
type span struct{ from, to float64 }

const (
	// takersMean is how many papers take a story in the mean, if there are so many,
	// and takersMost the share of a few papers.
	takersMean, takersMost = 4.0, 0.8
	// mostSyndicated is the largest share of copies: when more stories are ready than
	// articles appear, most of them are never printed.
	mostSyndicated = 0.9
	// shortestDelay and longestDelay lie between a story's release and the first
	// article of a paper that can be it, in newsroom seconds.
	shortestDelay, longestDelay = 2 * 60.0, 4 * 60 * 60.0
)

// newDesks makes the desk of each language; nil for one that has a single paper.
func newDesks(c Config, languages []*language) []*desk {
	desks := make([]*desk, len(languages))
	for i, l := range languages {
		papers := (c.Hosts - i + len(languages) - 1) / len(languages)
		if c.Syndicated == 0 || papers < 2 {
			continue
		}
		takers := min(takersMean/float64(papers), takersMost)
		// An article is a copy if a story got ready since the one before it: since a
		// time that is much the same in the backlog, and exponential after the start.
		tempo := func(ready, perSecond, speed float64) tempo {
			return tempo{slot: takers / (ready * perSecond / float64(c.Hosts)), ready: ready, speed: speed}
		}
		desks[i] = &desk{
			seed: c.Seed, index: uint64(i), language: l, start: c.Start.Unix(), routine: c.Routine,
			before: tempo(-math.Log(1-c.Syndicated), float64(c.Backlog)/c.BacklogAge.Seconds(), 1),
			after:  tempo(c.Syndicated/(1-c.Syndicated), c.PerDay/86_400*c.Speed*float64(c.Feeds), c.Speed),
		}
	}
	return desks
}

// staff tells the feeds of the sites which stories are theirs: a feed takes as many
// for each of its articles as any other.
func staff(sites []*site, feeds []*feed) {
	for _, s := range sites {
		if s.desk == nil {
			continue
		}
		var early, late span
		for i := s.index; i < len(feeds); i += len(sites) {
			f := feeds[i]
			early = s.desk.before.next(early, float64(f.backlog)/f.press.age)
			late = s.desk.after.next(late, f.press.rate)
			f.early, f.late = early, late
		}
	}
}

// next is the span of a feed with so many articles a real second. Beyond 1 nothing
// is left to take.
func (t tempo) next(last span, rate float64) span {
	if rate == 0 {
		return span{last.to, last.to}
	}
	return span{last.to, last.to + t.ready*rate*t.slot}
}

// tempo is that of a slot.
func (k *desk) tempo(slot int64) tempo {
	if slot < 0 {
		return k.before
	}
	return k.after
}

// released is when the story of a slot is released, in Unix seconds.
func (k *desk) released(slot int64) int64 {
	d := roll(k.seed, forRelease, k.index, uint64(slot))
	return k.start + int64(math.Floor((float64(slot)+d.float())*k.tempo(slot).slot))
}

// story is the story of a slot.
func (k *desk) story(slot int64) *story {
	d := roll(k.seed, forStory, k.index, uint64(slot))
	return newStory(k.language, d, time.Unix(k.released(slot), 0), k.routine)
}

// arrival is when a story is ready to be printed in a feed; false when the feed
// doesn't take it.
func (k *desk) arrival(slot int64, f *feed) (at int64, taken bool) {
	d := roll(k.seed, forArrival, k.index, uint64(slot), uint64(f.site.index))
	chance, theirs := d.float(), f.late
	if slot < 0 {
		theirs = f.early
	}
	if chance < theirs.from || chance >= theirs.to {
		return 0, false
	}
	delay := shortestDelay * math.Pow(longestDelay/shortestDelay, d.float()) / k.tempo(slot).speed
	at = k.released(slot) + int64(math.Ceil(delay))
	return at, slot >= 0 || at <= k.start // what was due before the start was printed before, or never
}

// slots are those from which a story can arrive within a time, both ends included.
func (k *desk) slots(from, to int64) (first, last int64) {
	since := from - int64(longestDelay)
	if soon := float64(from) - longestDelay/k.after.speed; soon >= float64(k.start) {
		since = int64(soon)
	}
	last = k.slot(to)
	if math.IsInf(k.after.slot, 1) {
		last = min(last, -1)
	}
	return k.slot(since), last
}

// slot is the one of a time.
func (k *desk) slot(at int64) int64 {
	length := k.before.slot
	if at >= k.start {
		length = k.after.slot
	}
	return int64(math.Floor(float64(at-k.start) / length))
}

// taken is the story that the k-th article of a feed is a copy of; nil when the
// paper wrote it itself.
func (n *Newsroom) taken(f *feed, k int) *story {
	desk := f.site.desk
	if desk == nil {
		return nil
	}
	at := f.press.when(k)
	before := at - int64(longestDelay)
	if k > 0 {
		before = f.press.when(k - 1)
	}
	first, last := desk.slots(before, at)
	for slot := last; slot >= first; slot-- { // the latest that there is
		if ready, taken := desk.arrival(slot, f); taken && ready > before && ready <= at {
			return desk.story(slot)
		}
	}
	return nil
}
