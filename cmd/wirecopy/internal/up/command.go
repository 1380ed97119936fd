package up

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"go.opentelemetry.io/otel/trace"

	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/fetcher/websub"
	"github.com/wirecopy/wirecopy/services/parser"
)

// Command is `wirecopy up`.
type Command struct {
	Data string   `default:"./wirecopy-data" placeholder:"DIR" help:"Directory of all that is kept."`
	OPML []string `name:"opml" sep:"none" placeholder:"FILE|URL" help:"List of feeds to add; may be given several times."`
	Feed []string `sep:"none" placeholder:"URL" help:"Feed to add; may be given several times."`

	NATSListen string `name:"nats-listen" default:"127.0.0.1:4222" placeholder:"ADDR" help:"Where NATS clients connect. Who can reach it can use it: there is no password."`
	HTTP       string `name:"http" default:"127.0.0.1:8080" placeholder:"ADDR" help:"Address for /livez, /readyz and /metrics."`
	Admin      string `placeholder:"ADDR" help:"Address for these and the profiles of pprof; keep it private. None by default."`
	Store      string `placeholder:"DSN" help:"Where articles are stored: sqlite:PATH or postgres://USER@HOST/DATABASE (docs/storage.md); sqlite:DIR/articles.db by default."`
	Sync       string `default:"normal" enum:"normal,always" help:"When the disk is told to keep what NATS has: normal loses the last second at a power cut, always nothing."`

	stage.Web
	stage.Secrets
	fetcher.Polling
	websub.Flags
	parser.Pages

	Demo  bool `help:"Add the feeds of a small made-up news web, which this process serves itself."`
	Plain bool `help:"Log lines, also on a terminal."`
	stage.Log

	parsing parser.Config // of the parser; tests try again sooner
	tracer  trace.Tracer  // nil for that of the environment; tests look at what it makes
}

// Examples are shown by --help.
func (*Command) Examples() []string {
	return []string{
		"wirecopy up --demo",
		"wirecopy up --feed https://www.themoscowtimes.com/rss/news --opml feeds.opml",
		"wirecopy up --data /var/lib/wirecopy --plain --log-format json",
		"wirecopy up --secrets /etc/wirecopy/secrets --polls-per-day 20000",
		"wirecopy up --pages nats --keep-pages 30d",
		"wirecopy up --websub-url https://news.example/websub --websub-listen :8443 --websub-secret /etc/wirecopy/websub",
	}
}

// Validate reports all that is wrong with the flags at once.
func (c *Command) Validate() error {
	var faults []error
	for _, feed := range c.Feed {
		if _, err := schema.CanonicalURL(feed); err != nil {
			faults = append(faults, fmt.Errorf("--feed %q can't be used: %w", feed, err))
		}
	}
	for _, list := range c.OPML {
		if isURL(list) {
			continue
		}
		if info, err := os.Stat(list); err != nil {
			faults = append(faults, fmt.Errorf("--opml: %w", err))
		} else if info.IsDir() {
			faults = append(faults, fmt.Errorf("--opml %s is a directory: give a file", list))
		}
	}
	for _, address := range []struct{ flag, value string }{{"--nats-listen", c.NATSListen}, {"--http", c.HTTP}, {"--admin", c.Admin}} {
		if _, _, err := net.SplitHostPort(address.value); err != nil && address.value != "" {
			faults = append(faults, fmt.Errorf("%s is %q: expected an address and a port such as 127.0.0.1:8080", address.flag, address.value))
		}
	}
	return errors.Join(faults...)
}

// Run runs the wire until ctx ends.
func (c *Command) Run(ctx context.Context) error {
	view := c.view()
	w, err := open(ctx, c, view.log)
	if err != nil {
		return err
	}
	return errors.Join(w.run(ctx, view), w.close())
}

// store is the address of the store.
func (c *Command) store() string {
	if c.Store != "" {
		return c.Store
	}
	return "sqlite:" + filepath.Join(c.Data, "articles.db")
}

// isURL tells an address from the name of a file.
func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}
