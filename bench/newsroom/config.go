package newsroom

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"time"
)

// Config says how large the newsroom is and how busy. Begin with [Defaults].
type Config struct {
	// Seed decides everything that the clock doesn't: the same seed, the same
	// clock and the same addresses give the same bytes.
	Seed uint64
	// Feeds is how many feeds there are, at least one for each host.
	Feeds int
	// Hosts is how many hosts there are. Each is a publisher with one language and one markup.
	Hosts int

	// Backlog is how many articles are already published at the start, over all
	// feeds and as evenly as can be. Every feed announces all of its own backlog,
	// so that whoever asks each feed once knows the whole.
	Backlog int
	// BacklogAge is how old the oldest article of the backlog is, in real time.
	BacklogAge time.Duration
	// PerDay is the mean of new articles a day and feed, in newsroom time. Feeds
	// differ by a seeded lognormal factor, the busiest of a hundred by about ten.
	PerDay float64
	// Speed is newsroom seconds a real second: with 60, a day passes in 24
	// minutes. 0 stops the clock, so that only the backlog exists.
	Speed float64
	// MaxAge is the max-age of Cache-Control that feeds announce, in real time
	// and whole seconds; 0 announces none.
	MaxAge time.Duration

	// Languages are those of the hosts, one after the other; see the words directory for what there is.
	Languages []string
	// FullContent is the share of feeds whose entries hold the whole text, from 0 to 1.
	FullContent float64
	// Shared is the share of a section feed's articles that the feed before it on
	// the same host announces too, from 0 to 1. Every second feed of a host is such a section.
	Shared float64

	// Syndicated is about the share of articles that are taken from agencies, from 0
	// to 0.9: a story is taken by several publishers of its language, rewritten by
	// each, minutes to hours after another. With 0 every article stands alone.
	Syndicated float64
	// Routine is the share of the agencies' stories that are routine reports, of
	// matches, the weather or the market: those that are alike and not the same.
	Routine float64

	// Hub is the share of feeds that name the newsroom's WebSub hub, from 0 to 1;
	// with 0 there is none. Half of them name it in their documents, half in a header.
	Hub float64
	// HubTLS has the hub speak TLS, with the certificate of [Newsroom.HubCertificate].
	HubTLS bool

	// Faults are what goes wrong; its zero is nothing. See also [Newsroom.SetFaults].
	Faults Faults

	// Address is the first host's; the next host has the next address. Where there
	// is only one, such as in a pod of Kubernetes, all hosts share it.
	Address netip.Addr
	// Port is every host's, or the first host's where all share one address and
	// count up from it. 0 takes free ones.
	Port int
	// Start is when the newsroom opens, to the second; zero is the time of [New].
	Start time.Time
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
	// Stopwatch is the clock that requests are timed by; nil is Now. With another
	// one, Now may stand still while the newsroom goes on being asked.
	Stopwatch func() time.Time
}

// Defaults are a small newsroom that is as busy as an ordinary news site, for a demo.
func Defaults() Config {
	return Config{
		Seed: 1, Feeds: 24, Hosts: 9,
		Backlog: 240, BacklogAge: 48 * time.Hour, PerDay: 20, Speed: 60,
		Languages:   languageCodes(),
		FullContent: 0.2, Shared: 0.1, Routine: 0.3,
		Address: netip.AddrFrom4([4]byte{127, 0, 0, 2}),
	}
}

const (
	// maxFeeds and maxHosts keep the newsroom within the memory and the ports of one machine.
	maxFeeds, maxHosts = 100_000, 10_000
	// maxBacklog keeps feed documents, which announce the whole backlog, within what a client reads.
	maxBacklog = 1_000 // of one feed
	// maxPerSecond is more than any consumer keeps up with, in articles a real second.
	maxPerSecond = 1_000
)

// Validate reports all faults at once.
func (c Config) Validate() error {
	var faults []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	share := func(name string, v float64) {
		demand(v >= 0 && v <= 1, "%s is %g: must be from 0 to 1", name, v)
	}
	demand(c.Hosts >= 1 && c.Hosts <= maxHosts, "hosts is %d: must be from 1 to %d", c.Hosts, maxHosts)
	demand(c.Feeds >= c.Hosts && c.Feeds <= maxFeeds, "feeds is %d: must be from one a host (%d) to %d", c.Feeds, c.Hosts, maxFeeds)
	demand(c.Backlog >= 0 && c.Backlog <= maxBacklog*max(c.Feeds, 0), "backlog is %d: must be from 0 to %d a feed", c.Backlog, maxBacklog)
	demand(c.BacklogAge >= time.Minute && c.BacklogAge <= 10*365*24*time.Hour, "backlog age is %s: must be from a minute to ten years", c.BacklogAge)
	demand(c.PerDay >= 0 && !math.IsInf(c.PerDay, 0), "articles a day and feed is %g: must be finite and not below 0", c.PerDay)
	demand(c.Speed >= 0 && !math.IsInf(c.Speed, 0), "speed is %g: must be finite and not below 0", c.Speed)
	rate := c.PerDay / 86_400 * c.Speed * float64(c.Feeds)
	demand(!(rate > maxPerSecond), "feeds, articles a day and speed make %.0f articles a second: no more than %d", rate, maxPerSecond)
	demand(c.MaxAge >= 0 && c.MaxAge%time.Second == 0, "max age is %s: must be whole seconds and not below 0", c.MaxAge)
	demand(len(c.Languages) > 0, "no languages: use some of %v", languageCodes())
	for _, code := range c.Languages {
		demand(slices.Contains(languageCodes(), code), "language %q has no words: use some of %v", code, languageCodes())
	}
	share("full content", c.FullContent)
	share("shared", c.Shared)
	demand(c.Syndicated >= 0 && c.Syndicated <= mostSyndicated, "syndicated is %g: must be from 0 to %g", c.Syndicated, mostSyndicated)
	share("routine", c.Routine)
	demand(c.Syndicated == 0 || c.Hosts > len(c.Languages), "syndicated is %g, and no two of %d hosts share one of %d languages: give more hosts or fewer languages",
		c.Syndicated, c.Hosts, len(c.Languages))
	share("hub", c.Hub)
	demand(c.Address.Is4() && (c.Address.IsLoopback() || c.Address.IsPrivate()), "address is %s: must be IPv4 and loopback or private, such as 127.0.0.2", c.Address)
	demand(c.Port >= 0 && c.Port <= 65_535, "port is %d: must be from 0 to 65535", c.Port)
	demand(c.Faults.SlowHost <= c.Hosts, "slow host is %d: must be one of the %d hosts", c.Faults.SlowHost, c.Hosts)
	faults = append(faults, c.Faults.Validate())
	return errors.Join(faults...)
}
