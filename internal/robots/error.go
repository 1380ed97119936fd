package robots

import (
	"fmt"
	"time"
)

// DisallowedError says that a site doesn't want an address to be asked.
type DisallowedError struct {
	URL  string
	Rule string // the line of robots.txt that says so, such as "disallow: /private"
}

// Error names the rule.
func (e *DisallowedError) Error() string {
	return fmt.Sprintf("robots.txt of %s forbids it by %q", e.URL, e.Rule)
}

// UnavailableError says that it isn't known what a site allows, so that nothing
// may be asked for now (RFC 9309 §2.3.1.4), and when it makes sense to come again.
type UnavailableError struct {
	Host   string
	Until  time.Time
	Reason string // why robots.txt couldn't be had
}

// Error says when to come again.
func (e *UnavailableError) Error() string {
	return fmt.Sprintf("robots.txt of %s isn't known before %s: %s", e.Host, e.Until.UTC().Format(time.RFC3339), e.Reason)
}
