package roster_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/roster"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

func TestStateIsAsLargeAsRealOnes(t *testing.T) {
	t.Parallel()
	due := time.Now()
	feed := roster.Feed("https://a.example/feed.xml", due)
	if err := feed.Validate(); err != nil {
		t.Fatal(err)
	}
	state := roster.State(feed.ID, feed.URL, 7, due, time.Minute)
	body, err := json.Marshal(state)
	if err != nil || len(body) < 1000 || len(body) > 2000 {
		t.Errorf("a body of %d bytes, %v", len(body), err)
	}
	known, err := seen.Unpack(state.Seen)
	if err != nil || known.Len() != 30 {
		t.Errorf("%d entries, %v", known.Len(), err)
	}
	if got := state.Next.Sub(state.At); got != time.Minute {
		t.Errorf("polled %s before it is due", got)
	}
	if diff := cmp.Diff(state, roster.State(feed.ID, feed.URL, 7, due, time.Minute)); diff != "" {
		t.Errorf("the same number makes another state:\n%s", diff)
	}
	if roster.ETag(7) == roster.ETag(8) {
		t.Error("two feeds have one validator")
	}
}
