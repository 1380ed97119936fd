package stage

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthyTimeout bounds the question; readiness itself answers within seconds.
const healthyTimeout = 4 * time.Second

// askHealthy asks the process that serves /readyz at an address whether it is
// ready, for whoever can't ask by HTTP: a container that holds nothing but its
// program. An error says what isn't.
func askHealthy(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, healthyTimeout)
	defer cancel()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("ask whether %q is ready: %w", addr, err)
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	url := "http://" + net.JoinHostPort(host, port) + "/readyz"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return nil
	}
	const most = 4 << 10 // much more than all checks say
	said, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	return fmt.Errorf("%s answered %s: %s", url, response.Status, said)
}
