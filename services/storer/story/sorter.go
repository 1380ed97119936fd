package story

import (
	"context"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Config holds the settings of a [Sorter]. Begin with [Defaults].
type Config struct {
	// Window is how far apart two articles may be seen that tell the same story.
	Window time.Duration
	// Portion is how many articles are sorted in one go.
	Portion int
}

// Defaults are settings for any load.
func Defaults() Config { return Config{Window: 72 * time.Hour, Portion: 64} }

const (
	leastShared = 2 // keys of a candidate: by chance many articles share one
	candidates  = 8 // that are compared at most
)

// Sorter sorts articles into stories.
type Sorter struct{ config Config }

// NewSorter makes a sorter.
func NewSorter(config Config) *Sorter { return &Sorter{config} }

// Sort sorts a portion of what is unsorted in a store, and says how many articles
// that was; 0 when nothing waits.
func (s *Sorter) Sort(ctx context.Context, in store.Store) (sorted int, err error) {
	err = in.Sort(ctx, func(d store.Desk) error {
		rows, err := d.Unsorted(ctx, s.config.Portion)
		if err != nil || len(rows) == 0 {
			return err
		}
		r := &round{config: s.config, desk: d, read: map[string]*article{}}
		for _, row := range rows {
			if err := r.sort(ctx, row); err != nil {
				return fmt.Errorf("sort article %s: %w", row.ID, err)
			}
		}
		sorted = len(rows)
		return d.Forget(ctx, r.newest.Add(-s.config.Window))
	})
	return sorted, err
}

// round is one visit at the desk.
type round struct {
	config Config
	desk   store.Desk
	newest time.Time           // when an article was seen
	read   map[string]*article // what was compared in this round, by version
}

// article is an article at the desk.
type article struct {
	row  store.Row
	seen time.Time
	text *Text
	keys []uint64
}

// article reads a row, once a round. A record that can't be read is an article
// without words: it stays alone.
func (r *round) article(row store.Row) *article {
	version := fmt.Sprintf("%s.%d.%d", row.ID, row.VersionCreated.UnixNano(), row.Version)
	a, known := r.read[version]
	if !known {
		a = &article{row: row, seen: row.VersionCreated, text: &Text{}}
		if decoded, err := row.Article(); err == nil {
			a.seen, a.text = store.Seen(decoded), Read(decoded)
		}
		a.keys = a.text.Keys()
		r.read[version] = a
	}
	a.row.Story = row.Story // which may have changed in this round
	return a
}

// sort finds the story of an article and places it.
func (r *round) sort(ctx context.Context, row store.Row) error {
	a := r.article(row)
	if a.seen.After(r.newest) {
		r.newest = a.seen
	}
	other, err := r.closest(ctx, a)
	if err != nil {
		return err
	}
	story := ""
	switch {
	case row.Story == row.ID: // others belong to it
		story = row.ID
	case other == nil:
	case other.row.Story != "":
		story = other.row.Story
	default:
		story = other.row.ID
		if err := r.place(ctx, other, story); err != nil {
			return err
		}
	}
	return r.place(ctx, a, story)
}

func (r *round) place(ctx context.Context, a *article, story string) error {
	return r.desk.Place(ctx, store.Place{Row: a.row, Keys: a.keys, Seen: a.seen, Story: story})
}

// closest is the article that tells the same story and is most like this one; nil
// when there is none. Of equal ones it is one of the story that this one has now,
// then the one that was seen first.
func (r *round) closest(ctx context.Context, a *article) (found *article, err error) {
	if len(a.keys) == 0 {
		return nil, nil
	}
	rows, err := r.desk.Near(ctx, store.Vicinity{Keys: a.keys, Since: a.seen.Add(-r.config.Window), Least: leastShared, Limit: candidates})
	if err != nil {
		return nil, err
	}
	best := 0.0
	for _, row := range rows {
		other := r.article(row)
		if row.ID == a.row.ID || other.seen.After(a.seen.Add(r.config.Window)) {
			continue
		}
		l := Compare(a.text, other.text)
		if !l.Same() {
			continue
		}
		score := l.Short + l.Long
		if row.Story != "" && row.Story == a.row.Story {
			score += 2 // it stays where it is
		}
		if score > best {
			found, best = other, score
		}
	}
	return found, nil
}
