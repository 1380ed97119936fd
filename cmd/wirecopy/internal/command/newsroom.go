package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// Newsroom runs a synthetic news web on this machine, to try a wire on, or holds
// a wire's records against the truth of one that runs.
type Newsroom struct {
	Feeds      int           `default:"24" help:"How many feeds there are."`
	Hosts      int           `default:"9" help:"On how many hosts."`
	Backlog    int           `default:"240" help:"How many articles are there at the start."`
	PerDay     float64       `default:"20" help:"New articles a day and feed, in newsroom time."`
	Speed      float64       `default:"60" help:"How fast newsroom time passes; 60 makes a day of 24 minutes, 0 stops it."`
	MaxAge     time.Duration `default:"0" help:"For how long feeds ask not to be asked again; 0 for not at all."`
	Hub        float64       `default:"0" placeholder:"SHARE" help:"Share of the feeds that name a WebSub hub, which the newsroom runs then; 1 for all."`
	Syndicated float64       `default:"0" placeholder:"SHARE" help:"Share of the articles that are copies of agencies' stories, which several publishers of one language take; there must be more hosts than the 9 languages."`
	Seed       uint64        `default:"1" help:"Another one makes another newsroom."`

	Address netip.Addr     `default:"127.0.0.2" help:"Address of the first host; the others follow."`
	Port    int            `default:"0" help:"Port of the hosts; 0 for any that are free."`
	Control netip.AddrPort `default:"127.0.0.1:8090" help:"Where the newsroom tells of itself: /feeds.opml, /sites.json, /statistics.json, /truth.jsonl, /shape.json, /check."`

	Check string `placeholder:"FILE" help:"Hold a file of records in JSON, one a line, or - for standard input, against the newsroom that runs at --control."`
}

// Examples are shown in the help.
func (Newsroom) Examples() []string {
	return []string{
		"wirecopy newsroom",
		"wirecopy newsroom --feeds 2000 --hosts 200 --speed 600",
		"wirecopy newsroom --hub 0.5",
		"wirecopy newsroom --feeds 72 --hosts 36 --syndicated 0.3",
		"wirecopy articles --format jsonl | wirecopy newsroom --check -",
	}
}

// Validate reports all faults at once.
func (c *Newsroom) Validate() error {
	err := c.config().Validate()
	if !c.Control.Addr().IsLoopback() {
		err = errors.Join(err, fmt.Errorf("--control is %s: must be loopback, such as 127.0.0.1:8090", c.Control))
	}
	return err
}

// config is the newsroom's.
func (c *Newsroom) config() newsroom.Config {
	config := newsroom.Defaults()
	config.Feeds, config.Hosts, config.Backlog, config.PerDay, config.Speed = c.Feeds, c.Hosts, c.Backlog, c.PerDay, c.Speed
	config.MaxAge, config.Hub, config.Syndicated, config.Seed = c.MaxAge, c.Hub, c.Syndicated, c.Seed
	config.Address, config.Port = c.Address, c.Port
	return config
}

// Run runs the newsroom until ctx ends, or checks records.
func (c *Newsroom) Run(ctx context.Context, t *Terminal) error {
	if c.Check != "" {
		return c.check(ctx, t)
	}
	room, err := newsroom.New(ctx, c.config())
	if err != nil {
		return err
	}
	listener, err := telemetry.Listen(ctx, c.Control.String())
	if err != nil {
		return errors.Join(err, room.Close())
	}
	if err := greet(t, room, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close(), room.Close())
	}
	control := func(ctx context.Context) error { return serveControl(ctx, listener, room.Control()) }
	err = daemon.Run(ctx, t.log(), daemon.Part{Name: "newsroom", Run: room.Run}, daemon.Part{Name: "control", Run: control})
	return errors.Join(err, unlessGone(farewell(t, room)))
}

// greet says what there is and how to consume it.
func greet(t *Terminal, room *newsroom.Newsroom, control net.Addr) error {
	var text strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&text, "%-12s"+format+"\n", append([]any{name}, args...)...)
	}
	line("newsroom", "%d feeds, %d articles published so far", len(room.Feeds()), room.Published())
	line("pages", "%s", room.Shape())
	line("real pages", "%s", newsroom.Real())
	line("control", "http://%s/", control)
	line("feeds", "http://%s/feeds.opml", control)
	if hub := room.HubURL(); hub != "" {
		line("hub", "%s calls the loopback only: wirecopy up with --websub-url http://127.0.0.1:8081/ --websub-listen 127.0.0.1:8081 --websub-secret FILE", hub)
	}
	line("consume", "wirecopy up --opml http://%s/feeds.opml --allow-net %s", control, networks(room, control))
	_, err := t.out().Write([]byte(text.String()))
	return unlessGone(err)
}

// networks are what a wire must be allowed to ask: exactly the hosts and the
// control, or all of loopback when that would be no line to read.
func networks(room *newsroom.Newsroom, control net.Addr) string {
	const most = 16
	all := room.Networks()
	if len(all) > most {
		return "127.0.0.0/8"
	}
	if at, ok := control.(*net.TCPAddr); ok {
		address := at.AddrPort().Addr().Unmap()
		all = append(all, netip.PrefixFrom(address, address.BitLen()))
	}
	names := make([]string, len(all))
	for i, network := range all {
		names[i] = network.String()
	}
	return strings.Join(names, ",")
}

// serveControl serves until ctx ends. Records to check may be many, so that
// there is no bound for how long they take.
func serveControl(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { stopped <- server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve control: %w", err)
	}
	return <-stopped
}

// farewell prints how the newsroom was asked.
func farewell(t *Terminal, room *newsroom.Newsroom) error {
	s := room.Statistics().Total
	_, err := fmt.Fprintf(t.out(), `published   %d articles
requests    %d: %d for feeds (%.0f %% not modified), %d for pages, %d for robots.txt, %d for sitemaps, %d others
manners     %d polls without a validator, %d before max-age had passed, %d requests that robots.txt disallows
hosts       at most %d requests at a time to one, at least %s from one request to the next
bytes       %d sent
`, room.Published(), s.Requests(), s.Feeds, 100*s.NotModifiedShare(), s.Pages, s.Robots, s.Sitemaps, s.Fronts+s.Other,
		s.Unconditional, s.Early, s.Violations, s.MaxParallel, s.MinSpacing.Round(time.Millisecond), s.Bytes)
	if err != nil || room.HubURL() == "" {
		return err
	}
	h := room.HubStatistics()
	_, err = fmt.Fprintf(t.out(), "hub         %d requests, %d subscriptions now, %d pushes that were taken and %d that were not\n",
		h.Asked, h.Active, h.Delivered, h.Failed)
	return err
}
