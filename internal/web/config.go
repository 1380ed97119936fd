package web

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/net/http/httpguts"
)

// Config holds the settings of a [Client]. Begin with [Defaults].
type Config struct {
	// UserAgent names us to the sites, with a version and where to complain.
	UserAgent string
	// AllowNets are networks that may be asked although the guard refuses them:
	// private, loopback and other addresses that no public site has.
	AllowNets []netip.Prefix
	// Proxy is the address of a proxy that all requests go through, "" for none:
	// http, https or socks5, with its login if it wants one. The guard checks
	// sites as it does without, and never the proxy, which may be private.
	// An HTTP proxy looks their names up once more: it must refuse what the
	// guard would, or a site's DNS can lead it into its own network.
	Proxy string

	// MaxBody caps a body as it comes over the wire, in bytes.
	MaxBody int64
	// MaxDecoded caps a body after decoding, in bytes.
	MaxDecoded int64
	// MaxRatio caps decoded bytes per byte on the wire, once more than 1 MiB was
	// decoded. HTML has about 5, a feed of equal entries 50; a bomb has 1,000.
	MaxRatio int
	// MaxRedirects is how many redirects are followed; 0 follows none.
	MaxRedirects int

	// Timeout bounds a whole Get: waiting at the gate, redirects and the body too.
	Timeout time.Duration
	// DialTimeout bounds DNS, connecting and the TLS handshake, together.
	DialTimeout time.Duration
	// HeaderTimeout bounds the wait for an answer's header after the request was sent.
	HeaderTimeout time.Duration

	// IdleTimeout is how long an unused connection is kept.
	IdleTimeout time.Duration
	// MaxIdle is how many unused connections are kept, of all hosts.
	MaxIdle int
	// DNSTTL is how long an answer of DNS is used, at least 60 s.
	DNSTTL time.Duration
	// DNSNames is about how many names' answers are kept.
	DNSNames int
}

// Defaults are settings for public feeds and news pages.
func Defaults() Config {
	return Config{
		UserAgent:     "wirecopy (+https://github.com/wirecopy/wirecopy)",
		MaxBody:       10 << 20,
		MaxDecoded:    10 << 20,
		MaxRatio:      100,
		MaxRedirects:  5,
		Timeout:       30 * time.Second,
		DialTimeout:   10 * time.Second,
		HeaderTimeout: 15 * time.Second,
		IdleTimeout:   90 * time.Second,
		MaxIdle:       256,
		DNSTTL:        2 * time.Minute,
		DNSNames:      10_000,
	}
}

// minDNSTTL spares the resolver (it is asked for every new connection otherwise).
const minDNSTTL = time.Minute

// Validate reports all faults at once.
func (c Config) Validate() error {
	var faults []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	demand(c.UserAgent != "", "user agent is empty: sites ban clients without a name")
	demand(httpguts.ValidHeaderFieldValue(c.UserAgent), "user agent %q can't stand in a header", c.UserAgent)
	for _, prefix := range c.AllowNets {
		demand(prefix.IsValid(), "allowed network is not a CIDR")
		demand(!prefix.Addr().Is4In6(), "allowed network %s is IPv4 written as IPv6: write it as IPv4", prefix)
	}
	_, err := parseProxy(c.Proxy)
	demand(err == nil, "%w", err)
	demand(c.MaxBody > 0, "max body is %d bytes: must be above 0", c.MaxBody)
	demand(c.MaxDecoded > 0, "max decoded is %d bytes: must be above 0", c.MaxDecoded)
	demand(c.MaxRatio > 0, "max ratio is %d: must be above 0", c.MaxRatio)
	demand(c.MaxRedirects >= 0, "max redirects is %d: must not be below 0", c.MaxRedirects)
	demand(c.Timeout > 0, "timeout is %s: must be above 0", c.Timeout)
	demand(c.DialTimeout > 0, "dial timeout is %s: must be above 0", c.DialTimeout)
	demand(c.HeaderTimeout > 0, "header timeout is %s: must be above 0", c.HeaderTimeout)
	demand(c.IdleTimeout > 0, "idle timeout is %s: must be above 0", c.IdleTimeout)
	demand(c.MaxIdle > 0, "max idle is %d connections: must be above 0", c.MaxIdle)
	demand(c.DNSTTL >= minDNSTTL, "dns ttl is %s: must be %s or more", c.DNSTTL, minDNSTTL)
	demand(c.DNSNames > 0, "dns names is %d: must be above 0", c.DNSNames)
	return errors.Join(faults...)
}
