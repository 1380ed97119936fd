package web

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGuardRefusesWhatNoPublicSiteHas(t *testing.T) {
	t.Parallel()
	g := newGuard(nil)
	for addr, want := range map[string]string{
		"0.0.0.0":                    "unspecified",
		"0.1.2.3":                    "unspecified",
		"10.255.255.255":             "private",
		"100.64.0.1":                 "carrier-internal",
		"100.100.100.200":            "carrier-internal",
		"127.0.0.1":                  "loopback",
		"127.255.0.1":                "loopback",
		"169.254.169.254":            "link-local",
		"172.16.0.1":                 "private",
		"172.31.255.255":             "private",
		"192.0.0.192":                "reserved",
		"192.0.2.1":                  "documentation",
		"192.88.99.1":                "6to4",
		"192.168.1.1":                "private",
		"198.19.255.255":             "benchmark",
		"198.51.100.1":               "documentation",
		"203.0.113.1":                "documentation",
		"224.0.0.1":                  "multicast",
		"239.255.255.255":            "multicast",
		"240.0.0.1":                  "reserved",
		"255.255.255.255":            "broadcast",
		"::":                         "unspecified",
		"::1":                        "loopback",
		"::ffff:127.0.0.1":           "loopback",
		"::ffff:10.0.0.1":            "private",
		"::7f00:1":                   "reserved", // IPv4-compatible, of old
		"64:ff9b::127.0.0.1":         "loopback",
		"64:ff9b::a9fe:a9fe":         "link-local",
		"64:ff9b:1::1":               "private",
		"100::1":                     "reserved",
		"2001::1":                    "Teredo",
		"2001:2::1":                  "benchmark",
		"2001:10::1":                 "reserved",
		"2001:db8::1":                "documentation",
		"2002:7f00:1::1":             "6to4",
		"3fff::1":                    "documentation",
		"4000::1":                    "reserved",
		"fc00::1":                    "private",
		"fd00:ec2::254":              "private",
		"fe80::1":                    "link-local",
		"fe80::1%eth0":               "link-local",
		"2606:4700::1%eth0":          "link-local",
		"fec0::1":                    "reserved", // site-local, of old
		"ff02::1":                    "multicast",
		"1.1.1.1":                    "",
		"9.255.255.255":              "",
		"11.0.0.0":                   "",
		"100.63.255.255":             "",
		"100.128.0.0":                "",
		"126.255.255.255":            "",
		"128.0.0.1":                  "",
		"172.15.255.255":             "",
		"172.32.0.0":                 "",
		"223.255.255.255":            "",
		"::ffff:1.1.1.1":             "",
		"64:ff9b::1.1.1.1":           "",
		"2606:4700:4700::1111":       "",
		"2a00:1450:4001:830::200e":   "",
		"2001:4860:4860::8888":       "",
		"3ffe:ffff:ffff:ffff::1":     "",
		"2001:200:dff:fff1:216::1":   "",
		"2003:ffff:ffff:ffff:ffff::": "",
	} {
		if got := g.refusal(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s is refused as %q, want %q", addr, got, want)
		}
	}
}

func TestGuardAllows(t *testing.T) {
	t.Parallel()
	g := newGuard([]netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00:1::/32")})
	for addr, allowed := range map[string]bool{
		"10.1.2.3": true, "::ffff:10.1.2.3": true, "64:ff9b::10.1.2.3": true, "fd00:1::5": true,
		"10.2.0.1": false, "fd00:2::5": false, "127.0.0.1": false, "fd00:1::5%eth0": false,
	} {
		if got := g.refusal(netip.MustParseAddr(addr)); (got == "") != allowed {
			t.Errorf("%s is refused as %q, want allowed to be %t", addr, got, allowed)
		}
	}
}

func TestGuardKeepsThePublicAddresses(t *testing.T) {
	t.Parallel()
	g := newGuard(nil)
	public, private := netip.MustParseAddr("1.1.1.1"), netip.MustParseAddr("10.0.0.1")
	kept, err := g.screen("news.example", []netip.Addr{private, public})
	if err != nil || len(kept) != 1 || kept[0] != public {
		t.Errorf("kept %v, %v, want the public one", kept, err)
	}
	_, err = g.screen("news.example", []netip.Addr{private, netip.MustParseAddr("127.0.0.1")})
	got, ok := errors.AsType[*ForbiddenError](err)
	if !ok {
		t.Fatalf("error is %v, want a refusal", err)
	}
	want := "host news.example has the private address 10.0.0.1, which is not allowed (if you mean it: --allow-net 10.0.0.1/32)"
	if diff := cmp.Diff(want, got.Error()); diff != "" {
		t.Errorf("refusal (-want +got):\n%s", diff)
	}
}
