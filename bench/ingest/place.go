package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver" //nolint:depguard // the server is started for the measurement
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

// place is a store, and what it runs on.
type place struct {
	store  store.Store
	server *pgserver.Server // nil with SQLite
	url    string
	dir    string
}

// open makes an empty store.
func open(ctx context.Context, f *flags) (_ *place, err error) {
	p := &place{}
	if p.dir, err = os.MkdirTemp(f.Dir, "wirecopy-ingest-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	p.url = "sqlite:" + filepath.Join(p.dir, "articles.db")
	if f.Store == "postgres" {
		settings := map[string]string{"shared_buffers": "1GB", "max_wal_size": "4GB"}
		if p.server, err = pgserver.New(ctx, pgserver.Config{Durable: true, Settings: settings}); err != nil {
			return nil, err
		}
		p.url = p.server.URL("postgres")
	}
	p.store, err = stores.Open(ctx, p.url, false)
	return p, err
}

func (p *place) close() error {
	var faults []error
	if p.store != nil {
		faults = append(faults, p.store.Close())
	}
	if p.server != nil {
		faults = append(faults, p.server.Close())
	}
	return errors.Join(append(faults, os.RemoveAll(p.dir))...)
}

// cpu is the time that this process and the database server have computed.
func (p *place) cpu() (all, server time.Duration, err error) {
	own, err := gauge.SelfCPU()
	if err != nil || p.server == nil {
		return own, 0, err
	}
	pid, err := p.server.PID()
	if err != nil {
		return 0, 0, err
	}
	server, err = gauge.TreeCPU(pid)
	return own + server, server, err
}

// bytes is what the store takes of the disk.
func (p *place) bytes(ctx context.Context) (total int64, err error) {
	if p.server != nil {
		conn, err := pgx.Connect(ctx, p.url)
		if err != nil {
			return 0, err
		}
		err = conn.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&total)
		return total, errors.Join(err, conn.Close(ctx))
	}
	err = filepath.WalkDir(p.dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		total += info.Size()
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("measure %s: %w", p.dir, err)
	}
	return total, nil
}
