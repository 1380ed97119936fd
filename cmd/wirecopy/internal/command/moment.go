package command

import (
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// moment is a point in time as people give it: how long ago, or a date.
type moment string

// before gives the time that is meant at now; the zero time when nothing is said.
func (m moment) before(now time.Time) (time.Time, error) {
	if m == "" {
		return time.Time{}, nil
	}
	if ago, err := env.Duration(string(m)); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	if t, err := schema.Date(m).Time(); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("%q is no moment: give how long ago, such as 90m or 7d, or a date, such as 2026-01-31 or 2026-01-31T12:00Z", string(m))
}

// until says in how long a time comes, roughly, for people; nothing for the zero time.
func until(t, now time.Time) string {
	d := t.Sub(now)
	switch {
	case t.IsZero():
		return ""
	case d < time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("in %ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("in %dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("in %dh", d/time.Hour)
	default:
		return fmt.Sprintf("in %dd", d/(24*time.Hour))
	}
}
