package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// maxAttempts is how many of a host's addresses are tried.
	maxAttempts = 6
	// minAttempt is the least time that an address gets, if there is so much.
	minAttempt = 2 * time.Second
)

// dialer makes the connections: DNS, guard, TCP, TLS, in this order. What the
// guard has seen is a netip.Addr, and that is what is dialled: no name is
// looked up twice for one connection.
type dialer struct {
	names   *names
	guard   guard
	tls     *tls.Config
	timeout time.Duration
	dials   prometheus.Counter
	// connect makes a TCP connection; tests look at what it is given.
	connect func(ctx context.Context, to netip.AddrPort) (net.Conn, error)
	// open connects to host:port for TLS; nil is reach.
	open func(ctx context.Context, address string) (net.Conn, error)
}

// connectTCP is the connect of all but tests. It is not DialTCP, which binds a local
// port before it knows whom for, and so has but one for each at all sites together.
// TCP's own probes would find no dead connection before it has been idle for too long.
func connectTCP(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: -1}
	return dialer.DialContext(ctx, "tcp", to.String())
}

// dial is for http.Transport; address is host:port.
func (d *dialer) dial(ctx context.Context, _, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	return d.reach(ctx, address)
}

// dialTLS is for http.Transport; address is host:port. The handshake is ours
// rather than the transport's so that its errors are told from others.
func (d *dialer) dialTLS(ctx context.Context, _, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault(KindRequest, "connect", err)
	}
	open := d.open
	if open == nil {
		open = d.reach
	}
	raw, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	config := d.tls.Clone()
	config.ServerName = host
	conn := tls.Client(raw, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, classify(ctx, err, "handshake", KindTLS)
	}
	return conn, nil
}

// reach connects to the first address of a host that answers.
func (d *dialer) reach(ctx context.Context, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault(KindRequest, "connect", err)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fault(KindRequest, "connect", err)
	}
	addrs, err := d.screen(ctx, host)
	if err != nil {
		return nil, err
	}
	addrs = alternate(addrs)
	addrs = addrs[:min(len(addrs), maxAttempts)]
	var last error
	for i, addr := range addrs {
		conn, err := d.attempt(ctx, netip.AddrPortFrom(addr, uint16(port)), len(addrs)-i)
		if err == nil {
			return conn, nil
		}
		last = err
	}
	if len(addrs) > 1 {
		last = fmt.Errorf("none of %d addresses: %w", len(addrs), last)
	}
	return nil, classify(ctx, last, "connect", KindConnect)
}

// screen gives the addresses of a host that may be dialled, at least one.
func (d *dialer) screen(ctx context.Context, host string) ([]netip.Addr, error) {
	found, err := d.names.lookup(ctx, host)
	if err != nil {
		return nil, fault(KindDNS, "look up "+host, err)
	}
	if len(found) == 0 {
		return nil, fault(KindDNS, "look up "+host, errors.New("no addresses"))
	}
	addrs, err := d.guard.screen(host, found)
	if err != nil {
		return nil, fault(KindForbidden, "connect", err)
	}
	return addrs, nil
}

// attempt dials one address, for its share of the time that is left.
func (d *dialer) attempt(ctx context.Context, to netip.AddrPort, untried int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && untried > 1 {
		share := max(time.Until(deadline)/time.Duration(untried), minAttempt)
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, share)
		defer cancel()
	}
	d.dials.Inc()
	return d.connect(ctx, to)
}

// alternate puts IPv4 and IPv6 in turn, the first one's family first, so that
// the second attempt helps where one family is broken (RFC 8305 §4).
func alternate(addrs []netip.Addr) []netip.Addr {
	var same, other []netip.Addr
	for _, addr := range addrs {
		if addr.Is4() == addrs[0].Is4() {
			same = append(same, addr)
		} else {
			other = append(other, addr)
		}
	}
	mixed := make([]netip.Addr, 0, len(addrs))
	for i := range max(len(same), len(other)) {
		if i < len(same) {
			mixed = append(mixed, same[i])
		}
		if i < len(other) {
			mixed = append(mixed, other[i])
		}
	}
	return mixed
}
