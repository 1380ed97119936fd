package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// maxHeader caps an answer's header, in bytes: policies and preloads of real sites reach 40 KiB.
	maxHeader = 256 << 10
	// maxDiscarded is how much of an unwanted body is read to keep the connection, in bytes.
	maxDiscarded = 64 << 10
	// idlePerHost is enough, for a lane lets one request in at a time.
	idlePerHost = 2
	// tlsSessions are remembered, of the hosts asked last, at some 6 KB each: the next
	// handshake with one takes 0.4 ms of CPU instead of 0.65. Fewer than there are
	// hosts help none of them, for they are asked in turn.
	tlsSessions = 8192
	// requestBuffer holds a request, and answerBuffer the header of most answers, in
	// bytes; bodies are read past it. Each new connection has both.
	requestBuffer, answerBuffer = 1 << 10, 2 << 10
)

// Deps are what a [Client] works with. Each may be nil.
type Deps struct {
	Gate       Gate                  // nil lets every request in at once
	Registerer prometheus.Registerer // nil keeps the metrics unseen
	Resolver   Resolver              // nil is the system's
	RootCAs    *x509.CertPool        // nil is the system's
}

// Client is safe for use by any number of goroutines. One is enough for a process.
type Client struct {
	config    Config
	gate      Gate
	metrics   *metrics
	bodies    bodies
	transport *http.Transport
	dialer    *dialer
	wait      func(ctx context.Context, until time.Time) error
	proxied   bool // an HTTP proxy dials the sites, and the transport only it
}

// New makes a client; its errors are those of [Config.Validate] and of the registerer.
func New(config Config, deps Deps) (*Client, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	m, err := newMetrics(deps.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	if deps.Gate == nil {
		deps.Gate = openGate{}
	}
	if deps.Resolver == nil {
		deps.Resolver = net.DefaultResolver
	}
	d := &dialer{
		names: newNames(deps.Resolver, config.DNSTTL, config.DNSNames),
		guard: newGuard(config.AllowNets),
		tls: &tls.Config{
			MinVersion:         tls.VersionTLS12,
			RootCAs:            deps.RootCAs,
			NextProtos:         []string{"h2", "http/1.1"},
			ClientSessionCache: tls.NewLRUClientSessionCache(tlsSessions),
		},
		timeout: config.DialTimeout,
		dials:   m.dials,
		connect: connectTCP,
	}
	c := &Client{config: config, gate: deps.Gate, metrics: m, transport: newTransport(config, d), dialer: d, wait: waitUntil}
	if p, err := parseProxy(config.Proxy); err != nil {
		return nil, err
	} else if p != nil {
		return c, c.goThrough(p)
	}
	return c, nil
}

// newTransport makes the pool of connections: no proxy (see [Client.goThrough] for
// the operator's; the environment's would dial what the guard can't see), no decoding (ours has caps), and pings that find out dead
// HTTP/2 connections, which would else fail every request until the kernel gives up.
func newTransport(config Config, d *dialer) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            d.dial,
		DialTLSContext:         d.dialTLS,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		DisableCompression:     true,
		ResponseHeaderTimeout:  config.HeaderTimeout,
		MaxResponseHeaderBytes: maxHeader,
		WriteBufferSize:        requestBuffer,
		ReadBufferSize:         answerBuffer,
		IdleConnTimeout:        config.IdleTimeout,
		MaxIdleConns:           config.MaxIdle,
		MaxIdleConnsPerHost:    idlePerHost,
	}
}

// Close lets the unused connections go. Requests that are under way end as they would.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Get asks for a resource and follows redirects. Any status is a response, its
// body is read whole or is an error; every error is an [*Error]. A Get never
// asks twice, but a request on a kept connection that the site had closed
// unseen is sent again on a new one.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	t := &trip{trusted: true}
	if r.Cookies {
		t.jar = newJar()
	}
	response, err := c.travel(ctx, r, t)
	if err == nil {
		response.Hops = t.hops
		return response, nil
	}
	return nil, explain(err, http.MethodGet, t)
}

// explain says of a fault which request it ended.
func explain(err error, method string, t *trip) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return &Error{Method: method, Op: "ask", Kind: KindProtocol, Err: err}
	}
	explained := *e
	explained.Method, explained.Hops, explained.Until = method, t.hops, t.until
	if t.at != nil {
		explained.URL = t.at.String()
	}
	return &explained
}

// travel makes request after request until one answers with no redirect.
func (c *Client) travel(ctx context.Context, r Request, t *trip) (*Response, error) {
	err := r.check()
	if err == nil {
		err = t.set(r)
	}
	if err != nil {
		return nil, c.unsent(err)
	}
	for {
		response, err := c.visit(ctx, c.errand(ctx, r, t))
		if err != nil || !isRedirect(response.Status) {
			return response, err
		}
		if err := c.goOn(ctx, t, response); err != nil {
			c.metrics.ended(time.Time{}, 0, err)
			return nil, err
		}
	}
}

// errand is one request on the wire.
type errand struct {
	request    *http.Request
	to         *address
	redirected bool
	allow      func(ctx context.Context, url string) error // may be nil
	caps       limits
}

// errand makes the next request of a Get.
func (c *Client) errand(ctx context.Context, r Request, t *trip) errand {
	request := r.toward(ctx, t.at, c.config.UserAgent, t.trusted)
	if t.cookie != "" {
		request.Header.Set("Cookie", strings.TrimPrefix(request.Header.Get("Cookie")+"; "+t.cookie, "; ")) // beside the caller's
	}
	caps := limits{wire: c.config.MaxBody, decoded: c.config.MaxDecoded, ratio: int64(c.config.MaxRatio)}
	if r.MaxDecoded > 0 {
		caps.decoded = r.MaxDecoded
	}
	return errand{request: request, to: t.at, redirected: r.Follows || len(t.hops) > t.begun, allow: r.Allow, caps: caps}
}

// unsent is the fault of a request that can't be made.
func (c *Client) unsent(err error) error {
	err = fault(KindRequest, "prepare request", err)
	c.metrics.ended(time.Time{}, 0, err)
	return err
}

// visit asks for leave, passes the gate, makes one request, and tells the gate how it went.
func (c *Client) visit(ctx context.Context, e errand) (response *Response, err error) {
	var begin time.Time
	defer func() { c.metrics.ended(begin, statusOf(response), err) }()
	if e.allow != nil {
		if err := e.allow(ctx, e.to.String()); err != nil {
			return nil, turnedAway(ctx, KindRefused, "ask for leave", err)
		}
	}
	leave, err := c.gate.Enter(ctx, e.to.host, e.redirected)
	if err != nil {
		return nil, turnedAway(ctx, KindGate, "wait at the gate", err)
	}
	begin = time.Now()
	defer func() {
		answer := Answer{Status: statusOf(response), Kind: KindOf(err)}
		c.metrics.checked(e.request.Header, answer.Status)
		if response != nil {
			answer.RetryAfter, _ = RetryAfter(response.Header, time.Now())
		}
		leave(answer)
	}()
	if err := c.screen(ctx, e); err != nil {
		return nil, classify(ctx, err, "look up", KindDNS)
	}
	raw, err := c.transport.RoundTrip(e.request)
	if err != nil {
		return nil, classify(ctx, err, "ask", kindOfBroken(err))
	}
	defer raw.Body.Close()
	if c.isRefusal(e, raw) {
		return nil, proxyRefusal(raw.StatusCode)
	}
	return c.receive(ctx, raw, e)
}

// turnedAway is the fault of a request that wasn't sent. Out of time before that
// is no slowness of the site.
func turnedAway(ctx context.Context, kind Kind, op string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		kind = KindCanceled
		if !errors.Is(err, context.Canceled) {
			err = fmt.Errorf("%w: %w", context.Canceled, err)
		}
	}
	return fault(kind, op, err)
}

// receive reads an answer's body, if it is one that is wanted.
func (c *Client) receive(ctx context.Context, raw *http.Response, e errand) (*Response, error) {
	response := &Response{Status: raw.StatusCode, URL: e.to.String(), Header: raw.Header}
	if !response.OK() {
		if raw.Body != http.NoBody { // a 304 has none
			response.Wire, _ = io.CopyN(io.Discard, raw.Body, maxDiscarded) // the status says it all
			c.metrics.wire.Add(float64(response.Wire))
		}
		return response, nil
	}
	if raw.StatusCode == http.StatusPartialContent {
		return nil, fault(KindTruncated, "read body", errors.New("a part was sent, and none was asked for"))
	}
	coding, err := codingOf(raw.Header)
	if err != nil {
		return nil, fault(KindEncoding, "read body", err)
	}
	if raw.ContentLength > e.caps.wire {
		return nil, fault(KindTooLarge, "read body",
			fmt.Errorf("announced with %d bytes, more than %d", raw.ContentLength, e.caps.wire))
	}
	response.Body, response.Wire, err = c.bodies.read(raw.Body, coding, e.caps)
	c.metrics.wire.Add(float64(response.Wire))
	c.metrics.decoded.Add(float64(len(response.Body)))
	if err != nil {
		return nil, classify(ctx, err, "read body", KindTruncated) // what ends a body early and isn't slowness
	}
	return response, nil
}

func statusOf(r *Response) int {
	if r == nil {
		return 0
	}
	return r.Status
}
