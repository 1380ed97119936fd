package bus

import (
	"net/url"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// inboxToken makes a connection's inboxes its own, so that permissions can keep
// one service from reading the answers to another.
func inboxToken(name string) string {
	if i := strings.IndexByte(name, '@'); i >= 0 {
		name = name[:i] // fetcher@host-7: one prefix for all replicas
	}
	if t := schema.Token(name); t != "" {
		return t
	}
	return "wirecopy"
}

// redact gives the addresses without passwords.
func redact(urls string) string {
	parts := strings.Split(urls, ",")
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
		if u, err := url.Parse(parts[i]); err == nil {
			parts[i] = u.Redacted()
		} else if at := strings.LastIndexByte(part, '@'); at >= 0 {
			parts[i] = "…" + part[at:]
		}
	}
	return strings.Join(parts, ",")
}
