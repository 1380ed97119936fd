// Package stores opens the store that an address names. It is the one place
// that knows every kind of store; it is not where any of them is written.
package stores

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Open opens the store at an address, for reading only if so asked:
//
//	sqlite:PATH              a file, relative or absolute; sqlite://PATH is the same
//	sqlite:PATH?sync=full    fsync at every write, see package sqlite
//
//	postgres://USER@HOST:PORT/DATABASE            or postgresql://, as libpq has it
//	postgres://…?password-file=FILE               which holds the password alone
//	postgres://…?retention-months=24              what is older is dropped
//
// The path of a file is taken as it is, without percent-decoding. Errors never
// hold a password.
func Open(ctx context.Context, dsn string, readOnly bool) (store.Store, error) {
	scheme, rest, ok := strings.Cut(dsn, ":")
	if !ok {
		return nil, fmt.Errorf("store %q: an address begins with its kind, such as sqlite:%s", dsn, dsn)
	}
	switch strings.ToLower(scheme) {
	case "sqlite":
		config, err := sqliteConfig(rest)
		if err != nil {
			return nil, fmt.Errorf("store %q: %w", dsn, err)
		}
		config.ReadOnly = readOnly
		s, err := sqlite.Open(ctx, config)
		if err != nil {
			return nil, err // not s, which would be a store that isn't nil
		}
		return s, nil
	case "postgres", "postgresql":
		s, err := postgres.Open(ctx, postgres.Config{URL: dsn, ReadOnly: readOnly})
		if err != nil {
			return nil, err
		}
		return s, nil
	default:
		// What follows may hold a password.
		return nil, fmt.Errorf("store of kind %.20q is not known: give sqlite:PATH or postgres://USER@HOST/DATABASE", scheme)
	}
}

func sqliteConfig(rest string) (sqlite.Config, error) {
	path, query, _ := strings.Cut(strings.TrimPrefix(rest, "//"), "?")
	if path == "" {
		return sqlite.Config{}, errors.New("the path is missing: give sqlite:PATH")
	}
	config := sqlite.Config{Path: path}
	settings, err := url.ParseQuery(query)
	if err != nil {
		return sqlite.Config{}, fmt.Errorf("read settings: %w", err)
	}
	for name, values := range settings {
		if name != "sync" {
			return sqlite.Config{}, fmt.Errorf("setting %q is not known: there is sync=normal or sync=full", name)
		}
		config.Sync = sqlite.Sync(values[len(values)-1])
	}
	return config, nil
}
