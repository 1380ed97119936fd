package storer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/check"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/story"
)

// Deps are what a [Storer] works with.
type Deps struct {
	Bus        *bus.Bus
	Store      store.Store // stays open
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
	Health     *telemetry.Health     // nil tells nobody
}

// Storer writes articles into a store. Any number of them may share a stream.
type Storer struct {
	config  Config
	bus     *bus.Bus
	store   store.Store
	log     *zap.Logger
	metrics *metrics
	follow  []*follower
	rush    *rush

	fault atomic.Pointer[error] // why the last batch could not be written; nil when it could
}

// New makes a storer; its errors are those of [Config.Validate] and of the registerer.
func New(config Config, deps Deps) (*Storer, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("storer: %w", err)
	}
	m, err := newMetrics(deps.Registerer, deps.Store)
	if err != nil {
		return nil, fmt.Errorf("register metrics of the storer: %w", err)
	}
	s := &Storer{config: config, bus: deps.Bus, store: deps.Store, log: deps.Log.Named("storer"), metrics: m, rush: newRush()}
	stories := story.NewSorter(story.Defaults())
	s.follow = []*follower{
		newFollower("search", s.rush, s.log, func(ctx context.Context) (int, error) { return s.store.Index(ctx, indexPortion) }),
		newFollower("sort", s.rush, s.log, func(ctx context.Context) (int, error) { return stories.Sort(ctx, s.store) }),
	}
	if deps.Health != nil {
		deps.Health.Ready("store", s.check)
	}
	return s, nil
}

// Run stores articles until ctx ends; the batch in hand is finished first.
func (s *Storer) Run(ctx context.Context) error {
	s.log.Info("storing articles")
	var all sync.WaitGroup
	all.Go(func() { s.bus.WorkBatches(ctx, s.batches()) })
	all.Go(func() { s.bus.WorkRetries(ctx, s.retries()) })
	for _, f := range s.follow {
		all.Go(func() { f.run(ctx) })
	}
	if t, ok := s.store.(tidier); ok {
		all.Go(func() { s.tidy(ctx, t) })
	}
	all.Wait()
	return nil
}

// check tells whether articles can be stored: a store that answers may still take
// no writes, such as one whose disk is full.
func (s *Storer) check(ctx context.Context) error {
	if fault := s.fault.Load(); fault != nil {
		return fmt.Errorf("articles wait, for the last could not be stored: %w", *fault)
	}
	return s.store.Ping(ctx)
}

// batches is how articles are taken up.
func (s *Storer) batches() bus.Batcher {
	return bus.Batcher{
		Stream: schema.StreamArticles, Consumer: schema.ConsumerStorer, Size: s.config.BatchSize, Age: s.config.BatchAge,
		Deadline: s.config.Deadline, Grace: s.config.Grace, Handle: s.write,
	}
}

// retries is how rejections are that are to be tried once more.
func (s *Storer) retries() bus.Worker {
	return bus.Worker{Consumer: schema.ConsumerStorer, Count: 1, Deadline: s.config.Deadline, Grace: s.config.Grace, Handle: s.retry}
}

// retry stores an article that was rejected before.
func (s *Storer) retry(ctx context.Context, m *bus.Message) error {
	results, err := s.write(ctx, []*bus.Message{m})
	if err != nil {
		return err
	}
	return results[0]
}

// write stores a batch. Its results are in the order of the messages.
func (s *Storer) write(ctx context.Context, batch []*bus.Message) ([]error, error) {
	results := make([]error, len(batch))
	entries := make([]store.Entry, 0, len(batch))
	places := make([]int, 0, len(batch)) // of each entry among the messages
	for i, m := range batch {
		entry, err := entryOf(m)
		if err != nil {
			results[i] = bus.Park(bus.ReasonInvalid, err)
			continue
		}
		entries, places = append(entries, entry), append(places, i)
	}
	if len(entries) == 0 {
		return results, nil
	}
	begin := time.Now()
	written, err := s.store.Write(ctx, entries)
	if err == nil {
		err = s.eraseMadeUp(ctx, entries)
	}
	if err != nil {
		err = fmt.Errorf("write %d articles: %w", len(entries), err)
		s.fault.Store(&err)
		return nil, err
	}
	s.fault.Store(nil)
	end := time.Now()
	s.metrics.seconds.Observe(end.Sub(begin).Seconds())
	if len(batch) >= s.config.BatchSize {
		s.rush.full()
	}
	for _, f := range s.follow {
		f.written()
	}
	for i, result := range written {
		s.metrics.count(entries[i].Article, result.State, end)
		committed(batch[places[i]].Span(), entries[i], result, len(entries))
		if result.State == store.Rejected {
			results[places[i]] = bus.Park(string(result.Reason), errors.New(result.Detail))
		}
	}
	return results, nil
}

// eraseMadeUp takes out of the store again what was made up to check the wire. It
// may be called again, as Write may.
func (s *Storer) eraseMadeUp(ctx context.Context, entries []store.Entry) error {
	for _, e := range entries {
		if !check.IsMadeUp(e.Article) {
			continue
		}
		if err := s.store.Erase(ctx, e.Article.ID); err != nil {
			return err
		}
	}
	return nil
}

// entryOf reads a message. What encoding/json would mend is mended here too.
func entryOf(m *bus.Message) (store.Entry, error) {
	article := new(schema.Article)
	if err := json.Unmarshal(m.Body, article, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)); err != nil {
		return store.Entry{}, fmt.Errorf("read article: %w", err)
	}
	return store.Entry{Article: article, Record: m.Body, Subject: m.Subject, Sequence: m.Sequence}, nil
}
