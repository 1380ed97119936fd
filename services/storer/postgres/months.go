package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// monthsAhead is for how many months after this one partitions are made before
// they are needed.
const monthsAhead = 2

// month is a month in UTC: twelve times the year, and the month from 0.
type month int

func monthOf(t time.Time) month {
	t = t.UTC()
	return month(12*t.Year() + int(t.Month()) - 1)
}

// begin is the month's first instant.
func (m month) begin() time.Time {
	return time.Date(int(m/12), time.Month(m%12)+1, 1, 0, 0, 0, 0, time.UTC)
}

// partition is the name of the month's partition.
func (m month) partition() string { return m.begin().Format("article_versions_2006_01") }

// bound is the month's first instant in SQL.
func (m month) bound() string { return m.begin().Format("'2006-01-02 15:04:05+00'") }

// ahead are the months of which versions are made now and soon.
func ahead(now time.Time) []month {
	var all []month
	for m := monthOf(now); m <= monthOf(now)+monthsAhead; m++ {
		all = append(all, m)
	}
	return all
}

// months are the months that have a partition, as far as this process knows.
type months struct {
	mu    sync.Mutex
	known map[month]bool // guarded by mu
}

// knows tells whether a month is known to have one.
func (k *months) knows(m month) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known[m]
}

func (k *months) learn(m month) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known == nil {
		k.known = map[month]bool{}
	}
	k.known[m] = true
}

// forget drops what is known: another process may have dropped partitions.
func (k *months) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.known)
}

// makeMonths makes the partitions of some months, unless they are there.
func (s *Store) makeMonths(ctx context.Context, wanted []month) error {
	for _, m := range wanted {
		if s.months.knows(m) {
			continue
		}
		if err := pgx.BeginFunc(ctx, s.writing, func(tx pgx.Tx) error { return makeMonth(ctx, tx, m) }); err != nil {
			return fmt.Errorf("make partition %s: %w", m.partition(), err)
		}
		s.months.learn(m)
	}
	return nil
}

// makeMonth makes a table and attaches it, for which neither reading nor writing
// has to wait; CREATE TABLE … PARTITION OF would lock all of them out.
func makeMonth(ctx context.Context, tx pgx.Tx, m month) error {
	if _, err := tx.Exec(ctx, lockMonths.take()); err != nil {
		return err
	}
	var there bool
	const query = "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'article_versions'::regclass AND inhrelid = to_regclass($1))"
	if err := tx.QueryRow(ctx, query, m.partition()).Scan(&there); err != nil || there {
		return err
	}
	for _, statement := range []string{
		"CREATE TABLE " + m.partition() + " (LIKE article_versions INCLUDING ALL)",
		"ALTER TABLE article_versions ATTACH PARTITION " + m.partition() + " FOR VALUES FROM (" + m.bound() + ") TO (" + (m + 1).bound() + ")",
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
