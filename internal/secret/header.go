package secret

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/text/unicode/norm"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Store finds secrets by their names. Its errors name what is missing, and
// never a value.
type Store interface {
	Secret(ctx context.Context, name string) (string, error)
}

var _ Store = Directory("")

// Header makes the request headers of a feed; nil when it has none. Cookies of
// several secrets become one header (RFC 6265 §5.4).
func Header(ctx context.Context, store Store, refs []schema.HeaderRef) (http.Header, error) {
	if len(refs) == 0 {
		return nil, nil //nolint:nilnil // no headers are no fault
	}
	header := make(http.Header, len(refs))
	for _, ref := range refs {
		value, err := store.Secret(ctx, ref.Secret)
		if err == nil {
			value, err = valueOf(ref, value)
		}
		if err != nil {
			return nil, fmt.Errorf("header %s of the feed: %w", ref.Name, err)
		}
		if cookies := header.Get(ref.Name); cookies != "" && strings.EqualFold(ref.Name, "Cookie") {
			header.Set(ref.Name, cookies+"; "+value)
			continue
		}
		header.Add(ref.Name, value)
	}
	return header, nil
}

// valueOf makes a header's value of a secret.
func valueOf(ref schema.HeaderRef, secret string) (string, error) {
	value, err := secret, error(nil)
	switch ref.Scheme {
	case "":
	case schema.SchemeBasic:
		value, err = basic(secret)
	case schema.SchemeBearer:
		value, err = bearer(secret)
	default:
		err = fmt.Errorf("scheme %q is not known to this release", ref.Scheme)
	}
	if err == nil && !httpguts.ValidHeaderFieldValue(value) {
		err = errors.New("it can't stand in a header: there is a line break or another control character in it")
	}
	if err != nil {
		return "", fmt.Errorf("secret %q: %w", ref.Secret, err)
	}
	return value, nil
}

// basic is the value for a name and a password (RFC 7617 §2), in UTF-8 and
// composed characters, which sites that care want (§2.1).
func basic(login string) (string, error) {
	switch {
	case !strings.Contains(login, ":"):
		return "", errors.New("there is no colon in it: write name:password")
	case strings.ContainsFunc(login, unicode.IsControl):
		return "", errors.New("there is a line break or another control character in it")
	}
	return "Basic " + base64.StdEncoding.EncodeToString(norm.NFC.Bytes([]byte(login))), nil
}

// bearer is the value for a token (RFC 6750 §2.1).
func bearer(token string) (string, error) {
	switch {
	case strings.EqualFold(token[:min(len(token), len("Bearer "))], "Bearer "):
		return "", errors.New(`it begins with "Bearer ", which is put there: write the token alone`)
	case strings.ContainsFunc(token, unicode.IsSpace):
		return "", errors.New("there is a space in it: write the token alone")
	}
	return "Bearer " + token, nil
}
