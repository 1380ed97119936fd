package gauge

import (
	"context"
	"net"
)

// FreeAddress finds an address on the loopback that nobody listens on, for a
// process that is started next.
func FreeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
