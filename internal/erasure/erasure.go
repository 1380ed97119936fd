package erasure

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// defaultPatience is how long the storer is waited for, unless said otherwise.
	defaultPatience = 15 * time.Second
	// lookAgain is what a parser that was just publishing, and the storer after it,
	// are given before the last look.
	lookAgain = 500 * time.Millisecond
	// maxLooks bounds how often it is looked for what has come meanwhile.
	maxLooks = 6
)

// Store is what is needed of a store of articles.
type Store interface {
	// Sequences yields, for every version of an article, the number of its message
	// in the stream of articles, 0 if it isn't known; nothing if there is no such
	// article. An error is that of one version, or ends the sequence.
	Sequences(ctx context.Context, id string) iter.Seq2[uint64, error]
	// Erase removes an article with all its versions, and doesn't mind if it isn't
	// there. No version is stored afterwards, whoever has it in hand.
	Erase(ctx context.Context, id string) error
}

// Pages are where the pages of articles are kept.
type Pages interface {
	// Delete removes the page of an article; found says whether there was one.
	Delete(ctx context.Context, article string) (found bool, err error)
}

// Config is what an [Eraser] works with.
type Config struct {
	Bus   *bus.Bus
	Store Store
	// Pages are the places where pages are kept.
	Pages []Pages
	// Patience is how long to wait for the storer; 0 is 15 seconds.
	Patience time.Duration
}

// Report is what was erased.
type Report struct {
	Versions   int // of the article in the store
	Messages   int // on the stream of articles
	Rejections int // that held its bytes, and retries of them
	Pages      int // that were kept
}

// Nothing says that nothing was there to be erased.
func (r Report) Nothing() bool { return r == Report{} }

// Eraser erases articles. Its methods may be called by any goroutine.
type Eraser struct {
	bus       *bus.Bus
	store     Store
	pages     []Pages
	patience  time.Duration
	revisions *revision.Revisions
}

// New makes an eraser for the wire behind a bus.
func New(ctx context.Context, config Config) (*Eraser, error) {
	revisions, err := revision.Open(ctx, config.Bus)
	if err != nil {
		return nil, err
	}
	return &Eraser{
		bus: config.Bus, store: config.Store, pages: config.Pages, revisions: revisions, patience: cmp.Or(config.Patience, defaultPatience),
	}, nil
}

// Article is the id of the article that an address of an item became; found is
// false if that isn't known.
func (e *Eraser) Article(ctx context.Context, url string) (id string, found bool, err error) {
	alias, _, err := e.revisions.Alias(ctx, schema.ItemID(url))
	return alias.Article, alias.Article != "", err
}

// Erase erases an article, known or not. It may be called again at any time,
// also after an error or a crash, and goes on from there; its report is of this
// time alone, and is right beside an error too.
func (e *Eraser) Erase(ctx context.Context, id string) (report Report, err error) {
	if id == "" || id != schema.Token(id) {
		return Report{}, fmt.Errorf("erase article %.80q: that is no id", id)
	}
	was, err := e.revisions.Erase(ctx, id)
	if err != nil {
		return Report{}, fmt.Errorf("erase article %s: %w", id, err)
	}
	s := &search{Eraser: e, id: id, subject: was.Subject}
	for n := range maxLooks {
		if n > 0 {
			if err := pause(ctx, lookAgain); err != nil {
				return report, fmt.Errorf("erase article %s: %w", id, err)
			}
		}
		found, err := s.look(ctx)
		if err == nil {
			if n > 0 && found.nothing() {
				return report, nil
			}
			err = e.remove(ctx, id, found, &report)
		}
		if err != nil {
			return report, fmt.Errorf("erase article %s: %w", id, err)
		}
	}
	return report, fmt.Errorf("erase article %s: somebody goes on publishing it: stop what isn't of this wire, and erase it again", id)
}

// remove removes what was found.
func (e *Eraser) remove(ctx context.Context, id string, found trace, report *Report) error {
	for _, place := range []struct {
		stream  string
		numbers []uint64
		count   *int
	}{
		{schema.StreamRetries, found.retries, &report.Rejections},
		{schema.StreamArticles, found.messages, &report.Messages},
	} {
		if err := e.await(ctx, place.stream, place.numbers); err != nil {
			return err
		}
		if err := e.delete(ctx, place.stream, place.numbers, place.count); err != nil {
			return err
		}
	}
	if err := e.delete(ctx, schema.StreamRejected, found.rejections, &report.Rejections); err != nil {
		return err
	}
	if err := e.store.Erase(ctx, id); err != nil {
		return err
	}
	for _, place := range e.pages {
		there, err := place.Delete(ctx, id)
		if err != nil {
			return err
		}
		if there {
			report.Pages++
		}
	}
	report.Versions += found.versions
	return nil
}

// delete deletes messages of a stream, and counts them.
func (e *Eraser) delete(ctx context.Context, stream string, numbers []uint64, count *int) error {
	for _, number := range numbers {
		if err := e.bus.Delete(ctx, stream, number); err != nil {
			return err
		}
		*count++
	}
	return nil
}

// pause waits.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
