package loopback_test

import (
	"net"
	"net/netip"
	"testing"

	"github.com/wirecopy/wirecopy/bench/loopback"
)

func TestOneListenerStandsForManyHosts(t *testing.T) {
	t.Parallel()
	l, err := loopback.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	network := netip.MustParsePrefix(loopback.Network)
	for _, number := range []int{0, 1, 256, 65536, loopback.MaxHosts - 1} {
		host := l.Host(number)
		if !network.Contains(host.Addr()) {
			t.Fatalf("host %d is %s", number, host)
		}
		dialled, err := net.Dial("tcp", host.String())
		if err != nil {
			t.Fatal(err)
		}
		accepted, err := l.Accept()
		if err != nil || accepted.LocalAddr().String() != host.String() {
			t.Errorf("host %d is asked as %v, %v", number, accepted.LocalAddr(), err)
		}
		accepted.Close()
		dialled.Close()
	}
	if l.Host(7) == l.Host(8) {
		t.Error("two hosts have one address")
	}
}
