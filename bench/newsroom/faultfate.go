package newsroom

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Fate says what becomes of those who ask for an article, for as long as there is a newsroom.
type Fate string

// The fates of articles; each but the first is the [Fault] of the same name.
const (
	FateAvailable Fate = "available"
	FateMoved     Fate = Fate(FaultMoved) // to be had too, by way of a redirect
	FateGone      Fate = Fate(FaultGone)
	FateMissing   Fate = Fate(FaultMissing)
	FateHuge      Fate = Fate(FaultHuge)
	FateBomb      Fate = Fate(FaultBomb)
	FateLoop      Fate = Fate(FaultLoop)
	FateFront     Fate = Fate(FaultFront)
)

// ToBeHad says whether an article can be read at all, sooner or later. Of the
// others there is only what feeds say.
func (f Fate) ToBeHad() bool { return f == FateAvailable || f == FateMoved }

// weather is what goes wrong in a newsroom, now and before.
type weather struct {
	now atomic.Pointer[Faults] // with defaults put in; nil when nothing goes wrong

	mu   sync.RWMutex
	eras []era // the oldest first, for ever; guarded by mu
}

// era is the time from a second on in which articles get their fates by the same shares.
type era struct {
	since  int64 // Unix seconds
	shares Shares
}

// SetFaults changes what goes wrong, at once and for all requests that begin
// afterwards. Fates are for articles: those that are published already keep the
// one that they have, and those of later seconds get theirs by the new shares. It
// is an error when the faults are not valid, and then nothing changes.
func (n *Newsroom) SetFaults(f Faults) error {
	c := n.config
	c.Faults = f
	if err := c.Validate(); err != nil {
		return err
	}
	n.weather.set(f, n.seconds()+1)
	return nil
}

// Faults are those in force, with what zero stands for put in; zero when nothing goes wrong.
func (n *Newsroom) Faults() Faults {
	if f := n.weather.now.Load(); f != nil {
		return *f
	}
	return Faults{}
}

func (w *weather) set(f Faults, since int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fates := Shares{}
	for _, fault := range fixedFaults(kindPage) {
		*fates.of(fault) = *f.Pages.of(fault)
	}
	// The clock may have gone back; eras that begin later never come.
	w.eras = slices.DeleteFunc(w.eras, func(e era) bool { return e.since >= since })
	if last := len(w.eras) - 1; last < 0 || w.eras[last].shares != fates {
		w.eras = append(w.eras, era{since: since, shares: fates})
	}
	if f == (Faults{}) {
		w.now.Store(nil)
		return
	}
	w.now.Store(new(f.withDefaults()))
}

// open sets the faults that the newsroom opens with; the whole backlog has its fates by them.
func (w *weather) open(f Faults) { w.set(f, math.MinInt64) }

// fate is the fate of an article that appears in a second.
func (n *Newsroom) fate(article uint64, appears int64) Fate {
	n.weather.mu.RLock()
	defer n.weather.mu.RUnlock()
	for _, e := range slices.Backward(n.weather.eras) {
		if e.since > appears {
			continue
		}
		if e.shares == (Shares{}) {
			break
		}
		d := roll(n.config.Seed, forFate, article)
		if f := e.shares.throw(fixedFaults(kindPage), &d); f != "" {
			return Fate(f)
		}
		break
	}
	return FateAvailable
}

// The beginnings of second addresses.
const (
	pathMovedPage = "/go/"   // and an article's number: the address that a feed gave before it moved
	pathMovedFeed = "/moved" // and a feed's path: where it moved to
	pathLoop      = "/loop/" // leads to itself
)

// announced is the address that feeds give of an article.
func (s *site) announced(a *Article) string {
	if a.Fate != FateMoved {
		return a.URL
	}
	return s.base + pathMovedPage + strconv.FormatUint(a.number, 10)
}

// movedFrom is the article that was announced under a path and has moved from there.
func (n *Newsroom) movedFrom(s *site, path string) (uint64, bool) {
	number, ok := strings.CutPrefix(path, pathMovedPage)
	if !ok {
		return 0, false
	}
	article, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return 0, false
	}
	f, k := n.feedOf(article)
	if f.site != s || k >= f.press.published(n.seconds()) {
		return 0, false
	}
	return article, n.fate(article, f.press.when(k)) == FateMoved
}
