package parser

import (
	"context"
	"errors"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// Pages are the flags that say how many pages of an article are asked for, when
// they are looked at, which are used, and which are kept.
type Pages struct {
	MaxPages  int             `default:"10" help:"How many pages of one article are asked for and joined into one text; 1 asks for the first alone."`
	LookAgain []time.Duration `help:"When pages are looked at again for changes, counted from their publication, such as 1h,24h; without it only when a feed says that they changed." placeholder:"TIMES"`
	Refuse    []string        `help:"Reservations for which the text of a page is not used, and its record has what the feed said: noarchive, noai, noimageai, tdm." placeholder:"WORDS"`

	Place      string        `name:"pages" placeholder:"DIR|nats" help:"Keep the pages that articles are made of, compressed, so that wirecopy reparse can make better records of them with a later release: in a directory, or with nats in the object store of NATS."`
	KeepPages  time.Duration `default:"90d" help:"For how long they are kept."`
	PagesBytes int64         `default:"8589934592" help:"Most bytes of pages in NATS; what finds no room isn't kept."`
}

// Config is the parser's.
func (p Pages) Config() Config {
	config := Defaults()
	config.MaxPages, config.LookAgain, config.Refuse, config.KeepPages = p.MaxPages, p.LookAgain, p.Refuse, p.KeepPages
	return config
}

// Sizes are those of the streams, with room for pages if they are kept there.
func (p Pages) Sizes(s bus.Sizes) bus.Sizes {
	if p.Place == rawpage.InNATS {
		s.PageAge, s.PageBytes = p.KeepPages, p.PagesBytes
	}
	return s
}

// Shelf is where pages are kept; nil for none.
func (p Pages) Shelf(ctx context.Context, b *bus.Bus) (*rawpage.Shelf, error) {
	if p.Place == "" {
		return nil, nil //nolint:nilnil // no place is a choice
	}
	return rawpage.Open(ctx, p.Place, b)
}

// Validate reports all faults at once.
func (p Pages) Validate() error {
	if p.PagesBytes <= 0 {
		return errors.Join(p.Config().Validate(), errors.New("--pages-bytes must be above 0"))
	}
	return p.Config().Validate()
}

// Flags are the flags of the parser's binary.
type Flags struct {
	stage.Web
	Pages

	Workers int `default:"16" help:"How many pages are worked on at once."`
}

// Validate reports what the embedded flags can't know.
func (f *Flags) Validate() error {
	if f.Workers < 1 {
		return errors.New("--workers must be above 0")
	}
	return nil
}

// Build makes the parser of a process of its own.
func (f *Flags) Build(ctx context.Context, o stage.Outfit) ([]daemon.Part, func() error, error) {
	client, permits, err := f.Shared(ctx, o.Bus, o.Name, o.Registry)
	if err != nil {
		return nil, nil, err
	}
	extractor, err := NewExtractor()
	if err != nil {
		return nil, nil, err
	}
	if o.Sizes != nil {
		if err := o.Bus.Apply(ctx, bus.Topology{Objects: bus.Layout(f.Sizes(*o.Sizes)).Objects}); err != nil {
			return nil, nil, err
		}
	}
	pages, err := f.Shelf(ctx, o.Bus)
	if err != nil {
		return nil, nil, err
	}
	config := f.Config()
	config.Workers = f.Workers
	parser, err := New(ctx, config, Deps{Bus: o.Bus, Web: client, Allow: permits.Allowed, Extractor: extractor, Pages: pages, Hold: o.Pressure.HoldParsers, Log: o.Log, Registerer: o.Registry})
	if err != nil {
		return nil, nil, err
	}
	release := func() error { client.Close(); return nil }
	return []daemon.Part{parser.Part()}, release, nil
}

// NewExtractor makes the extractor of this release.
func NewExtractor() (*extract.Extractor, error) {
	config := extract.Defaults()
	config.Version = telemetry.Version()
	return extract.New(config)
}

// Part is the parser as a part of a process.
func (p *Parser) Part() daemon.Part {
	return daemon.Part{Name: "parser", Run: p.Run, Grace: p.config.Grace + stopMargin}
}

// stopMargin is what a stop takes beside the work in hand: the last pull, and
// the acknowledgements.
const stopMargin = 3 * time.Second
