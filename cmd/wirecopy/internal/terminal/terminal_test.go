package terminal_test

import (
	"slices"
	"testing"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
)

func TestCleanLeavesNothingThatSteersTheTerminal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Boats \x1b]0;title\x07come\x1b[2J in": "Boats ]0;titlecome[2J in",
		"c1 \u009b31m":                         "c1 31m",
		" two\r\n lines\t\u2028 ":              "two lines",
		"right \u202eot\u202c left \u2066x":    "right ot left x",
		"\xffbroken":                           "\ufffdbroken",
		"日本語 العربية":                          "日本語 العربية",
	} {
		if got := terminal.Clean(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestCutAndPadCountColumns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in    string
		width int
		cut   string
		pad   string
	}{
		{"harbour", 5, "harb…", "harb…"},
		{"harbour", 9, "harbour", "harbour  "},
		{"日本語", 5, "日本…", "日本…"},
		{"日本語", 0, "日本語", "日本語"},
	} {
		if got := terminal.Cut(tt.in, tt.width); got != tt.cut {
			t.Errorf("cut %q to %d: %q, want %q", tt.in, tt.width, got, tt.cut)
		}
		if got := terminal.Pad(tt.in, tt.width); got != tt.pad {
			t.Errorf("pad %q to %d: %q, want %q", tt.in, tt.width, got, tt.pad)
		}
	}
}

func TestWrapBreaksAtSpacesAndNeverAnAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in    string
		width int
		want  []string
	}{
		{"boats come in", 8, []string{"boats", "come in"}},
		{"boats come in", 13, []string{"boats come in"}},
		{"boats come in", 0, []string{"boats come in"}},
		{"see https://harbour.example/feed.xml now", 10, []string{"see", "https://harbour.example/feed.xml", "now"}},
		{"日本 語", 4, []string{"日本", "語"}},
		{"", 4, []string{""}},
	} {
		if got := terminal.Wrap(tt.in, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("%q in %d columns is %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}
