package pressure

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
)

// lookTimeout bounds a look, so that a server that is away is asked once, not five times.
const lookTimeout = 5 * time.Second

// Deps are what a [Watch] works with.
type Deps struct {
	Bus        *bus.Bus
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
}

// Watch knows who has to hold back. Its methods may be called by any goroutine.
type Watch struct {
	config    Config
	js        jetstream.JetStream
	log       *zap.Logger
	metrics   *metrics
	boundless sync.Once // told that the storage has no limit

	word atomic.Pointer[word] // replaced under mu

	mu    sync.Mutex // held during a look
	marks [4]mark    // articles, items, storage, disk
}

// word is what the last look has to say; it is never changed.
type word struct {
	parsers, fetchers, all error
	over                   chan struct{} // closed when a mark is passed or left
}

// New makes a watch that knows of no pressure before its first look. Its errors
// are those of [Config.Validate] and of the registerer.
func New(config Config, deps Deps) (*Watch, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("pressure: %w", err)
	}
	m, err := newMetrics(deps.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register metrics of pressure: %w", err)
	}
	w := &Watch{
		config: config, js: deps.Bus.JetStream(), log: deps.Log.Named("pressure"), metrics: m,
		marks: [...]mark{{name: Articles, ease: ease}, {name: Items, ease: ease}, {name: Storage, ease: easeStorage}, {name: Disk, ease: ease}},
	}
	w.word.Store(&word{over: make(chan struct{})})
	return w, nil
}

// Run looks again and again until ctx ends. A look that doesn't succeed leaves
// everything as it was, and is told once.
func (w *Watch) Run(ctx context.Context) error {
	ticker := time.NewTicker(w.config.Every)
	defer ticker.Stop()
	blind := false
	for {
		err := w.Look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		switch {
		case err != nil && !blind:
			w.log.Warn("can't look at the streams, who has to hold back stays as it is", zap.Error(err))
		case err == nil && blind:
			w.log.Info("looking at the streams again")
		}
		blind = err != nil
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Look looks once. What it could not see stays as it was, and is in the error.
func (w *Watch) Look(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	var faults []error
	changed := false
	for i, measure := range []func(context.Context) (reading, error){w.articles, w.items, w.storage, w.disk} {
		seen, err := measure(ctx)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		mark := &w.marks[i]
		before := mark.held
		if mark.read(seen, time.Now()) {
			changed = true
			w.tell(before, mark.held)
		}
		w.metrics.show(mark, seen.level)
	}
	w.say(changed)
	return errors.Join(faults...)
}

// tell logs that a mark was passed or left.
func (w *Watch) tell(before, after *HeldError) {
	if after != nil {
		w.log.Warn("holding back", zap.String("on", string(after.On)), zap.String("reason", after.Reason))
		return
	}
	w.log.Info("no need to hold back any more", zap.String("on", string(before.On)), zap.Duration("after", time.Since(before.Since)))
}

// say makes the word of the marks, and wakes those who wait for another one.
func (w *Watch) say(changed bool) {
	articles, items, storage, disk := w.marks[0].held, w.marks[1].held, w.marks[2].held, w.marks[3].held
	last := w.word.Load()
	next := &word{parsers: join(articles, storage, disk), fetchers: join(items, storage, disk), all: join(articles, items, storage, disk), over: last.over}
	if !changed {
		w.word.Store(next)
		return
	}
	next.over = make(chan struct{})
	w.word.Store(next)
	close(last.over)
}

// join is nil when nothing holds, and one line otherwise.
func join(all ...*HeldError) (joined error) {
	for _, held := range all {
		switch {
		case held == nil:
		case joined == nil:
			joined = held
		default:
			joined = fmt.Errorf("%w; %w", joined, held)
		}
	}
	return joined
}

// Parsers is nil while parsers may take items, else it says why not; the error
// holds a [*HeldError].
func (w *Watch) Parsers() error { return w.word.Load().parsers }

// Fetchers is nil while fetchers may poll, else it says why not; the error holds
// a [*HeldError].
func (w *Watch) Fetchers() error { return w.word.Load().fetchers }

// Check says why anybody has to hold back, for readiness. It asks nobody.
func (w *Watch) Check(context.Context) error { return w.word.Load().all }

// Wait blocks until a side is free, which is [Watch.Parsers] or [Watch.Fetchers],
// or ctx ends, whose error it then returns.
func (w *Watch) Wait(ctx context.Context, side func() error) error {
	for {
		over := w.word.Load().over // before the side is asked: what it says then ends with this word, or later
		if side() == nil {
			return nil
		}
		select {
		case <-over:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
