package web

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	socks "golang.org/x/net/proxy"
)

const (
	schemeHTTP   = "http"
	schemeHTTPS  = "https"
	schemeSOCKS5 = "socks5"

	// maxProxyAnswer caps what a proxy says of a tunnel, in bytes.
	maxProxyAnswer = 64 << 10
)

// proxy is the way out of a closed network. It is the operator's own, so that
// its address isn't guarded.
type proxy struct {
	scheme    string
	address   string // host:port
	login     *url.Userinfo
	userAgent string
	tls       *tls.Config // for the proxy itself, of the scheme https
	timeout   time.Duration
	dials     prometheus.Counter
}

// parseProxy reads the address of a proxy; nil for "". Its errors don't quote
// the address, which may hold a password.
func parseProxy(raw string) (*proxy, error) {
	if raw == "" {
		return nil, nil //nolint:nilnil // no proxy is no fault
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("proxy can't be read as a URL: percent-encode what is special in its password")
	}
	ports := map[string]string{schemeHTTP: "80", schemeHTTPS: "443", schemeSOCKS5: "1080"}
	port, known := ports[u.Scheme]
	switch {
	case !known:
		return nil, errors.New("proxy must begin with http://, https:// or socks5://")
	case u.Hostname() == "":
		return nil, errors.New("proxy names no host")
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "":
		return nil, errors.New("proxy has more than scheme, login, host and port")
	}
	return &proxy{scheme: u.Scheme, address: net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)), login: u.User}, nil
}

// goThrough makes the client go through a proxy. Of a name that the guard has
// passed an HTTP proxy is told the name, so that rules and logs of its own know
// it; only a socks5 proxy gets the address itself, and by that exactly the one
// that was checked.
//
//	http://site   absolute-form request to an http(s) proxy, on connections that all hosts share
//	https://site  CONNECT, and TLS with the site inside of it
//	socks5        any connection, by address
func (c *Client) goThrough(p *proxy) error {
	d := c.dialer
	p.userAgent, p.dials, p.timeout = c.config.UserAgent, d.dials, d.timeout
	p.tls = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: d.tls.RootCAs, NextProtos: []string{"http/1.1"}, ClientSessionCache: d.tls.ClientSessionCache}
	if p.scheme == schemeSOCKS5 {
		connect, err := p.socks()
		d.connect = connect
		return err
	}
	d.open = p.tunnel
	c.proxied = true
	c.transport.Proxy, c.transport.DialContext = p.carry, p.dialShared
	c.transport.MaxIdleConnsPerHost = c.transport.MaxIdleConns // the one "host" is the proxy
	return nil
}

// carry is for http.Transport: plain requests are the proxy's to carry. TLS with
// the proxy is dial's, which is why its scheme is never told.
func (p *proxy) carry(r *http.Request) (*url.URL, error) {
	if r.URL.Scheme != schemeHTTP {
		return nil, nil //nolint:nilnil // DialTLSContext makes the tunnel itself
	}
	return &url.URL{Scheme: schemeHTTP, Host: p.address, User: p.login}, nil
}

// dialShared is for http.Transport, which asks for no other address than the proxy's.
func (p *proxy) dialShared(ctx context.Context, _, _ string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	return p.dial(ctx)
}

// dial connects to the proxy.
func (p *proxy) dial(ctx context.Context) (net.Conn, error) {
	p.dials.Inc()
	conn, err := p.DialContext(ctx, "tcp", p.address)
	if err != nil || p.scheme != schemeHTTPS {
		return conn, err
	}
	config := p.tls.Clone()
	config.ServerName, _, _ = net.SplitHostPort(p.address)
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fault(KindConnect, "reach the proxy", err)
	}
	return secure, nil
}

// DialContext makes the TCP connection to the proxy. Its errors say that it is
// the proxy that can't be reached.
func (p *proxy) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, fault(KindConnect, "reach the proxy", err)
	}
	return conn, nil
}

// Dial is for x/net/proxy, which wants it and calls the other.
func (p *proxy) Dial(network, address string) (net.Conn, error) {
	return p.DialContext(context.Background(), network, address)
}

// socks is the connect of a dialer that goes through a socks5 proxy (RFC 1928, RFC 1929).
func (p *proxy) socks() (func(context.Context, netip.AddrPort) (net.Conn, error), error) {
	var auth *socks.Auth
	if p.login != nil {
		password, _ := p.login.Password()
		auth = &socks.Auth{User: p.login.Username(), Password: password}
	}
	made, err := socks.SOCKS5("tcp", p.address, auth, p)
	if err != nil {
		return nil, fmt.Errorf("set up the proxy: %w", err)
	}
	through, ok := made.(socks.ContextDialer)
	if !ok {
		return nil, errors.New("set up the proxy: it can't be told when to give up")
	}
	return func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
		return through.DialContext(ctx, "tcp", to.String())
	}, nil
}

// tunnel gives a connection to host:port (RFC 9110 §9.3.6).
func (p *proxy) tunnel(ctx context.Context, address string) (net.Conn, error) {
	conn, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err = p.connect(conn, address)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, classify(ctx, err, "go through the proxy", KindConnect)
	}
	return conn, nil
}

// connect asks for a tunnel on a connection to the proxy.
func (p *proxy) connect(conn net.Conn, address string) error {
	ask := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{"User-Agent": {p.userAgent}}}
	if p.login != nil {
		password, _ := p.login.Password()
		ask.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(p.login.Username()+":"+password)))
	}
	if err := ask.Write(conn); err != nil {
		return err
	}
	read := bufio.NewReader(io.LimitReader(conn, maxProxyAnswer))
	answer, err := http.ReadResponse(read, ask) //nolint:bodyclose // its body is the tunnel, or goes with the connection
	switch {
	case err != nil:
		return err
	case answer.StatusCode != http.StatusOK:
		return proxyRefusal(answer.StatusCode)
	case read.Buffered() > 0:
		return errors.New("the proxy speaks where the site should")
	}
	return nil
}

// proxyRefusal says what a status of the proxy's own means.
func proxyRefusal(status int) error {
	if status == http.StatusProxyAuthRequired {
		return fault(KindConnect, "go through the proxy", errors.New("the proxy wants another login (407): give one in the address of --proxy"))
	}
	return fault(KindConnect, "go through the proxy", fmt.Errorf("the proxy answered %d %s", status, http.StatusText(status)))
}

// screen resolves a host and wants an address that may be asked, where a proxy
// will dial it and not our dialer, which does the same.
func (c *Client) screen(ctx context.Context, e errand) error {
	if !c.proxied {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.DialTimeout)
	defer cancel()
	_, err := c.dialer.screen(ctx, e.request.URL.Hostname())
	return err
}

// isRefusal says whether an answer is the proxy's and not the site's, as far as that can be told.
func (c *Client) isRefusal(e errand, answer *http.Response) bool {
	return c.proxied && e.request.URL.Scheme == schemeHTTP && answer.StatusCode == http.StatusProxyAuthRequired
}
