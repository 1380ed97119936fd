package web

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

// answers is a DNS that gives one answer after the other, the last one for ever.
type answers struct {
	list  [][]string
	asked []string
}

func (a *answers) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	a.asked = append(a.asked, host)
	var addrs []netip.Addr
	for _, addr := range a.list[0] {
		addrs = append(addrs, netip.MustParseAddr(addr))
	}
	if len(a.list) > 1 {
		a.list = a.list[1:]
	}
	return addrs, nil
}

// newDialer makes a dialer whose connections are given to connect.
func newDialer(resolver Resolver, connect func(context.Context, netip.AddrPort) (net.Conn, error)) *dialer {
	return &dialer{
		names:   newNames(resolver, time.Minute, 100),
		guard:   newGuard(nil),
		timeout: 10 * time.Second,
		dials:   prometheus.NewCounter(prometheus.CounterOpts{Name: "dials"}),
		connect: connect,
	}
}

// pipe is a connection to nobody.
func pipe(t *testing.T) net.Conn {
	t.Helper()
	here, there := net.Pipe()
	t.Cleanup(func() { here.Close(); there.Close() })
	return here
}

func TestDialUsesTheAddressThatWasChecked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dns := &answers{list: [][]string{{"1.1.1.1"}, {"127.0.0.1"}}}
		var dialled []netip.AddrPort
		d := newDialer(dns, func(_ context.Context, to netip.AddrPort) (net.Conn, error) {
			dialled = append(dialled, to)
			return pipe(t), nil
		})
		for range 2 { // the second connection doesn't ask DNS
			if _, err := d.dial(t.Context(), "tcp", "rebind.example:8080"); err != nil {
				t.Fatal(err)
			}
		}
		if len(dns.asked) != 1 || dns.asked[0] != "rebind.example." {
			t.Errorf("asked DNS for %q, want one absolute name", dns.asked)
		}
		time.Sleep(time.Minute) // of the bubble: the answer grows old

		_, err := d.dial(t.Context(), "tcp", "rebind.example:8080")
		if _, ok := errors.AsType[*ForbiddenError](err); !ok || KindOf(err) != KindForbidden {
			t.Errorf("after rebinding: %v, want a refusal", err)
		}
		want := netip.MustParseAddrPort("1.1.1.1:8080")
		if !slices.Equal(dialled, []netip.AddrPort{want, want}) {
			t.Errorf("dialled %v, want only %s", dialled, want)
		}
	})
}

func TestDialTriesTheNextAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dns := &answers{list: [][]string{{"2606:4700::1", "2606:4700::2", "10.0.0.1", "1.1.1.1", "1.1.1.2"}}}
		var dialled []string
		d := newDialer(dns, func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			dialled = append(dialled, to.Addr().String())
			switch to.Addr().String() {
			case "2606:4700::1":
				<-ctx.Done() // a black hole takes its share of the time, no more
				return nil, ctx.Err()
			case "1.1.1.1":
				return nil, errors.New("connection refused")
			}
			return pipe(t), nil
		})
		begin := time.Now()
		if _, err := d.dial(t.Context(), "tcp", "news.example:80"); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"2606:4700::1", "1.1.1.1", "2606:4700::2"}, dialled); diff != "" {
			t.Errorf("dialled (-want +got):\n%s", diff)
		}
		if took := time.Since(begin); took != 2500*time.Millisecond {
			t.Errorf("took %s, want a quarter of 10 s", took)
		}
	})
}

func TestDialEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hole := func(ctx context.Context, _ netip.AddrPort) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		many := &answers{list: [][]string{slices.Repeat([]string{"1.1.1.1"}, 100)}}
		begin := time.Now()
		_, err := newDialer(many, hole).dial(t.Context(), "tcp", "news.example:80")
		if KindOf(err) != KindTimeout || time.Since(begin) != 10*time.Second {
			t.Errorf("a hundred black holes gave %v after %s, want a timeout after 10 s", err, time.Since(begin))
		}
		none := &answers{list: [][]string{{}}}
		if _, err := newDialer(none, hole).dial(t.Context(), "tcp", "news.example:80"); KindOf(err) != KindDNS {
			t.Errorf("no address gave %v, want a fault of DNS", err)
		}
	})
}

func TestNamesAreBounded(t *testing.T) {
	t.Parallel()
	dns := &answers{list: [][]string{{"1.1.1.1"}}}
	n := newNames(dns, time.Minute, 10)
	for i := range 1000 {
		if _, err := n.lookup(t.Context(), string(rune('a'+i%26))+".example"); err != nil {
			t.Fatal(err)
		}
	}
	if size := len(n.young) + len(n.old); size > 10 {
		t.Errorf("%d names are kept, want at most 10", size)
	}
}

func TestNamesOfOneLabelAreLeftToTheSearchList(t *testing.T) {
	t.Parallel()
	dns := &answers{list: [][]string{{"::ffff:1.1.1.1"}}}
	n := newNames(dns, time.Minute, 10)
	addrs, err := n.lookup(t.Context(), "newsroom")
	if err != nil || dns.asked[0] != "newsroom" {
		t.Errorf("asked DNS for %q, %v, want newsroom", dns.asked, err)
	}
	if want := netip.MustParseAddr("1.1.1.1"); addrs[0] != want {
		t.Errorf("address is %s, want %s", addrs[0], want)
	}
	if _, err := n.lookup(t.Context(), "1.2.3.4"); err != nil || len(dns.asked) != 1 {
		t.Errorf("an address was asked for: %q, %v", dns.asked, err)
	}
}
