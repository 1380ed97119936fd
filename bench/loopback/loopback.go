package loopback

import (
	"context"
	"net"
	"net/netip"
)

// MaxHosts is how many hosts there are.
const MaxHosts = 1 << 20

// Network holds the addresses of all hosts.
const Network = "127.0.0.0/8"

// Listener listens for all hosts, on one port.
type Listener struct {
	net.Listener
	port uint16
}

// Listen takes a free port.
func Listen(ctx context.Context) (*Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", ":0")
	if err != nil {
		return nil, err
	}
	port := listener.Addr().(*net.TCPAddr).AddrPort().Port() // it listens on TCP
	return &Listener{Listener: listener, port: port}, nil
}

// Host is the address of a host, by its number: 127.1.0.0 and those that follow.
func (l *Listener) Host(number int) netip.AddrPort {
	addr := netip.AddrFrom4([4]byte{127, byte(1 + number>>16), byte(number >> 8), byte(number)})
	return netip.AddrPortFrom(addr, l.port)
}

// Accept gives the next connection of this machine.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if peer, ok := conn.RemoteAddr().(*net.TCPAddr); ok && peer.IP.IsLoopback() {
			return conn, nil
		}
		conn.Close()
	}
}
