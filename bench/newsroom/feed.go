package newsroom

import (
	"fmt"
	"math"
	"sort"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// feed is one feed of a site and the press behind it.
//
// The k-th article of feed f has the number k·feeds+f, from which its page is made.
type feed struct {
	index   int
	site    *site
	section *feed // the next feed of the site, when this one announces some of its articles too
	main    *feed // the feed before, when this one is such a section

	format  format
	full    bool // entries hold the whole text
	path    string
	title   string
	window  int // entries that a document holds
	backlog int // articles published before the start

	hub    string // its WebSub hub; empty without
	linked bool   // the hub is named in a header and not in the document

	early, late span // which stories it takes, before the start and from then on

	press press
	cache documents
}

// press decides when the articles of a feed appear: a Poisson process of the
// feed's own rate after the start. Gaps are thrown one by one and kept as
// seconds, 8 bytes an article.
type press struct {
	seed  uint64
	feed  uint64
	start int64   // Unix seconds
	age   float64 // of the backlog, in seconds
	old   int     // articles of the backlog
	rate  float64 // articles a real second

	mu   sync.Mutex
	at   float64 // seconds after the start, of the last article thrown; guarded by mu
	next []int64 // Unix seconds of the articles after the backlog, the last one in the future; guarded by mu
}

// published is how many articles there are at a time, given in Unix seconds.
func (p *press) published(now int64) int {
	if p.rate == 0 {
		return p.old
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.next) == 0 || p.next[len(p.next)-1] <= now {
		d := roll(p.seed, forGap, p.feed, uint64(len(p.next)))
		p.at -= math.Log(1-d.float()) / p.rate
		p.next = append(p.next, p.start+int64(math.Ceil(min(p.at, 1<<40)))) // tens of thousands of years are never
	}
	return p.old + sort.Search(len(p.next), func(i int) bool { return p.next[i] > now })
}

// when is the second in which the k-th article appears; published must have counted it.
func (p *press) when(k int) int64 {
	if k < p.old { // spread over the backlog's age, each somewhere in a slot of its own
		d := roll(p.seed, forBacklog, p.feed, uint64(k))
		return p.start - int64(math.Ceil(p.age*(1-(float64(k)+d.float())/float64(p.old))))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next[k-p.old]
}

// rateOf is a feed's articles a real second, lognormal with the mean of the
// configuration. A sigma of 1 makes the busiest of a hundred feeds ten times as busy as the mean.
func rateOf(c Config, feed int) float64 {
	const sigma = 1.0
	d := roll(c.Seed, forRate, uint64(feed))
	normal := math.Sqrt(-2*math.Log(1-d.float())) * math.Cos(2*math.Pi*d.float()) // Box and Muller
	return c.PerDay * math.Exp(sigma*normal-sigma*sigma/2) / 86_400 * c.Speed
}

// number is the number of the feed's k-th article.
func (n *Newsroom) number(f *feed, k int) uint64 {
	return uint64(k)*uint64(len(n.feeds)) + uint64(f.index)
}

// feedOf is the feed that an article was written for, and which of its articles it is.
func (n *Newsroom) feedOf(article uint64) (f *feed, k int) {
	feeds := uint64(len(n.feeds))
	return n.feeds[article%feeds], int(min(article/feeds, math.MaxInt32))
}

// isShared says whether an article is announced by the feed before its own too.
func (n *Newsroom) isShared(f *feed, article uint64) bool {
	if f.main == nil {
		return false
	}
	d := roll(n.config.Seed, forShared, article)
	return d.chance(n.config.Shared)
}

// sharedBefore is the newest article of a section, among its first k, that the
// main feed announces too; -1 when there is none.
func (n *Newsroom) sharedBefore(section *feed, k int) int {
	if section == nil || n.config.Shared == 0 {
		return -1
	}
	for k--; k >= 0; k-- {
		if n.isShared(section, n.number(section, k)) {
			return k
		}
	}
	return -1
}

// newFeeds makes the feeds, one host after the other.
func newFeeds(c Config, sites []*site) []*feed {
	feeds := make([]*feed, c.Feeds)
	for i := range feeds {
		d := roll(c.Seed, forFeed, uint64(i))
		at := sites[i%len(sites)]
		f := &feed{index: i, site: at, format: rollFormat(&d), full: d.chance(c.FullContent)}
		f.backlog = c.Backlog / c.Feeds
		if i < c.Backlog%c.Feeds {
			f.backlog++
		}
		f.window = max(d.between(20, 30), f.backlog)
		f.press = press{
			seed: c.Seed, feed: uint64(i), start: c.Start.Unix(),
			age: c.BacklogAge.Seconds(), old: f.backlog, rate: rateOf(c, i),
		}
		f.name(i / len(sites))
		feeds[i] = f
	}
	for i, f := range feeds {
		if before := i - len(sites); before >= 0 && (i/len(sites))%2 == 1 {
			f.main, feeds[before].section = feeds[before], f
		}
	}
	return feeds
}

// name gives the n-th feed of a site its path and its title.
func (f *feed) name(n int) {
	f.title = f.site.name
	f.path = "/feed" + f.format.extension()
	if n > 0 {
		sections := f.site.language.sections()
		section := sections[(n-1)%len(sections)]
		f.title += ": " + section
		f.path = fmt.Sprintf("/feeds/%s-%d%s", schema.Token(section), n, f.format.extension())
	}
}

// url is the feed's address.
func (f *feed) url() string { return f.site.base + f.path }

// catalogue is the feed as a user would enter it.
func (f *feed) catalogue(added time.Time) schema.Feed {
	url := f.url()
	return schema.Feed{
		V: schema.StateVersion, ID: schema.FeedID(url), URL: url,
		Title: f.title, Tags: []string{"demo"}, Added: added,
	}
}
