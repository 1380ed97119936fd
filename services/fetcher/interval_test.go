package fetcher

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// TestAFeedThatFailsAtFirstIsAskedAgainSoon has a new feed, that is due now and was
// never polled: no interval was planned that a failure must not shorten.
func TestAFeedThatFailsAtFirstIsAskedAgainSoon(t *testing.T) {
	t.Parallel()
	v := &visitor{}
	if got := v.planned(schema.Poll{Next: time.Now()}, schema.Feed{}); got != 0 {
		t.Errorf("an interval of %s was planned", got)
	}
	at := time.Now()
	if got := v.planned(schema.Poll{At: at, Next: at.Add(time.Hour)}, schema.Feed{}); got != time.Hour {
		t.Errorf("after a poll, an interval of %s was planned, want 1h", got)
	}
}
