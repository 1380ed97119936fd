package replay_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/replay"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shelf is a store in memory. Its rows are those of articles, the newest first.
type shelf struct {
	rows []store.Row
	when []time.Time // when each was published
	read int         // rows that were given out
}

// newShelf stores articles, which are made in any order.
func newShelf(t *testing.T, articles ...*schema.Article) *shelf {
	t.Helper()
	slices.SortStableFunc(articles, func(a, b *schema.Article) int { return store.Published(b).Compare(store.Published(a)) })
	s := &shelf{}
	for _, entry := range storetest.Entries(articles...) {
		record, err := entry.Article.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		s.rows = append(s.rows, store.Row{ID: entry.Article.ID, Record: record, Subject: entry.Subject})
		s.when = append(s.when, store.Published(entry.Article))
	}
	return s
}

// pad makes records as large as that, in bytes.
func (s *shelf) pad(size int) {
	for i := range s.rows {
		record := &s.rows[i].Record
		*record = append(*record, bytes.Repeat([]byte(" "), size-len(*record))...)
	}
}

// Articles yields rows as a store does.
func (s *shelf) Articles(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		if ctx.Err() != nil {
			yield(store.Row{}, ctx.Err())
			return
		}
		for i, row := range s.rows {
			if s.when[i].Before(q.Since) || !s.when[i].Before(q.Until) {
				continue
			}
			s.read++
			if !yield(row, nil) {
				return
			}
		}
	}
}

// tray takes messages in place of a bus, but not those of the first calls.
type tray struct {
	mu    sync.Mutex
	all   []bus.Outgoing
	fails int
}

func (s *tray) PublishAll(_ context.Context, all []bus.Outgoing) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails > 0 {
		s.fails--
		return 0, errors.New("the stream is full")
	}
	s.all = append(s.all, all...)
	return len(all), nil
}

// config replays all of a shelf.
func config(source replay.Source, sink replay.Sink) replay.Config {
	return replay.Config{
		Source: source, Sink: sink, To: "desk.archive", MaxPayload: 8 << 20, Patience: time.Minute,
		Query:   store.Query{Since: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)},
		Reached: func(replay.Progress) {}, Tell: func(error) {},
	}
}

// at moves an article to another time.
func at(a *schema.Article, published time.Time) *schema.Article {
	a.DatePublished = schema.NewDate(published, schema.PrecisionSecond)
	return a
}

// boats are articles 0 to n-1, a minute between two.
func boats(n int) []*schema.Article {
	all := make([]*schema.Article, n)
	for i := range all {
		all[i] = storetest.Article(i)
	}
	return all
}
