package web

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Resolver looks names up; *net.Resolver is one. Names with a dot in them are
// asked for with a final dot, as absolute ones: the search list of a Kubernetes
// pod would make five questions of each, and could answer with a service of the
// cluster. A name without a dot is left to the search list.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// names remembers the answers of DNS. Failures aren't remembered: whoever asks
// again has waited by then.
type names struct {
	resolver Resolver
	ttl      time.Duration
	half     int

	// Two generations bound the memory without a list: when young is full it
	// becomes old, and the old one goes. An answer that is used again only
	// after that is looked up once more.
	mu         sync.Mutex
	young, old map[string]known
}

type known struct {
	addrs []netip.Addr // never written again
	until time.Time
}

func newNames(resolver Resolver, ttl time.Duration, size int) *names {
	return &names{resolver: resolver, ttl: ttl, half: (size + 1) / 2, young: make(map[string]known)}
}

// lookup gives a host's addresses, IPv4 never written as IPv6. An address is its own answer.
func (n *names) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr.Unmap()}, nil
	}
	if addrs, ok := n.recall(host); ok {
		return addrs, nil
	}
	question := host
	if strings.Contains(host, ".") && !strings.HasSuffix(host, ".") {
		question += "."
	}
	answer, err := n.resolver.LookupNetIP(ctx, "ip", question)
	if err != nil {
		return nil, err
	}
	addrs := make([]netip.Addr, len(answer))
	for i, addr := range answer {
		addrs[i] = addr.Unmap()
	}
	n.remember(host, addrs)
	return addrs, nil
}

func (n *names) recall(host string) ([]netip.Addr, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	k, ok := n.young[host]
	if !ok {
		k, ok = n.old[host]
	}
	return k.addrs, ok && time.Now().Before(k.until)
}

func (n *names) remember(host string, addrs []netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.young) >= n.half {
		n.young, n.old = make(map[string]known), n.young
	}
	n.young[host] = known{addrs: addrs, until: time.Now().Add(n.ttl)}
}
