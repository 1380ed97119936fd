package up

import (
	"maps"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// TestLaw5FeedsThatGoWrongAreReadInTheEnd lets the first poll of every feed go
// wrong in one way or another, and the second one well: nothing of the first is
// taken for the whole, and nothing is lost.
func TestLaw5FeedsThatGoWrongAreReadInTheEnd(t *testing.T) {
	t.Parallel()
	faults, err := newsroom.ParseFaults("feeds.5xx=0.1,feeds.429=0.1,feeds.slow=0.1,feeds.truncated=0.15,feeds.charset=0.1," +
		"feeds.broken=0.2,feeds.huge=0.1,feeds.bomb=0.05,feeds.loop=0.1,in-row=1,slow-for=500ms")
	if err != nil {
		t.Fatal(err)
	}
	const feeds = 40 // each on a host of its own, whose statistics tell what went wrong with it
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.Faults = feeds, feeds, 3*feeds, faults })
	r := run(t, command(t, append(subscribe(n), "--host-interval", "10ms", "--poll-again", "0s")...))

	first := map[newsroom.Fault][]schema.Poll{}
	for _, feed := range n.Feeds() {
		var poll schema.Poll
		eventually(t, time.Minute, feed.URL+" is polled", func() bool { poll = r.latest(feed.ID); return poll.Count > 0 })
		fault := faultOf(t, n, feed.URL)
		first[fault] = append(first[fault], poll)
		wantOutcome(t, fault, poll)
	}
	for _, fault := range []newsroom.Fault{
		newsroom.FaultServerError, newsroom.FaultTooMany, newsroom.FaultSlow, newsroom.FaultTruncated, newsroom.FaultCharset,
		newsroom.FaultBroken, newsroom.FaultHuge, newsroom.FaultBomb, newsroom.FaultLoop,
	} {
		if len(first[fault]) == 0 {
			t.Errorf("no feed was hit by %s: hit were %v", fault, slices.Collect(maps.Keys(first)))
		}
	}
	for _, feed := range n.Feeds() {
		eventually(t, time.Minute, feed.URL+" is polled again, and well", func() bool {
			poll := r.latest(feed.ID)
			if poll.Count > 1 && poll.Outcome != schema.OutcomeFailed {
				return true
			}
			_ = r.catalogue.PollNow(t.Context(), feed.ID, 0) // it may be under way
			return false
		})
	}
	eventually(t, time.Minute, "all is stored", func() bool { return r.stored().Articles >= int64(n.Published()) })
	report, err := n.Check(r.records())
	if err != nil {
		t.Fatal(err)
	}
	if report.Missing+report.Duplicates+report.Split+report.Degraded+report.Unfounded+report.Lost+report.Doubled > 0 {
		t.Errorf("records differ from what was published:\n%s", report)
	}
}

// latest is the latest poll of a feed.
func (r *running) latest(feed string) schema.Poll {
	r.t.Helper()
	poll, _, err := r.catalogue.Latest(r.t.Context(), feed)
	if err != nil {
		r.t.Fatal(err)
	}
	return poll
}

// faultOf is what went wrong with the only feed of a host.
func faultOf(t *testing.T, n *newsroom.Newsroom, feed string) newsroom.Fault {
	t.Helper()
	u, err := url.Parse(feed)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range n.Statistics().Hosts {
		if host.Host != u.Host {
			continue
		}
		for fault := range host.Faults {
			return fault
		}
	}
	t.Fatalf("nothing went wrong with %s", feed)
	return ""
}

// wantOutcome checks what is told of a poll that something went wrong with.
func wantOutcome(t *testing.T, fault newsroom.Fault, poll schema.Poll) {
	t.Helper()
	failed := poll.Outcome == schema.OutcomeFailed
	switch fault {
	case newsroom.FaultSlow, newsroom.FaultCharset:
		if failed {
			t.Errorf("%s, which was %s, can be read: %s", poll.URL, fault, poll.Error)
		}
	case newsroom.FaultBroken: // what can be read of it is worth having
	default:
		if !failed || poll.ETag != "" || poll.Health != schema.HealthFailing {
			t.Errorf("%s, which was %s, is told to be %s, %s, with the validator %q", poll.URL, fault, poll.Outcome, poll.Health, poll.ETag)
		}
	}
	if failed && poll.Error == "" {
		t.Errorf("%s, which was %s, has no reason", poll.URL, fault)
	}
}
