package storer

import (
	"context"
	"time"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

// Flags are the flags of the storer's binary.
type Flags struct {
	Store string `required:"" placeholder:"DSN" help:"Where articles are stored, such as sqlite:articles.db or postgres://USER@HOST/DATABASE?password-file=FILE. PostgreSQL reads PGPASSWORD too; its retention-months=N drops what is older."`
}

// Build makes the storer of a process of its own.
func (f *Flags) Build(ctx context.Context, o stage.Outfit) ([]daemon.Part, func() error, error) {
	store, err := stores.Open(ctx, f.Store, false)
	if err != nil {
		return nil, nil, err
	}
	storer, err := New(Defaults(), Deps{Bus: o.Bus, Store: store, Log: o.Log, Registerer: o.Registry, Health: o.Health})
	if err != nil {
		_ = store.Close() // the error that matters is at hand
		return nil, nil, err
	}
	return []daemon.Part{storer.Part()}, store.Close, nil
}

// Part is the storer as a part of a process.
func (s *Storer) Part() daemon.Part {
	return daemon.Part{Name: "storer", Run: s.Run, Grace: s.config.Grace + stopMargin}
}

// stopMargin is what a stop takes beside the work in hand: the last pull, and
// the acknowledgements.
const stopMargin = 3 * time.Second
