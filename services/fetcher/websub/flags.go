package websub

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// Flags are the flags of the subscriber: all of them, or none.
type Flags struct {
	WebsubURL    string `name:"websub-url" placeholder:"URL" help:"Public address under which WebSub hubs reach --websub-listen, such as https://news.example/websub. Without it no hub is asked."`
	WebsubListen string `name:"websub-listen" placeholder:"ADDR" help:"Address where hubs call. A proxy in front of it must keep the path."`
	WebsubSecret string `name:"websub-secret" placeholder:"FILE" help:"File with a secret of 32 bytes or more, from which all others are made (openssl rand -hex 32). To change it, put the new one in a line before the old one; take the old one out some days later."`
}

// On says whether hubs are to be asked at all.
func (f *Flags) On() bool { return f.WebsubURL != "" }

// Validate reports all faults at once.
func (f *Flags) Validate() error {
	if *f == (Flags{}) {
		return nil
	}
	var faults []error
	for _, flag := range []struct{ name, value string }{
		{"--websub-url", f.WebsubURL}, {"--websub-listen", f.WebsubListen}, {"--websub-secret", f.WebsubSecret},
	} {
		if flag.value == "" {
			faults = append(faults, fmt.Errorf("%s is missing: WebSub needs --websub-url, --websub-listen and --websub-secret", flag.name))
		}
	}
	if f.WebsubURL != "" {
		faults = append(faults, checkBase(f.WebsubURL))
	}
	if f.WebsubListen != "" {
		if _, _, err := net.SplitHostPort(f.WebsubListen); err != nil {
			faults = append(faults, fmt.Errorf("--websub-listen is %q: expected an address and a port such as :8443", f.WebsubListen))
		}
	}
	if f.WebsubSecret != "" {
		if _, err := readKeys(f.WebsubSecret); err != nil {
			faults = append(faults, fmt.Errorf("--websub-secret: %w", err))
		}
	}
	return errors.Join(faults...)
}

// Config is that of a subscriber, with defaults for what has no flag.
func (f *Flags) config() Config {
	c := Defaults()
	c.URL, c.Listen, c.Secret = f.WebsubURL, f.WebsubListen, f.WebsubSecret
	return c
}

// checkBase finds what can't be the beginning of callback addresses.
func checkBase(base string) error {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return errors.New("--websub-url must be absolute, http or https, such as https://news.example/websub")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("--websub-url must have no user name, query or fragment")
	case u.Path != u.EscapedPath():
		return errors.New("--websub-url must have a plain path, without percent signs")
	}
	return nil
}
