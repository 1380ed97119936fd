package pressure

import "time"

// Mark names what is watched.
type Mark string

// The marks.
const (
	Articles Mark = "articles" // how far the storer is behind
	Items    Mark = "items"    // how much waits for a download
	Storage  Mark = "storage"  // how full JetStream is
	Disk     Mark = "disk"     // how full the disk below it is
)

const (
	// ease is the level below which a mark is left again.
	ease = .8
	// easeStorage is nearer to the mark, because much of a full wire's storage is
	// taken for good: see [Config.Fit].
	easeStorage = .9
)

// HeldError says why a stage has to hold back.
type HeldError struct {
	// On is the mark that was passed.
	On Mark
	// Reason says in words what is the matter, and where to look.
	Reason string
	// Since is when the mark was passed.
	Since time.Time
}

// Error says why, and since when.
func (e *HeldError) Error() string {
	return e.Reason + " (since " + e.Since.UTC().Format(time.RFC3339) + ")"
}

// reading is what a look at one thing gave.
type reading struct {
	level  float64 // 1 is where the mark is
	reason string  // should the mark be passed
}

// worse is the higher of two readings.
func worse(a, b reading) reading {
	if b.level > a.level {
		return b
	}
	return a
}

// mark is passed at level 1 and left below its ease.
type mark struct {
	name Mark
	ease float64
	held *HeldError // nil while the mark is not passed; replaced, never changed
}

// read takes a reading in, and says whether the mark was passed or left by it.
func (m *mark) read(r reading, now time.Time) (changed bool) {
	was := m.held
	switch {
	case was == nil && r.level < 1:
		return false
	case was != nil && r.level < m.ease:
		m.held = nil
	case was != nil:
		m.held = &HeldError{On: m.name, Reason: r.reason, Since: was.Since}
	default:
		m.held = &HeldError{On: m.name, Reason: r.reason, Since: now}
	}
	return (was == nil) != (m.held == nil)
}
