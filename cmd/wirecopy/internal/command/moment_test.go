package command_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
)

func TestMoments(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"":                     {},
		"0s":                   now,
		"90m":                  now.Add(-90 * time.Minute),
		"7d":                   now.Add(-7 * 24 * time.Hour),
		"2031":                 time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC),
		"2031-05":              time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC),
		"2031-05-04":           time.Date(2031, 5, 4, 0, 0, 0, 0, time.UTC),
		"2031-05-04T12:00Z":    time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC),
		"2031-05-04T12:00:05Z": time.Date(2031, 5, 4, 12, 0, 5, 0, time.UTC),
	} {
		if got, err := command.Before(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"soon", "-1h", "5", "04.05.2031", "2031-13"} {
		if _, err := command.Before(text, now); err == nil || !strings.Contains(err.Error(), "7d") || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestUntil(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC)
	for in, want := range map[time.Duration]string{
		-time.Hour: "now", 0: "now", 20 * time.Second: "in 20s", 4*time.Minute + 59*time.Second: "in 4m",
		3 * time.Hour: "in 3h", 47 * time.Hour: "in 47h", 50 * time.Hour: "in 2d",
	} {
		if got := command.Until(now.Add(in), now); got != want {
			t.Errorf("in %s: %q, want %q", in, got, want)
		}
	}
	if got := command.Until(time.Time{}, now); got != "" {
		t.Errorf("never: %q", got)
	}
}
