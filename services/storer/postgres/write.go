package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Write stores entries in one transaction. See [store.Store].
func (s *Store) Write(ctx context.Context, entries []store.Entry) ([]store.Result, error) {
	db, err := s.writer()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil || len(entries) == 0 {
		return nil, err
	}
	results := make([]store.Result, len(entries))
	rows := make([]*row, len(entries)) // nil where the entry is rejected
	now := s.now()
	for i, e := range entries {
		var record []byte
		if record, results[i] = store.Encode(e); record != nil {
			rows[i] = newRow(e, record, now)
		}
	}
	err = s.attempt(ctx, rows, func() error {
		err := errWriteEach
		if !s.each {
			err = s.transaction(ctx, db, func(conn *pgxpool.Conn) error { return writeAll(ctx, conn, rows, results) })
		}
		if errors.Is(err, errWriteEach) || isOwnFault(err) {
			// One entry is to blame. To learn which, all are written again, each by
			// itself, which good batches need not pay for.
			err = s.transaction(ctx, db, func(conn *pgxpool.Conn) error { return writeEach(ctx, conn, rows, results) })
		}
		return err
	})
	if err != nil {
		return nil, s.wrap(fmt.Sprintf("write %d entries", len(entries)), err)
	}
	return results, nil
}

var (
	// errWriteEach sends a batch to be written entry by entry.
	errWriteEach = errors.New("write each entry")
	// errChanged is the error of a batch whose articles were taken away under it.
	errChanged = errors.New("articles were dropped while they were written")
)

// attempts is how often a batch is written whose partition or articles were
// dropped under it.
const attempts = 3

// attempt makes the partitions of rows and writes them, and again if retention
// was at work at the same time.
func (s *Store) attempt(ctx context.Context, rows []*row, write func() error) error {
	var wanted []month
	for _, r := range rows {
		if r != nil {
			wanted = append(wanted, monthOf(r.micros()))
		}
	}
	for n := 1; ; n++ {
		if err := s.makeMonths(ctx, wanted); err != nil {
			return err
		}
		err := write()
		if n == attempts || !isMissingMonth(err) && !errors.Is(err, errChanged) {
			return err
		}
		s.months.forget()
	}
}

// rollbackTimeout bounds the end of a transaction that failed; after it the
// connection is given up.
const rollbackTimeout = 5 * time.Second

// transaction runs work on a connection. Work begins and commits, together with
// what else it says to the server.
func (s *Store) transaction(ctx context.Context, db *pgxpool.Pool, work func(*pgxpool.Conn) error) error {
	conn, err := db.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release() // closes one that is left in a transaction
	if err = work(conn); err == nil {
		return nil
	}
	ended, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	_, _ = conn.Exec(ended, "ROLLBACK") // nothing is stored either way, and the first error says why
	return errors.Join(ctx.Err(), err)
}
