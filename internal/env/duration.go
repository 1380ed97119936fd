package env

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration reads a duration in Go's notation, which may begin with whole days
// of 24 hours: "90s", "1h30m", "7d", "1d12h".
func Duration(s string) (time.Duration, error) {
	text := s
	if days, rest, found := strings.Cut(s, "d"); found {
		n, err := strconv.ParseInt(days, 10, 32)
		if err != nil {
			return 0, fmt.Errorf("no duration: %q", s)
		}
		text = fmt.Sprintf("%dh%s", n*24, rest)
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("no duration: %q", s)
	}
	return d, nil
}
