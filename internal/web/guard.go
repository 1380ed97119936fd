package web

import "net/netip"

// guard says which addresses may be dialled: those that a public site can have
// (IANA's special-purpose registries, RFC 6890 and its successors) and those
// that the user allowed.
type guard struct {
	allowed  []netip.Prefix
	reserved []reservation
}

// reservation is a network that no public site is in, and what it is.
type reservation struct {
	net    netip.Prefix
	reason string
}

func newGuard(allowed []netip.Prefix) guard {
	g := guard{allowed: allowed}
	for _, r := range [][2]string{
		{"0.0.0.0/8", "unspecified"},
		{"10.0.0.0/8", "private"},
		{"100.64.0.0/10", "carrier-internal"}, // RFC 6598; clouds keep their metadata here too
		{"127.0.0.0/8", "loopback"},
		{"169.254.0.0/16", "link-local"}, // the metadata services of most clouds
		{"172.16.0.0/12", "private"},
		{"192.0.0.0/24", "reserved"},
		{"192.0.2.0/24", "documentation"},
		{"192.88.99.0/24", "6to4"},
		{"192.168.0.0/16", "private"},
		{"198.18.0.0/15", "benchmark"},
		{"198.51.100.0/24", "documentation"},
		{"203.0.113.0/24", "documentation"},
		{"224.0.0.0/4", "multicast"},
		{"255.255.255.255/32", "broadcast"},
		{"240.0.0.0/4", "reserved"},

		{"::/128", "unspecified"},
		{"::1/128", "loopback"},
		{"64:ff9b:1::/48", "private"}, // NAT64 of a local network
		{"2001::/32", "Teredo"},
		{"2001:2::/48", "benchmark"},
		{"2001::/23", "reserved"},
		{"2001:db8::/32", "documentation"},
		{"2002::/16", "6to4"},
		{"3fff::/20", "documentation"},
		{"fc00::/7", "private"},
		{"fe80::/10", "link-local"},
		{"ff00::/8", "multicast"},
	} {
		g.reserved = append(g.reserved, reservation{netip.MustParsePrefix(r[0]), r[1]})
	}
	return g
}

// screen keeps the addresses of a host that may be dialled. It is an error, a
// [*ForbiddenError], if there are none.
//
// A host with public and private addresses keeps its public ones: only those
// are ever dialled, so that the others do no harm.
func (g guard) screen(host string, addrs []netip.Addr) ([]netip.Addr, error) {
	var kept []netip.Addr
	var refused *ForbiddenError
	for _, addr := range addrs {
		reason := g.refusal(addr)
		if reason == "" {
			kept = append(kept, addr)
		} else if refused == nil {
			refused = &ForbiddenError{Host: host, Addr: addr.WithZone(""), Reason: reason}
		}
	}
	if len(kept) == 0 && refused != nil {
		return nil, refused
	}
	return kept, nil
}

// refusal says what kind of address it is that may not be dialled; "" if it may.
func (g guard) refusal(addr netip.Addr) string {
	addr = addr.Unmap()
	if addr.Zone() != "" {
		return "link-local" // a zone is a network card of ours
	}
	for _, prefix := range g.allowed {
		if prefix.Contains(addr) {
			return ""
		}
	}
	if v4, ok := translated(addr); ok {
		return g.refusal(v4)
	}
	for _, r := range g.reserved {
		if r.net.Contains(addr) {
			return r.reason
		}
	}
	if addr.Is6() && addr.As16()[0]&0xe0 != 0x20 { // outside of 2000::/3 nothing is given out (RFC 4291 §2.4)
		return "reserved"
	}
	return ""
}

// translated is the IPv4 address that NAT64 makes of an address in 64:ff9b::/96
// (RFC 6052): networks with IPv6 only reach all IPv4 sites by these, so they
// are judged by what they lead to. 6to4 and Teredo, which embed one too, are
// gone from the web and refused whole.
func translated(addr netip.Addr) (netip.Addr, bool) {
	b := addr.As16()
	if !addr.Is6() || [12]byte(b[:12]) != [12]byte{0x00, 0x64, 0xff, 0x9b} {
		return netip.Addr{}, false
	}
	return netip.AddrFrom4([4]byte(b[12:])), true
}
