package fetcher

import (
	"context"
	"net/http"

	"github.com/wirecopy/wirecopy/internal/secret"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// headers are the feed's own, with the values of their secrets as they are now.
// They are for the host that the user has given, and for no other to which
// redirects may have moved the feed since: who takes over a name, or is let
// redirect by one, must not be handed a password for it. A feed that needs them
// there answers 401 until its user gives the new address.
func (v *visitor) headers(ctx context.Context, feed schema.Feed, url string) (http.Header, error) {
	if len(feed.Headers) == 0 || !sameHost(url, feed.URL) {
		return http.Header{}, nil
	}
	return secret.Header(ctx, v.secrets, feed.Headers)
}
