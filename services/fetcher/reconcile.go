package fetcher

import (
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// turnReconcile is the key by which replicas take turns.
	turnReconcile = "reconcile." + schema.BucketCatalogue
	// sliceSize is how many feeds are looked at in one request: each has two subjects.
	sliceSize = bus.MaxLasts / 2
	// reconcileLeast lies between two comparisons at least, and reconcileShare keeps
	// them below a 200th of the time, until the settings want one anyway.
	reconcileLeast, reconcileShare = time.Minute, 200
)

// keepReconciled compares the whole catalogue with the clocks once in a while, one
// replica for all. What a feed could be lost by is not known, which is why it is
// looked for.
func (s *seeder) keepReconciled(ctx context.Context) {
	for {
		// Not all replicas at the same time: they were started together.
		wait := s.pace()/2 + rand.N(s.pace())
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		if err := s.reconcileInTurn(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("can't compare the catalogue with the clocks, trying again later", zap.Error(err))
		}
	}
}

// pace is how often the catalogue is compared: as often as that costs next to
// nothing, so that feeds are counted afresh, and as often as the settings want.
func (s *seeder) pace() time.Duration {
	return min(s.config.Reconcile, max(reconcileLeast, reconcileShare*time.Duration(s.took.Load())))
}

func (s *seeder) reconcileInTurn(ctx context.Context) error {
	bucket, err := s.bus.Bucket(ctx, schema.BucketHosts)
	if err != nil {
		return err
	}
	mine, err := s.bus.Turn(ctx, bucket, turnReconcile, s.pace())
	if err != nil {
		return err
	}
	if !mine {
		s.metrics.health.Reset() // somebody else has counted since
		return nil
	}
	err = s.walk(ctx)
	if ctx.Err() == nil {
		s.metrics.compared(err)
	}
	return err
}

// walk looks at all feeds, a slice at a time: it holds one slice, however many
// there are. A slice is screened with one request for its clocks; only a feed that
// seems to have none, or should have none, is looked at by itself. On the way it
// counts the feeds by their health.
func (s *seeder) walk(ctx context.Context) error {
	begin, health := time.Now(), map[schema.Health]int{}
	slice := make([]catalogue.Change, 0, sliceSize)
	for change, err := range s.catalogue.Browse(ctx) {
		if err != nil {
			return err
		}
		if slice = append(slice, change); len(slice) < sliceSize {
			continue
		}
		if err := s.screen(ctx, slice, health); err != nil {
			return err
		}
		slice = slice[:0]
	}
	if err := s.screen(ctx, slice, health); err != nil {
		return err
	}
	s.took.Store(int64(time.Since(begin)))
	s.metrics.tell(health)
	return nil
}

// screen looks at those of some feeds that are not as they should be, and counts
// all of them by their health.
func (s *seeder) screen(ctx context.Context, slice []catalogue.Change, health map[schema.Health]int) error {
	clocks, err := s.clocks(ctx, slice)
	if err != nil {
		return err
	}
	for _, change := range slice {
		state, found := clocks[change.ID]
		if !change.Removed && change.Err == nil {
			health[healthNow(change.Feed, state)]++
		}
		if found && !change.Removed && change.Err == nil && !change.Feed.Paused && !otherAddress(state, change.Feed) {
			continue
		}
		if err := s.look(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// healthNow is a feed's health as its user and its clock say; one without a clock is new.
func healthNow(feed schema.Feed, clock schema.Poll) schema.Health {
	if feed.Paused {
		return schema.HealthPaused
	}
	return cmp.Or(awake(clock).Health, schema.HealthNew)
}

// clocks finds the schedules and due messages of some feeds, and reads of each
// what is needed: the addresses and the health.
func (s *seeder) clocks(ctx context.Context, slice []catalogue.Change) (map[string]schema.Poll, error) {
	subjects := make([]string, 0, 2*len(slice))
	for _, change := range slice {
		subjects = append(subjects, schema.FeedSchedule(change.ID), schema.FeedDue(change.ID))
	}
	clocks := make(map[string]schema.Poll, len(slice))
	for m, err := range s.bus.Lasts(ctx, schema.StreamFeeds, subjects) {
		if err != nil {
			return nil, err
		}
		var state struct {
			URL   string `json:"url"`
			Given string `json:"given"`

			Health   schema.Health `json:"health"`
			Count    int64         `json:"count"`
			Failures int           `json:"failures"`
		}
		_ = json.Unmarshal(m.Body, &state) // a body that can't be read is told when it is due
		clocks[m.Subject[strings.LastIndexByte(m.Subject, '.')+1:]] = schema.Poll{
			URL: state.URL, Given: state.Given, Health: state.Health, Count: state.Count, Failures: state.Failures,
		}
	}
	return clocks, nil
}
