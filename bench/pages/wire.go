package main

import (
	"context"
	"strconv"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/natsembed" //nolint:depguard // what is measured has its server in the process
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// wire is the process of a NATS server, and of a parser unless it has no workers.
type wire struct {
	stage.Web
	stage.Log
	Data    string `required:""`
	Listen  string `required:""`
	Admin   string `required:""`
	Workers int
}

// Run serves and parses until a signal.
func (w *wire) Run(ctx context.Context) error {
	log := w.Logger()
	server, err := natsembed.Start(natsembed.Config{Dir: w.Data, Listen: w.Listen}, log.Named("nats"))
	if err != nil {
		return err
	}
	defer server.Stop()
	if w.Workers == 0 {
		<-ctx.Done()
		return nil
	}
	registry, health := telemetry.Registry("parser"), telemetry.NewHealth()
	config := bus.Config{Name: "parser"}
	config.Options = append(config.Options, server.Client())
	b, err := bus.Connect(ctx, config, bus.Deps{Log: log.Named("bus"), Registerer: registry})
	if err != nil {
		return err
	}
	defer b.Close()
	watch, err := pressure.New(pressure.Defaults(), pressure.Deps{Bus: b, Log: log, Registerer: registry})
	if err != nil {
		return err
	}
	parts, err := w.parts(ctx, stage.Outfit{Name: "parser@bench", Bus: b, Log: log, Registry: registry, Health: health, Pressure: watch})
	if err != nil {
		return err
	}
	admin, err := stage.Serve(ctx, log, w.Admin, telemetry.Admin(health, registry))
	if err != nil {
		return err
	}
	return daemon.Run(ctx, log, append(parts, watch.Part(), admin)...)
}

// parts are those of the parser's own binary, but for the extractor.
func (w *wire) parts(ctx context.Context, o stage.Outfit) ([]daemon.Part, error) {
	client, permits, err := w.Shared(ctx, o.Bus, o.Name, o.Registry)
	if err != nil {
		return nil, err
	}
	config := parser.Defaults()
	config.Workers = w.Workers
	p, err := parser.New(ctx, config, parser.Deps{
		Bus: o.Bus, Web: client, Allow: permits.Allowed, Extractor: clerk{}, Hold: o.Pressure.HoldParsers, Log: o.Log, Registerer: o.Registry,
	})
	if err != nil {
		return nil, err
	}
	o.Log.Debug("parsing without extraction", zap.Int("workers", w.Workers))
	return []daemon.Part{p.Part()}, nil
}

// clerk makes records of what is known without a look at the page.
type clerk struct{}

var _ parser.Extractor = clerk{}

// Read is the record of a page, which is the only one of its article.
func (clerk) Read(p extract.Page) (a *schema.Article, next string, err error) {
	host, err := schema.HostOf(p.URL)
	if err != nil {
		return nil, "", err
	}
	return &schema.Article{
		ID: schema.ArticleID(p.URL), PubStatus: schema.StatusUsable, URL: p.URL, OriginalURL: p.Item.URL,
		Headline: p.Item.Title, ArticleBody: p.Item.Summary, Publisher: schema.Organization{Domain: host}, InLanguage: "und",
		ContentHash: strconv.Itoa(len(p.Body)), Discovered: p.Item.Discovered, Feed: p.Item.Feed, DatePublished: p.Item.Published,
	}, "", nil
}

// FromFeed is the record of a page that can't be had.
func (c clerk) FromFeed(item *schema.Item, _ string) (*schema.Article, error) {
	a, _, err := c.Read(extract.Page{URL: item.URL, Item: item})
	return a, err
}

// startUp is what starting the process may take.
const startUp = 30 * time.Second
