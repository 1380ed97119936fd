package newsroom

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Statistics say how the newsroom was asked, since it began. They know of one
// consumer: what a browser asks besides counts as well.
type Statistics struct {
	// Total is over all hosts: sums, but the least spacing and the highest parallelism that any one host saw.
	Total Traffic `json:"total"`
	// Hosts are the hosts, in the order of their addresses.
	Hosts []HostTraffic `json:"hosts"`
	// Feeds are the feeds, in the order of [Newsroom.Feeds].
	Feeds []FeedTraffic `json:"feeds"`
}

// HostTraffic is how one host was asked.
type HostTraffic struct {
	// Host is the address with the port.
	Host string `json:"host"`
	// Publisher is the site's name.
	Publisher string `json:"publisher"`
	Traffic
}

// FeedTraffic is how one feed was asked, whatever it answered, except a redirect
// to where it moved: that is no poll yet.
type FeedTraffic struct {
	// URL is the feed's address.
	URL string `json:"url"`
	// Requests counts the polls.
	Requests int `json:"requests"`
	// Unconditional counts those without a validator, although an earlier answer had given one.
	Unconditional int `json:"unconditional"`
	// MinInterval and MaxGap are the least and the most time between the beginnings
	// of two polls that follow each other, in nanoseconds; 0 with fewer than two.
	MinInterval time.Duration `json:"minIntervalNanoseconds"`
	MaxGap      time.Duration `json:"maxGapNanoseconds"`
	// MaxParallel is the most polls that were being answered at one time.
	MaxParallel int `json:"maxParallel"`
	// Last is when the last poll began; zero without one. What MaxGap can't know
	// yet is the time since then.
	Last time.Time `json:"last,omitzero"`
}

// Traffic is how a host was asked.
type Traffic struct {
	// Feeds, Pages, Robots, Fronts, Sitemaps and Other count the requests by what
	// they asked for; Fronts are for front pages.
	Feeds    int `json:"feeds"`
	Pages    int `json:"pages"`
	Robots   int `json:"robots"`
	Fronts   int `json:"fronts"`
	Sitemaps int `json:"sitemaps"`
	Other    int `json:"other"`
	// FeedsNotModified, PagesNotModified and SitemapsNotModified are those of them
	// that were answered 304.
	FeedsNotModified    int `json:"feedsNotModified"`
	PagesNotModified    int `json:"pagesNotModified"`
	SitemapsNotModified int `json:"sitemapsNotModified"`
	// Unconditional counts requests for a feed or a sitemap without a validator,
	// although an earlier answer had given one.
	Unconditional int `json:"unconditional"`
	// Early counts requests for a feed before the max-age of the last answer had
	// passed, reckoned from the second in which that was given.
	Early int `json:"early"`
	// Defied counts requests before the Retry-After of an earlier answer of the host had passed.
	Defied int `json:"defied"`
	// Violations counts requests for what robots.txt disallows.
	Violations int `json:"violations"`
	// Faults counts the requests that something went wrong with by design, by what that was.
	Faults map[Fault]int `json:"faults,omitempty"`
	// Bytes are those of the bodies sent, as they went over the wire.
	Bytes int64 `json:"bytes"`
	// MinSpacing is the least time between the beginnings of two requests, in
	// nanoseconds; 0 with fewer than two.
	MinSpacing time.Duration `json:"minSpacingNanoseconds"`
	// MinRest is the least time between the end of a request and the beginning of
	// the next, in nanoseconds; 0 with fewer than two or when they overlapped.
	MinRest time.Duration `json:"minRestNanoseconds"`
	// MaxParallel is the most requests that were being answered at one time.
	MaxParallel int `json:"maxParallel"`
}

// Requests are all requests.
func (t Traffic) Requests() int {
	return t.Feeds + t.Pages + t.Robots + t.Fronts + t.Sitemaps + t.Other
}

// NotModifiedShare is the share of the feeds' requests that was answered 304, from 0 to 1.
func (t Traffic) NotModifiedShare() float64 {
	return float64(t.FeedsNotModified) / float64(max(t.Feeds, 1))
}

// Statistics are the statistics so far.
func (n *Newsroom) Statistics() Statistics {
	var all Statistics
	spaced := false
	for _, s := range n.sites {
		s.record.mu.Lock()
		t, begun := s.record.traffic, s.record.begun
		t.Faults = maps.Clone(t.Faults)
		s.record.mu.Unlock()
		all.Hosts = append(all.Hosts, HostTraffic{Host: s.addr.String(), Publisher: s.name, Traffic: t})
		all.Total.add(t)
		if begun < 2 {
			continue
		}
		if !spaced || t.MinSpacing < all.Total.MinSpacing {
			all.Total.MinSpacing = t.MinSpacing
		}
		if !spaced || t.MinRest < all.Total.MinRest {
			all.Total.MinRest = t.MinRest
		}
		spaced = true
	}
	for _, f := range n.feeds {
		all.Feeds = append(all.Feeds, f.site.record.feed(f))
	}
	return all
}

// add adds the counts of a host.
func (t *Traffic) add(u Traffic) {
	t.Feeds += u.Feeds
	t.Pages += u.Pages
	t.Robots += u.Robots
	t.Fronts += u.Fronts
	t.Sitemaps += u.Sitemaps
	t.Other += u.Other
	t.FeedsNotModified += u.FeedsNotModified
	t.PagesNotModified += u.PagesNotModified
	t.SitemapsNotModified += u.SitemapsNotModified
	t.Unconditional += u.Unconditional
	t.Early += u.Early
	t.Defied += u.Defied
	t.Violations += u.Violations
	for fault, times := range u.Faults {
		t.count(fault, times)
	}
	t.Bytes += u.Bytes
	t.MaxParallel = max(t.MaxParallel, u.MaxParallel)
}

func (t *Traffic) count(f Fault, times int) {
	if t.Faults == nil {
		t.Faults = make(map[Fault]int)
	}
	t.Faults[f] += times
}

// record is what a host remembers of its visitors.
type record struct {
	mu       sync.Mutex
	traffic  Traffic
	begun    int                 // requests
	running  int                 // of them
	lastFrom time.Time           // when the last one began
	lastTo   time.Time           // when the last one to end ended
	later    time.Time           // until when everybody was asked to wait
	answered map[*feed]time.Time // when a feed was last given or confirmed
	polls    map[*feed]*polls
	maps     map[string]bool // the paths of the sitemaps that were given
}

// polls are the polls of one feed.
type polls struct {
	FeedTraffic

	running int
}

// feed is how a feed was asked.
func (v *record) feed(f *feed) FeedTraffic {
	v.mu.Lock()
	defer v.mu.Unlock()
	var t FeedTraffic
	if p := v.polls[f]; p != nil {
		t = p.FeedTraffic
	}
	t.URL = f.url()
	return t
}

// recorded records a visit and hands it on.
func (n *Newsroom) recorded(s *site, answer answerFunc) answerFunc {
	return func(w http.ResponseWriter, r *http.Request, t target) {
		s.record.begin(n.stopwatch(), r, t, n.config.MaxAge, s.disallowed())
		counting := &countingWriter{ResponseWriter: w, status: http.StatusOK}
		counting.end = sync.OnceFunc(func() { s.record.end(n.stopwatch(), r, t, counting) })
		defer counting.end()
		answer(counting, r, t)
	}
}

func (n *Newsroom) stopwatch() time.Time {
	if n.config.Stopwatch != nil {
		return n.config.Stopwatch()
	}
	return n.config.Now()
}

func (v *record) begin(now time.Time, r *http.Request, t target, maxAge time.Duration, disallowed []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.begun > 0 {
		spacing, rest := max(now.Sub(v.lastFrom), 0), max(now.Sub(v.lastTo), 0)
		if v.running > 0 {
			rest = 0
		}
		if v.begun == 1 || spacing < v.traffic.MinSpacing {
			v.traffic.MinSpacing = spacing
		}
		if v.begun == 1 || rest < v.traffic.MinRest {
			v.traffic.MinRest = rest
		}
	}
	v.begun++
	v.running++
	v.lastFrom = now
	v.traffic.MaxParallel = max(v.traffic.MaxParallel, v.running)
	if now.Before(v.later) {
		v.traffic.Defied++
	}
	v.struck(&t.hit)
	for _, path := range disallowed {
		if strings.HasPrefix(r.URL.Path, path) {
			v.traffic.Violations++
			break
		}
	}
	switch t.kind {
	case kindFeed:
		v.traffic.Feeds++
		if t.hit.fault != FaultMoved {
			v.poll(now, r.Header, t.feed, maxAge)
		}
	case kindPage:
		v.traffic.Pages++
	case kindRobots:
		v.traffic.Robots++
	case kindFront:
		v.traffic.Fronts++
	case kindSitemap:
		v.traffic.Sitemaps++
		if v.maps[r.URL.Path] && !isConditional(r.Header) {
			v.traffic.Unconditional++
		}
	case kindOther:
		v.traffic.Other++
	}
}

// struck counts what goes wrong.
func (v *record) struck(h *hit) {
	if h.fault != "" {
		v.traffic.count(h.fault, 1)
	}
	if h.delay > 0 {
		v.traffic.count(FaultSlowHost, 1)
	}
}

// poll counts a poll, and what is rude in it.
func (v *record) poll(now time.Time, request http.Header, f *feed, maxAge time.Duration) {
	p := v.polls[f]
	if p == nil {
		if v.polls == nil {
			v.polls = make(map[*feed]*polls)
		}
		p = new(polls)
		v.polls[f] = p
	}
	p.begin(now)
	last, ok := v.answered[f]
	if !ok {
		return
	}
	if !isConditional(request) {
		v.traffic.Unconditional++
		p.Unconditional++
	}
	// A client reckons from Date, which has only seconds.
	if now.Before(last.Truncate(time.Second).Add(maxAge)) {
		v.traffic.Early++
	}
}

func isConditional(request http.Header) bool {
	return request.Get("If-None-Match") != "" || request.Get("If-Modified-Since") != ""
}

func (p *polls) begin(now time.Time) {
	if p.Requests > 0 {
		interval := max(now.Sub(p.Last), 0)
		if p.Requests == 1 || interval < p.MinInterval {
			p.MinInterval = interval
		}
		p.MaxGap = max(p.MaxGap, interval)
	}
	p.Requests++
	p.running++
	p.Last = now
	p.MaxParallel = max(p.MaxParallel, p.running)
}

func (v *record) end(now time.Time, r *http.Request, t target, w *countingWriter) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.running--
	v.lastTo = now
	v.traffic.Bytes += w.bytes
	if seconds, err := strconv.Atoi(w.Header().Get("Retry-After")); err == nil {
		if later := now.Add(time.Duration(seconds) * time.Second); later.After(v.later) {
			v.later = later
		}
	}
	notModified := w.status == http.StatusNotModified
	switch {
	case t.kind == kindPage && notModified:
		v.traffic.PagesNotModified++
	case t.kind == kindSitemap:
		if notModified {
			v.traffic.SitemapsNotModified++
		}
		if v.maps == nil {
			v.maps = make(map[string]bool)
		}
		v.maps[r.URL.Path] = true
	case t.kind == kindFeed:
		if notModified {
			v.traffic.FeedsNotModified++
		}
		if p := v.polls[t.feed]; p != nil && t.hit.fault != FaultMoved {
			p.running--
		}
		if notModified || w.status == http.StatusOK && t.hit.whole() {
			if v.answered == nil {
				v.answered = make(map[*feed]time.Time)
			}
			v.answered[t.feed] = now
		}
	}
}

// countingWriter sees what an answer was. The answer ends when its last bytes are
// handed over: who has them may ask again before the handler has returned.
type countingWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
	end    func()
}

// WriteHeader keeps the status.
func (w *countingWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes, and ends the answer with the last that was announced.
func (w *countingWriter) Write(b []byte) (int, error) {
	w.bytes += int64(len(b))
	if length, err := strconv.ParseInt(w.Header().Get("Content-Length"), 10, 64); err == nil && w.bytes >= length {
		w.end()
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets [http.ResponseController] through.
func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
