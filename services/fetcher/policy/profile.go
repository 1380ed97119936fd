package policy

import (
	"encoding/binary"
	"math"
	"time"
)

const (
	// bins of a profile: the hours, UTC, of weekdays, and then those of Saturdays and Sundays.
	bins = 2 * 24
	// week is a week's hours.
	week = 7 * 24
	// grain is what an entry counts in a profile, so that it can be shared out over hours.
	grain = 32
	// fullBin is what a bin holds at most, which is what three bytes hold when
	// packed: some 6,000 entries an hour. Beyond it all bins are halved.
	fullBin = 1<<21 - 1
	// maxFresh is how many new entries of one poll count in a profile: more at
	// once are another address of the same old ones.
	maxFresh = 1000
)

// profile is the decayed counts of new entries by the hour of the week in which
// they came, in grains. All of it decays at midnight, UTC.
type profile [bins]uint32

// unpack reads what pack wrote. Garbage is a profile of nothing: it came back to
// us in a message, and all that it costs is what was learnt.
func unpack(packed []byte) (p profile) {
	for i := range p {
		if len(packed) == 0 { // trailing zeros are not kept
			return p
		}
		v, n := binary.Uvarint(packed)
		if n <= 0 || v > fullBin {
			return profile{}
		}
		p[i], packed = uint32(v), packed[n:]
	}
	if len(packed) > 0 {
		return profile{}
	}
	return p
}

// pack is the bins, a byte each up to 4 entries and two up to 512, without trailing zeros.
func (p *profile) pack() []byte {
	end := bins
	for end > 0 && p[end-1] == 0 {
		end--
	}
	if end == 0 {
		return nil
	}
	packed := make([]byte, 0, 2*end)
	for _, v := range p[:end] {
		packed = binary.AppendUvarint(packed, uint64(v))
	}
	return packed
}

// observe is the packed profile after a good poll that saw fresh new entries, the
// last one having been at since; both are hours since the epoch.
func observe(packed []byte, fresh int, since, at float64) []byte {
	midnights := math.Floor(at/24) - math.Floor(since/24)
	if fresh <= 0 && midnights == 0 {
		return packed
	}
	p := unpack(packed)
	if midnights > 0 {
		p.scale(math.Exp2(-midnights / halfLife))
	}
	if fresh > 0 && at > since {
		p.add(min(fresh, maxFresh), max(since, at-week), at)
	}
	return p.pack()
}

// scale multiplies the bins. What rounding takes from one goes to the next, so
// that small counts fade as others do.
func (p *profile) scale(factor float64) {
	var rest float64
	for i, v := range p {
		exact := float64(v)*factor + rest
		whole := math.Floor(exact)
		p[i], rest = uint32(whole), exact-whole
	}
}

// add shares entries out evenly over the hours from since to at. It hands the
// rounding on as scale does.
func (p *profile) add(entries int, since, at float64) {
	each, rest := grain*float64(entries)/(at-since), 0.5
	for hour := math.Floor(since); hour < at; hour++ {
		exact := each*(min(hour+1, at)-max(hour, since)) + rest
		whole := math.Floor(exact)
		rest = exact - whole
		bin := binOf(hour)
		for float64(p[bin])+whole > fullBin {
			p.scale(0.5)
			whole /= 2
		}
		p[bin] += uint32(whole)
	}
}

// binOf is the bin of an hour since the epoch.
func binOf(hour float64) int {
	day := math.Floor(hour / 24)
	bin := int(hour - day*24)
	if weekend(day) {
		bin += 24
	}
	return bin
}

// weekend says whether a day since the epoch, which was a Thursday, is a Saturday or a Sunday.
func weekend(day float64) bool { return (int64(day)+5)%7 < 2 }

// hoursOf are the hours since the epoch; 0 before it.
func hoursOf(t time.Time) float64 { return max(float64(t.UnixMilli())/3.6e6, 0) }
