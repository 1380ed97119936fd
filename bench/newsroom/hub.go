package newsroom

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
)

const (
	// hubTimeout bounds a call of the hub.
	hubTimeout = 5 * time.Second
	// hubLook lies between two looks at what is new in the feeds that are subscribed to.
	hubLook = 50 * time.Millisecond
	// maxIntents is how many subscriptions may wait to be verified.
	maxIntents = 4096
)

// hub is the WebSub hub of the newsroom (W3C WebSub): an address of its own,
// which verifies intents, keeps leases, and pushes each new edition, signed. It
// calls nobody but the loopback.
type hub struct {
	room        *Newsroom
	listener    net.Listener
	url         string
	certificate *tls.Certificate // nil without TLS
	client      *http.Client
	intents     chan intent

	mu            sync.Mutex
	conduct       Conduct                  // guarded by mu
	count         HubStatistics            // guarded by mu
	subscriptions map[subscriber]*delivery // guarded by mu
}

// Conduct is how the hub behaves. Its zero is as it should.
type Conduct struct {
	// Lease is the longest lease that is granted; 0 grants what is asked for.
	Lease time.Duration
	// Deny denies every subscription, with this reason.
	Deny string
	// Status answers every request with this status of HTTP.
	Status int
	// Hang answers no request at all.
	Hang bool
	// Mute pushes nothing, and says nothing of it.
	Mute bool
	// Forge signs pushes with another secret.
	Forge bool
	// Method is that of signatures: sha1, sha256, sha384 or sha512; "" is sha256.
	Method string
}

// HubStatistics is what the hub was asked and did, so far.
type HubStatistics struct {
	Asked     int // requests for a subscription or its end
	Verified  int // subscriptions and renewals
	Refused   int // that their subscriber didn't confirm
	Denied    int
	Ended     int // by their subscriber, or by its 410
	Delivered int // pushes that were taken
	Failed    int // pushes that were not
	Active    int // subscriptions now
}

// SetHub sets how the hub behaves from now on; without a hub it does nothing.
func (n *Newsroom) SetHub(c Conduct) {
	if n.hub == nil {
		return
	}
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	n.hub.conduct = c
}

// HubStatistics are the hub's; all zero without one.
func (n *Newsroom) HubStatistics() HubStatistics {
	if n.hub == nil {
		return HubStatistics{}
	}
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	s, now := n.hub.count, time.Now()
	for _, sub := range n.hub.subscriptions {
		if sub.until.After(now) {
			s.Active++
		}
	}
	return s
}

// HubURL is the hub's address; empty without one.
func (n *Newsroom) HubURL() string {
	if n.hub == nil {
		return ""
	}
	return n.hub.url
}

// openHub opens the hub's listener, and names the hub in its share of the feeds.
func openHub(ctx context.Context, n *Newsroom) (*hub, error) {
	h := &hub{
		room: n, intents: make(chan intent, maxIntents), subscriptions: map[subscriber]*delivery{},
		client: &http.Client{
			Timeout:       hubTimeout,
			Transport:     &http.Transport{Proxy: nil, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	port := 0
	if n.config.Port > 0 {
		port = n.config.Port + n.config.Hosts // above all that hosts may have
	}
	address := n.sites[0].addr.Addr()
	var config net.ListenConfig
	var err error
	if h.listener, err = config.Listen(ctx, "tcp4", netip.AddrPortFrom(address, uint16(port)).String()); err != nil {
		return nil, fmt.Errorf("listen for the hub: %w", err)
	}
	h.url = "http://" + h.listener.Addr().String() + "/"
	if n.config.HubTLS {
		h.url = "https://" + h.listener.Addr().String() + "/"
		if h.certificate, err = newCertificate(address); err != nil {
			return nil, errors.Join(err, h.listener.Close())
		}
	}
	for _, f := range n.feeds {
		if d := roll(n.config.Seed, forHub, uint64(f.index)); d.chance(n.config.Hub) {
			f.hub, f.linked = h.url, d.chance(0.5) || f.format == formatJSON // which WebSub §4 knows no links in
		}
	}
	return h, nil
}

// links is the Link header of a feed whose document doesn't name its hub.
func (f *feed) links() string {
	return fmt.Sprintf("<%s>; rel=\"hub\", <%s>; rel=\"self\"", f.hub, f.url())
}

// run serves the hub until ctx ends, and leaves no goroutine.
func (h *hub) run(ctx context.Context) error {
	defer h.client.CloseIdleConnections()
	server := &http.Server{
		Handler: h, ErrorLog: zap.NewStdLog(zap.NewNop()), // clients that go away are their own affair
		ReadHeaderTimeout: 10 * time.Second, WriteTimeout: writeTimeout, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx }, // ends what hangs
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := h.serve(server)
		if !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the hub of the newsroom: %w", err)
		}
		return nil
	})
	group.Go(func() error { h.work(ctx); return nil })
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // cuts off what is left
		}
		return nil
	})
	return group.Wait()
}

func (h *hub) serve(server *http.Server) error {
	if h.certificate == nil {
		return server.Serve(h.listener)
	}
	server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*h.certificate}}
	return server.ServeTLS(h.listener, "", "")
}

// behaves is the hub's conduct now.
func (h *hub) behaves() Conduct {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.conduct
}
