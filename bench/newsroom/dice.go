package newsroom

// dice are a source of chance that is nothing but its seed: they cost no memory,
// and the same seed gives the same throws for ever (SplitMix64, Steele 2014).
// math/rand/v2 is not used, because a page throws dice for a hundred things and
// each of them would need a generator of its own on the heap.
type dice uint64

// The purposes of dice. Each has throws of its own, so that a headline can be
// made without the text below it.
const (
	forFeed = iota + 1
	forRate
	forGap
	forBacklog
	forShared
	forCard
	forText
	forTeaser
	forNoise
	forFurniture
	forMarker
	forETag
	forFate
	forAttempt
	forSlowHost
	forHub
	forFront
	forStory
	forTelling
	forRelease
	forArrival
	forCopy
	forHabit
)

// roll gives the dice of a purpose and of a thing, such as an article's number.
func roll(seed uint64, purpose int, things ...uint64) dice {
	d := dice(seed)
	d = dice(d.next() + uint64(purpose))
	for _, thing := range things {
		d = dice(d.next() ^ thing)
	}
	d = dice(d.next())
	return d
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1; the error of its distribution is n in 2⁶⁴.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// between is a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// float is a number from 0 up to, but not, 1.
func (d *dice) float() float64 { return float64(d.next()>>11) / (1 << 53) }

// chance is true with probability p.
func (d *dice) chance(p float64) bool { return d.float() < p }

// pick is one of several.
func (d *dice) pick(of []string) string { return of[d.below(len(of))] }
