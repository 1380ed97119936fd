package env

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	good := map[string]time.Duration{
		"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "0": 0,
		"7d": 7 * day, "+7d1ms": 7*day + time.Millisecond, "1d12h": 36 * time.Hour, "-1d12h": -36 * time.Hour, "106751d": 106751 * day,
	}
	for s, want := range good {
		if got, err := Duration(s); err != nil || got != want {
			t.Errorf("Duration(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "d", "7", "7 d", "1h3d", "1d2d", "1d-2h", "infd", "NaNd", "106752d", "1.5d", "106751d24h", "-106751d24h", "9999999999d", "sd", "1dx"} {
		if got, err := Duration(s); err == nil {
			t.Errorf("Duration(%q) = %v, want an error", s, got)
		}
	}
}

func FuzzDuration(f *testing.F) {
	for _, s := range []string{"7d", "1d12h", "-1.5d3m", "106751d24h", "d", "..d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Duration(s)
		if err != nil {
			return
		}
		again, err := Duration(d.String())
		if err != nil || again != d {
			t.Errorf("Duration(%q) = %v, which reads as %v, %v", s, d, again, err)
		}
	})
}
