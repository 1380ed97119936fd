package lane

import (
	"regexp"
	"testing"
)

// anyKey is what NATS lets be a key.
func anyKey() *regexp.Regexp { return regexp.MustCompile(`^[-/_=\.a-zA-Z0-9]+$`) }

func TestKey(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"example.com":           "example.com",
		"xn--80ak6aa92e.com":    "xn--80ak6aa92e.com",
		"example.com:8080":      "example.com=3A8080",
		"example-com-8080":      "example-com-8080",
		"[2001:db8::1]:80":      "=5B2001=3Adb8=3A=3A1=5D=3A80",
		"a=3A8080":              "a=3D3A8080",
		".a..b.":                "=2Ea.=2Eb=2E",
		"https://example.com/*": "https=3A=2F=2Fexample.com=2F=2A",
	} {
		if got := Key(host); got != want {
			t.Errorf("key of %s is %s, want %s", host, got, want)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add("example.com:8080", "example.com=3A8080")
	f.Add("[2001:db8::1]:80", "a..b")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a != "" && !anyKey().MatchString("lane."+Key(a)) {
			t.Errorf("%q is no key", Key(a))
		}
		if a != b && Key(a) == Key(b) {
			t.Errorf("%q and %q have the same key", a, b)
		}
	})
}
