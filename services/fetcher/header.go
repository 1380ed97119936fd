package fetcher

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// headers are the feed's own, with the values of their secrets as they are now.
// They are for the host that the user has given, and for no other to which
// redirects may have moved the feed since: who takes over a name, or is let
// redirect by one, must not be handed a password for it. A feed that needs them
// there answers 401 until its user gives the new address.
func (v *visitor) headers(ctx context.Context, feed schema.Feed, url string) (http.Header, error) {
	header := http.Header{}
	if !sameHost(url, feed.URL) {
		return header, nil
	}
	for _, h := range feed.Headers {
		value, err := v.secrets.Secret(ctx, h.Secret)
		if err != nil {
			return nil, fmt.Errorf("header %s of the feed: %w", h.Name, err)
		}
		header.Add(h.Name, valueOf(h.Scheme, value))
	}
	return header, nil
}

// valueOf makes a header's value of a secret.
func valueOf(scheme, secret string) string {
	switch scheme {
	case schema.SchemeBasic:
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(secret))
	case schema.SchemeBearer:
		return "Bearer " + secret
	default:
		return secret
	}
}
