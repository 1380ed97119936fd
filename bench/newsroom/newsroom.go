package newsroom

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Newsroom is a synthetic news web. All its methods may be called at any time,
// by any number of goroutines; [Newsroom.Run] once.
type Newsroom struct {
	config   Config
	sites    []*site
	hosts    map[string]*site // by base
	feeds    []*feed
	printers sync.Pool // of *printer
	packers  sync.Pool // of *packer
	weather  weather
	bombs    bombs
	hub      *hub // nil without
}

// writeTimeout is how long an answer may take that goes wrong by no design.
const writeTimeout = time.Minute

// New opens the listeners, so that all addresses are known, and serves nothing
// yet. The clock runs from here. Run closes the listeners; a newsroom that is
// not run must be closed.
func New(ctx context.Context, c Config) (*Newsroom, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("newsroom: %w", err)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Start.IsZero() {
		c.Start = c.Now()
	}
	c.Start = c.Start.Truncate(time.Second).UTC()
	languages, err := loadLanguages(c.Languages)
	if err != nil {
		return nil, fmt.Errorf("newsroom: %w", err)
	}
	var config net.ListenConfig
	listeners, err := listen(c, func(address string) (net.Listener, error) { return config.Listen(ctx, "tcp4", address) })
	if err != nil {
		return nil, fmt.Errorf("newsroom: %w", err)
	}
	n := &Newsroom{config: c, sites: newSites(c, languages, listeners), hosts: make(map[string]*site, c.Hosts)}
	for _, s := range n.sites {
		n.hosts[s.base] = s
	}
	n.printers.New = func() any { return new(printer) }
	n.packers.New = func() any { return newPacker() }
	n.weather.open(c.Faults)
	n.bombs = newBombs()
	n.feeds = newFeeds(c, n.sites)
	staff(n.sites, n.feeds)
	for _, f := range n.feeds {
		f.site.feeds[f.path] = f
		n.widen(f)
	}
	if c.Hub > 0 {
		if n.hub, err = openHub(ctx, n); err != nil {
			return nil, errors.Join(fmt.Errorf("newsroom: %w", err), n.Close())
		}
	}
	return n, nil
}

// widen makes room in a feed's documents for what it announces of its section's backlog.
func (n *Newsroom) widen(f *feed) {
	if f.section == nil {
		return
	}
	all := f.backlog
	for k := range f.section.backlog {
		if n.isShared(f.section, n.number(f.section, k)) {
			all++
		}
	}
	f.window = max(f.window, all)
}

// Run serves until ctx ends, then lets the requests in hand finish for a few
// seconds. It closes the listeners and leaves no goroutine. A clean stop is nil.
func (n *Newsroom) Run(ctx context.Context) error {
	group, stopped := errgroup.WithContext(ctx)
	servers := make([]*http.Server, len(n.sites))
	for i, s := range n.sites {
		servers[i] = &http.Server{
			Handler: n.handler(s), ErrorLog: zap.NewStdLog(zap.NewNop()), // clients that go away are their own affair
			ReadHeaderTimeout: 10 * time.Second, WriteTimeout: writeTimeout, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
			BaseContext: func(net.Listener) context.Context { return stopped }, // ends what hangs
		}
		group.Go(func() error {
			if err := servers[i].Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serve host %s of the newsroom: %w", s.addr, err)
			}
			return nil
		})
	}
	if n.hub != nil {
		group.Go(func() error { return n.hub.run(stopped) })
	}
	group.Go(func() error {
		<-stopped.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		for _, server := range servers {
			if server.Shutdown(grace) != nil {
				_ = server.Close() // cuts off what is left
			}
		}
		return nil
	})
	return group.Wait()
}

// Close closes the listeners of a newsroom that is not run, and does nothing to
// one that has been.
func (n *Newsroom) Close() error {
	var faults []error
	for _, s := range n.sites {
		if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
			faults = append(faults, err)
		}
	}
	if n.hub != nil {
		if err := n.hub.listener.Close(); !errors.Is(err, net.ErrClosed) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// Feeds are the feeds as a user's catalogue has them.
func (n *Newsroom) Feeds() []schema.Feed {
	feeds := make([]schema.Feed, len(n.feeds))
	for i, f := range n.feeds {
		feeds[i] = f.catalogue(n.config.Start)
	}
	return feeds
}

// Networks are exactly the addresses that the newsroom listens on, each as a /32:
// those that a client must be allowed to ask although they are loopback.
func (n *Newsroom) Networks() []netip.Prefix {
	var networks []netip.Prefix
	for _, s := range n.sites {
		networks = append(networks, netip.PrefixFrom(s.addr.Addr(), 32))
	}
	slices.SortFunc(networks, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	return slices.Compact(networks)
}

// Published is how many articles are published so far.
func (n *Newsroom) Published() int {
	now, all := n.seconds(), 0
	for _, f := range n.feeds {
		all += f.press.published(now)
	}
	return all
}

// Truth is the truth of what is published at the time of the call, feed by feed
// and the oldest first. Each article is made as it is asked for.
func (n *Newsroom) Truth() iter.Seq[Article] {
	now := n.seconds()
	return func(yield func(Article) bool) {
		for _, f := range n.feeds {
			for k := range f.press.published(now) {
				if !yield(n.article(n.number(f, k)).Article) {
					return
				}
			}
		}
	}
}

// seconds is the time in Unix seconds.
func (n *Newsroom) seconds() int64 { return n.config.Now().Unix() }
