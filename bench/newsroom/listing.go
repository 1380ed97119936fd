package newsroom

import (
	"cmp"
	"slices"
	"time"
)

// Site is a publisher, by the addresses that a user may give in place of a feed's.
type Site struct {
	// Name is the publisher's.
	Name string `json:"name"`
	// Front is the address of the front page, which names the site's feeds.
	Front string `json:"front"`
	// Sitemap is the address of the index of its sitemaps; robots.txt names it.
	Sitemap string `json:"sitemap"`
	// News is the address of its news sitemap; robots.txt and the index name it.
	News string `json:"news"`
}

// Sites are the publishers, in the order of their addresses.
func (n *Newsroom) Sites() []Site {
	sites := make([]Site, len(n.sites))
	for i, s := range n.sites {
		sites[i] = Site{Name: s.name, Front: s.base + pathFront, Sitemap: s.base + pathIndex, News: s.base + pathNews}
	}
	return sites
}

// feedsOf are the feeds of a site, its main feed first.
func (n *Newsroom) feedsOf(s *site) []*feed {
	var feeds []*feed
	for i := s.index; i < len(n.feeds); i += len(n.sites) {
		feeds = append(feeds, n.feeds[i])
	}
	return feeds
}

// listing is what of a site's articles is listed somewhere, the newest first.
type listing []notice

// notice is an article in a listing.
type notice struct {
	number uint64
	at     int64 // Unix seconds of publication
}

// listing lists the articles of a site that are published since a second, in Unix
// seconds, and no more than so many. Gone is the youngest of those that are older.
func (n *Newsroom) listing(s *site, since int64, most int) (list listing, gone int64, some bool) {
	now := n.seconds()
	for _, f := range n.feedsOf(s) {
		begin := len(list)
		for k := f.press.published(now) - 1; k >= 0 && len(list)-begin < most; k-- {
			at := f.press.when(k)
			if at < since {
				gone, some = max(gone, at), true
				break
			}
			list = append(list, notice{number: n.number(f, k), at: at})
		}
	}
	slices.SortFunc(list, func(a, b notice) int {
		return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.number, a.number))
	})
	return list[:min(len(list), most)], gone, some
}

// things are what tells a listing from an earlier or a later one: articles come at
// one end, and go at the other.
func (l listing) things() []uint64 {
	if len(l) == 0 {
		return []uint64{0}
	}
	return []uint64{uint64(len(l)), l[0].number, l[len(l)-1].number}
}

// newest is when the newest article was published, or the backlog began.
func (n *Newsroom) newest(l listing) time.Time {
	if len(l) == 0 {
		return n.config.Start.Add(-n.config.BacklogAge)
	}
	return time.Unix(l[0].at, 0)
}

// announcedOf is the address that is announced of an article.
func (n *Newsroom) announcedOf(s *site, number uint64) string {
	f, k := n.feedOf(number)
	b, _ := n.brief(f, k)
	return s.announced(&Article{URL: s.base + s.articlePath(b), Fate: n.fate(number, f.press.when(k)), number: number})
}
