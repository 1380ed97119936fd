package newsroom

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// listen opens a listener for each host: addresses that follow each other, all
// with the same port unless it is free. Where the machine has only the first one,
// as a pod has, or only 127.0.0.1, as macOS has, all hosts have that address and
// ports that follow each other.
func listen(c Config, open func(address string) (net.Listener, error)) (_ []net.Listener, err error) {
	var listeners []net.Listener
	defer func() {
		if err != nil {
			for _, l := range listeners {
				_ = l.Close() // the error that matters is at hand
			}
		}
	}()
	address, alone := c.Address, false
	for i := range c.Hosts {
		port := c.Port
		if alone && port != 0 {
			port += i
		}
		listener, err := open(netip.AddrPortFrom(address, uint16(port)).String())
		if i <= 1 && errors.Is(err, syscall.EADDRNOTAVAIL) {
			alone = true
			if i == 0 {
				address = netip.AddrFrom4([4]byte{127, 0, 0, 1})
			} else {
				address, port = c.Address, c.Port+min(c.Port, 1) // 0 stays free
			}
			listener, err = open(netip.AddrPortFrom(address, uint16(port)).String())
		}
		if err != nil {
			return listeners, fmt.Errorf("listen for host %d of %d: %w", i+1, c.Hosts, err)
		}
		listeners = append(listeners, listener)
		if !alone {
			address = address.Next()
		}
	}
	return listeners, nil
}
