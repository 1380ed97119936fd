package newsroom

import (
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// site is one publisher on one host.
type site struct {
	index    int
	listener net.Listener
	addr     netip.AddrPort
	base     string // scheme and host, without a final slash
	name     string
	place    string // where it is at home
	language *language
	layout   *layout
	links    links
	trap     string           // the path that robots.txt disallows, with slashes around it
	tracked  bool             // feeds add a tracking parameter to addresses
	weak     bool             // entity tags are weak
	desk     *desk            // where its agency copy comes from; nil when it has none
	credits  float64          // how often it names the agency then
	feeds    map[string]*feed // by path
	listings []string         // the ids of what lists its articles besides, as feeds

	furniture func() *furniture // what all pages of the site share, made when first asked for
	record    record
	attempts  attempts
}

// links is the form of a site's article addresses.
type links int

const (
	linksSection links = iota // /politics/the-headline-123.html
	linksDated                // /2031/05/04/the-headline-123/
	linksNumber               // /news/123
	linksQuery                // /story?id=123
	linksForms
)

// newSites makes a site for each listener.
func newSites(c Config, languages []*language, listeners []net.Listener) []*site {
	layouts, desks := layouts(), newDesks(c, languages)
	sites := make([]*site, len(listeners))
	for i, listener := range listeners {
		d := roll(c.Seed, forFurniture, uint64(i))
		addr := listener.Addr().(*net.TCPAddr).AddrPort()
		s := &site{
			index: i, listener: listener, addr: netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()),
			language: languages[i%len(languages)],
			// Languages and layouts run through all their pairs.
			layout:  &layouts[(int(c.Seed%uint64(len(layouts)))+i+i/len(languages))%len(layouts)],
			links:   links(d.below(int(linksForms))),
			tracked: d.chance(0.3), weak: d.chance(0.3),
			desk: desks[i%len(languages)], credits: habit(roll(c.Seed, forHabit, uint64(i))),
			feeds: make(map[string]*feed),
		}
		s.base = "http://" + s.addr.String()
		for _, path := range []string{pathFront, pathIndex, pathNews} {
			s.listings = append(s.listings, schema.FeedID(s.base+path))
		}
		s.name, s.place = s.language.name(i / len(languages))
		s.trap = fmt.Sprintf("/t%x/", d.next()>>40)
		s.furniture = sync.OnceValue(func() *furniture { return newFurniture(c.Seed, s) })
		sites[i] = s
	}
	return sites
}

// domain is what a publisher's domain is on an address without a name.
func (s *site) domain() string { return s.addr.Addr().String() }

// articlePath is the path of an article, and its query where that holds the number.
func (s *site) articlePath(b brief) string {
	switch s.links {
	case linksDated:
		return b.published.Format("/2006/01/02/") + fmt.Sprintf("%s-%d/", schema.Token(b.headline), b.number)
	case linksNumber:
		return fmt.Sprintf("/news/%d", b.number)
	case linksQuery:
		return fmt.Sprintf("/story?id=%d", b.number)
	default:
		return fmt.Sprintf("/%s/%s-%d.html", schema.Token(b.section), schema.Token(b.headline), b.number)
	}
}
