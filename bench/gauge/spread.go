package gauge

import (
	"fmt"
	"slices"
	"time"
)

// Spread is how a number of times are spread.
type Spread struct {
	// Count is how many there are.
	Count int `json:"count"`
	// P50 and P99 are the times that half of them, and 99 of 100, don't exceed.
	P50 time.Duration `json:"p50Nanoseconds"`
	P99 time.Duration `json:"p99Nanoseconds"`
	// Max is the longest.
	Max time.Duration `json:"maxNanoseconds"`
}

// SpreadOf sorts times, which it changes, and reads the spread off them.
func SpreadOf(times []time.Duration) Spread {
	if len(times) == 0 {
		return Spread{}
	}
	slices.Sort(times)
	last := len(times) - 1
	return Spread{Count: len(times), P50: times[last/2], P99: times[last*99/100], Max: times[last]}
}

// String is the spread for people.
func (s Spread) String() string {
	return fmt.Sprintf("%s, %s, %s", s.P50.Round(time.Millisecond), s.P99.Round(time.Millisecond), s.Max.Round(time.Millisecond))
}
