package bus

import "time"

const (
	// pulseSlack is what a round of a worker may take beside what is bounded in it.
	pulseSlack = 10 * time.Second
	// restRound is how long a worker may be told to rest before it shows that it lives.
	restRound = 5 * time.Second
)

// pulse begins the heartbeat of a worker, which beats at every pull and whenever
// a handler returns. A wire at rest, one that holds back, and one whose store is
// away for hours go on beating: a restart cures none of these. It stops beating
// when the intake is stuck, or when all hands are, in handlers that ignore the
// end of their context.
func (b *Bus) pulse(stream, consumer string, deadline time.Duration) (beat func()) {
	if b.heartbeat == nil {
		return func() {}
	}
	return b.heartbeat("intake of "+stream+" by "+consumer, deadline+holdMost+settleTimeout+pulseSlack)
}
