package newsroom

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// stub is a listener that only knows whether it is closed.
type stub struct {
	net.Listener
	address string
	closed  bool
}

func (s *stub) Close() error { s.closed = true; return nil }

func TestHostsShareAnAddressWhereThereIsOnlyOne(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		first string // address that is asked for
		only  string // address that there is
		port  int
		want  []string
	}{
		{"one port given", "127.0.0.2", "127.0.0.1", 8000, []string{"127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8002"}},
		{"free ports", "127.0.0.2", "127.0.0.1", 0, []string{"127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"}},
		{"the first of a pod", "10.1.2.3", "10.1.2.3", 8000, []string{"10.1.2.3:8000", "10.1.2.3:8001", "10.1.2.3:8002"}},
		{"free ports of a pod", "10.1.2.3", "10.1.2.3", 0, []string{"10.1.2.3:0", "10.1.2.3:0", "10.1.2.3:0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := Defaults()
			c.Hosts, c.Port, c.Address = 3, test.port, netip.MustParseAddr(test.first)
			listeners, err := listen(c, func(address string) (net.Listener, error) {
				if !strings.HasPrefix(address, test.only+":") {
					return nil, &net.OpError{Op: "listen", Err: syscall.EADDRNOTAVAIL}
				}
				return &stub{address: address}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range listeners {
				got = append(got, l.(*stub).address)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("listens on %v, want %v", got, test.want)
			}
		})
	}
}

func TestListenClosesWhatItOpenedBeforeAFault(t *testing.T) {
	t.Parallel()
	c := Defaults()
	c.Hosts, c.Port = 3, 8000
	var opened []*stub
	taken := errors.New("taken")
	_, err := listen(c, func(address string) (net.Listener, error) {
		if len(opened) == 2 {
			return nil, taken
		}
		opened = append(opened, &stub{address: address})
		return opened[len(opened)-1], nil
	})
	if !errors.Is(err, taken) {
		t.Fatalf("error is %v", err)
	}
	for _, l := range opened {
		if !l.closed {
			t.Errorf("%s is still open", l.address)
		}
	}
	if opened[1].address != "127.0.0.3:8000" {
		t.Errorf("the second host is %s", opened[1].address)
	}
}
