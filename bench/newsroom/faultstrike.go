package newsroom

import (
	"net/http"
	"sync"
	"time"
)

// hit is what is to go wrong with one answer.
type hit struct {
	fault    Fault         // empty for nothing
	delay    time.Duration // before anything else
	dice     dice          // for what a fault leaves open
	settings *Faults       // of the faults in force; nil when there are none
}

// whole says whether an answer is all that it should be, sooner or later.
func (h *hit) whole() bool {
	return h.fault == "" || h.fault == FaultSlow || h.fault == FaultCharset
}

// attempts count what was asked for under faults, so that chance is the same
// each time. There is an entry for each page and feed that was ever asked for then.
type attempts struct {
	mu sync.Mutex
	by map[address]tally // guarded by mu
}

// address is what an attempt asks for.
type address struct {
	kind   kind
	number uint64 // of the article or the feed
	second bool   // its second address
}

// tally is what there was at one address.
type tally struct {
	asked uint64
	row   int // of the last attempts, how many were hit one after the other
}

// strike decides what goes wrong with the answer to a request: first the fault of
// an attempt, then the fate of what is asked for. Only GET meets faults.
func (n *Newsroom) strike(s *site, r *http.Request, t target) hit {
	if r.Method != http.MethodGet {
		return hit{}
	}
	var h hit
	if f := n.weather.now.Load(); f != nil {
		h.settings = f
		if f.HostDelay > 0 && n.slowHost(f) == s.index {
			h.delay = f.HostDelay
		}
		if a, ok := t.address(); ok {
			h.fault, h.dice = n.attempt(s, f, a)
		}
	}
	if fixed := n.fixed(t, h.settings); fixed != "" && (h.fault == "" || h.fault.sendsText()) {
		h.fault = fixed
	}
	return h
}

// sendsText says whether a fault of an attempt answers with the text that was
// asked for, or a part of it: what can't be had has none.
func (f Fault) sendsText() bool {
	return f == FaultSlow || f == FaultTruncated || f == FaultCharset || f == FaultBroken
}

// slowHost is the index of the host that is slow.
func (n *Newsroom) slowHost(f *Faults) int {
	if f.SlowHost > 0 {
		return f.SlowHost - 1
	}
	d := roll(n.config.Seed, forSlowHost)
	return d.below(len(n.sites))
}

// address is what a target is counted as, if it is at all.
func (t target) address() (address, bool) {
	a := address{kind: t.kind, number: t.article, second: t.second}
	if t.kind == kindFeed {
		a.number = uint64(t.feed.index)
	}
	return a, t.kind == kindFeed || t.kind == kindPage
}

// attempt throws the fault of one more attempt.
func (n *Newsroom) attempt(s *site, f *Faults, a address) (Fault, dice) {
	s.attempts.mu.Lock()
	defer s.attempts.mu.Unlock()
	before := s.attempts.by[a]
	things := []uint64{uint64(a.kind), a.number, before.asked, 0}
	if a.second {
		things[3] = 1
	}
	d := roll(n.config.Seed, forAttempt, things...)
	fault := f.shares(a.kind).throw(attemptFaults(a.kind), &d)
	now := tally{asked: before.asked + 1, row: before.row + 1}
	if fault == "" || before.row >= f.InRow {
		fault, now.row = "", 0
	}
	if s.attempts.by == nil {
		s.attempts.by = make(map[address]tally)
	}
	s.attempts.by[a] = now
	return fault, d
}

// fixed is what every request for a target meets.
func (n *Newsroom) fixed(t target, f *Faults) Fault {
	switch t.kind {
	case kindPage:
		site, k := n.feedOf(t.article)
		fate := n.fate(t.article, site.press.when(k))
		if fate == FateAvailable || (fate == FateMoved) != t.second {
			return ""
		}
		return Fault(fate)
	case kindFeed:
		if f != nil && !t.second {
			d := roll(n.config.Seed, forFate, 1<<63|uint64(t.feed.index))
			return f.Feeds.throw(fixedFaults(kindFeed), &d)
		}
	case kindOther, kindRobots, kindFront, kindSitemap:
	}
	return ""
}
