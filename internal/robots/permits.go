package robots

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Getter asks for a resource, as [web.Client] does: every status is a response.
type Getter interface {
	Get(ctx context.Context, r web.Request) (*web.Response, error)
}

// Lanes are told of a Crawl-delay; 0 when a host has none.
type Lanes interface {
	SetSpacing(ctx context.Context, host string, spacing time.Duration) error
}

// Config says who asks.
type Config struct {
	// Agent is our product token (RFC 9309 §2.2.1), or a User-Agent that begins
	// with it; empty is "wirecopy".
	Agent string
	// TTL is for how long a robots.txt is taken for the site's; 0 is a day, which
	// is the most that it should be.
	TTL time.Duration
}

// Deps are what [Permits] work with.
type Deps struct {
	Web    Getter
	Bucket *bus.Bucket // schema.BucketHosts
	Lanes  Lanes
}

// Permits says which addresses may be asked. Its methods may be called by any goroutine.
type Permits struct {
	config  Config
	deps    Deps
	metrics *metrics
	now     func() time.Time

	mu      sync.Mutex
	known   memory
	loading map[string]chan struct{} // by origin; closed when the loading has ended
}

// New makes permits for all sites.
func New(config Config, deps Deps) *Permits {
	if config.Agent = product(config.Agent); config.Agent == "" {
		config.Agent = "wirecopy"
	}
	if config.TTL == 0 {
		config.TTL = 24 * time.Hour
	}
	return &Permits{
		config: config, deps: deps, metrics: newMetrics(), now: time.Now,
		known: memory{sites: map[string]*site{}}, loading: map[string]chan struct{}{},
	}
}

// Allowed is nil when an address may be asked, a [*DisallowedError] when its site
// forbids it, and a [*UnavailableError] when that can't be known for now. Any
// other error is not the site's: that of its lane, of the bucket, of ctx.
//
// It has the form of [web.Request.Allow]. It may make a Get of its own, but in a
// Get of robots.txt it would ask for itself.
func (p *Permits) Allowed(ctx context.Context, url string) error {
	err := p.allowed(ctx, url)
	p.metrics.answered(err)
	return err
}

func (p *Permits) allowed(ctx context.Context, url string) error {
	o, path, err := split(url)
	if err != nil {
		return fmt.Errorf("look up robots.txt: %w", err)
	}
	if path == robotsPath {
		return nil // RFC 9309 §2.2.2
	}
	s, err := p.site(ctx, o)
	if err != nil {
		return err
	}
	if !s.known {
		return &UnavailableError{Host: o.host, Until: s.until, Reason: s.fault}
	}
	if r, found := s.rules.decide(normalPath(path)); found && !r.allow {
		return &DisallowedError{URL: url, Rule: r.String()}
	}
	return nil
}

// robotsPath is where a site keeps what it allows.
const robotsPath = "/robots.txt"

// origin is what one robots.txt is for (RFC 9309 §2.3).
type origin struct {
	scheme string
	host   string // by schema.HostOf
}

// split cuts an address into its origin and its path with the query.
func split(url string) (origin, string, error) {
	host, err := schema.HostOf(url)
	if err != nil {
		return origin{}, "", err
	}
	scheme, rest, _ := strings.Cut(strings.TrimSpace(url), "://")
	rest, _, _ = strings.Cut(rest, "#")
	path := "/"
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		path = rest[at:]
	}
	if path[0] == '?' {
		path = "/" + path
	}
	return origin{scheme: strings.ToLower(scheme), host: host}, path, nil
}

// String is the origin without its path.
func (o origin) String() string { return o.scheme + "://" + o.host }

// site is what is known of an origin until a time: its rules, or why it has none.
type site struct {
	until time.Time
	known bool
	rules rules
	fault string
}

// site finds what is known of an origin. Of several who ask at once one loads it.
func (p *Permits) site(ctx context.Context, o origin) (*site, error) {
	key := o.String()
	for {
		p.mu.Lock()
		s, found := p.known.get(key, p.now())
		wait, isLoading := p.loading[key]
		if !found && !isLoading {
			p.loading[key] = make(chan struct{})
		}
		p.mu.Unlock()
		switch {
		case found:
			return s, nil
		case !isLoading:
			return p.load(ctx, o)
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for robots.txt of %s: %w", o.host, ctx.Err())
		}
	}
}

// load has the origin's record fetched or made, and lets go those who wait for it.
func (p *Permits) load(ctx context.Context, o origin) (s *site, err error) {
	key := o.String()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		close(p.loading[key])
		delete(p.loading, key)
		if s != nil {
			p.known.put(key, s)
		}
	}()
	r, err := p.record(ctx, o)
	if r == nil {
		return nil, err
	}
	return r.site(), err
}
