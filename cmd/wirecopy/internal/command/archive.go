package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

// Archive is how a command finds the store of a wire.
type Archive struct {
	Store string `placeholder:"DSN" help:"The store, such as sqlite:articles.db or postgres://USER@HOST/DATABASE; it outranks --data."`
	Data  string `default:"./wirecopy-data" type:"path" help:"Directory of a wire that runs in one process; its store is articles.db in there."`
}

// open opens a store that is there for reading.
func (a Archive) open(ctx context.Context) (store.Store, error) {
	s, err := stores.Open(ctx, a.dsn(), true)
	switch {
	case errors.Is(err, store.ErrNoStore):
		return nil, fmt.Errorf("%w: `wirecopy up` makes it; if it is elsewhere, give its directory with --data or its address with --store", err)
	case errors.Is(err, store.ErrOlderSchema):
		return nil, fmt.Errorf("%w, which `wirecopy up` does", err)
	}
	return s, err
}

// openToWrite opens a store that is there for reading and writing; it makes none.
func (a Archive) openToWrite(ctx context.Context) (store.Store, error) {
	there, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := there.Close(); err != nil {
		return nil, err
	}
	return stores.Open(ctx, a.dsn(), false)
}

func (a Archive) dsn() string {
	if a.Store != "" {
		return a.Store
	}
	return "sqlite:" + filepath.Join(a.Data, "articles.db")
}
