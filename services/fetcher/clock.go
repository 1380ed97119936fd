package fetcher

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// corruptPause is when a feed is asked whose state can't be read.
	corruptPause = time.Minute
	// killerPause is for how long a feed is left alone whose poll ended three processes.
	killerPause = 24 * time.Hour
)

// handle works on a due message: it polls the feed, and winds the clock up again.
func (f *Fetcher) handle(ctx context.Context, m *bus.Message) error {
	id, err := feedOf(m.Subject)
	if err != nil {
		return bus.Park(bus.ReasonInvalid, err)
	}
	if m.Redelivered() {
		if over, err := f.superseded(ctx, m, id); over || err != nil {
			return err
		}
	}
	feed, listed, err := f.listed(ctx, m, id)
	if !listed || err != nil {
		return err // no schedule follows: the seeder begins again from polls.<feed>
	}
	state, err := readState(m.Body, id)
	if err != nil {
		return f.restart(ctx, m, feed, err)
	}
	done, ok := m.Kept.(*polled) // by us, before the message had to be held
	if !ok {
		if done, err = f.poll(ctx, feed, state); err != nil {
			return err
		}
		m.Kept = done
	}
	return f.commit(ctx, m, feed, done)
}

// superseded says whether somebody has written the next schedule already: then
// it, or the due message that it became, is newer than this message. The
// schedule is read first: it turns into a due message, and never back.
func (f *Fetcher) superseded(ctx context.Context, m *bus.Message, id string) (bool, error) {
	sched, found, err := f.bus.Last(ctx, schema.StreamFeeds, schema.FeedSchedule(id))
	if err != nil {
		return false, err
	}
	if found && sched.Sequence > m.Sequence {
		return true, f.tell(ctx, id, sched) // whoever wrote it may have died before saying so
	}
	due, found, err := f.bus.Last(ctx, schema.StreamFeeds, schema.FeedDue(id))
	if err != nil {
		return false, err
	}
	return found && due.Sequence > m.Sequence, nil
}

// commit makes a poll's effects durable, in their order.
func (f *Fetcher) commit(ctx context.Context, m *bus.Message, feed schema.Feed, done *polled) error {
	if !done.putOff {
		until, err := f.hubs.Polled(ctx, feed, done.before, done.state)
		if err != nil {
			return err
		}
		done.state.PushedUntil = until
	}
	traced, span := f.trace(ctx, m, done)
	defer span.End()
	stored, err := f.bus.PublishAll(traced, done.items)
	if err != nil {
		return err
	}
	f.metrics.found(stored, done.delays)
	if err := f.wind(ctx, m, done.state); err != nil {
		if errors.Is(err, bus.ErrFenced) {
			return nil // we were too slow, and somebody else has done all this
		}
		return err
	}
	f.count(done)
	return nil
}

// wind writes the next schedule, and then what people see of it.
func (f *Fetcher) wind(ctx context.Context, m *bus.Message, state schema.Poll) error {
	body, err := writeState(state)
	if err != nil {
		return err
	}
	sequence, err := f.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.FeedSchedule(state.Feed), Target: schema.FeedDue(state.Feed), At: state.Next,
		Fence: bus.Fence{Subject: m.Subject, Sequence: m.Sequence}, Body: body,
	})
	if err != nil {
		return err
	}
	return f.tell(ctx, state.Feed, bus.Stored{Sequence: sequence, Body: body})
}

// tell writes polls.<feed>. The id is that of the schedule, whose body it is, so
// that telling it twice writes it once.
func (f *Fetcher) tell(ctx context.Context, id string, sched bus.Stored) error {
	_, _, err := f.bus.Publish(ctx, bus.Outgoing{
		Subject: schema.PollOf(id), ID: fmt.Sprintf("%s.%d", id, sched.Sequence),
		Header: map[string]string{"content-type": "application/json"}, Body: sched.Body,
	})
	return err
}

// restart keeps a due message whose state can't be read, and lets its feed begin
// anew: the state was ours, but the feed must not be lost with it.
func (f *Fetcher) restart(ctx context.Context, m *bus.Message, feed schema.Feed, fault error) error {
	parked := &bus.ParkedError{Reason: bus.ReasonInvalid, Err: fault}
	if err := f.bus.Reject(ctx, schema.ConsumerFetcher, m, parked); err != nil {
		return err
	}
	f.log.Error("a feed begins anew, its state is kept as a rejection", zap.String("feed_url", feed.URL), zap.Error(fault))
	state := fresh(feed)
	state.Next = f.now().Add(corruptPause)
	return unlessFenced(f.wind(ctx, m, state))
}

// spare takes the place of handle for a feed whose poll has ended three
// processes: the message is kept for people, and the feed left alone for a day.
func (f *Fetcher) spare(ctx context.Context, m *bus.Message) error {
	id, err := feedOf(m.Subject)
	if err != nil {
		return bus.Park(bus.ReasonInvalid, err)
	}
	if over, err := f.superseded(ctx, m, id); over || err != nil {
		return err
	}
	feed, listed, err := f.listed(ctx, m, id)
	if !listed || err != nil {
		return err
	}
	fault := fmt.Errorf("the poll of %s was begun %d times and never finished: it may have ended the process", feed.URL, m.Deliveries-1)
	if err := f.bus.Reject(ctx, schema.ConsumerFetcher, m, &bus.ParkedError{Reason: bus.ReasonKiller, Err: fault}); err != nil {
		return err
	}
	state, err := readState(m.Body, id)
	if err != nil {
		state = fresh(feed)
	}
	next := state
	next.Outcome, next.Error, next.Failures = schema.OutcomeFailed, fault.Error(), state.Failures+1
	next.At, next.Next = f.now(), f.now().Add(killerPause)
	setHealth(&next, schema.HealthFailing, next.At)
	return unlessFenced(f.wind(ctx, m, next))
}

// retry polls the feed of a due message that was rejected before. Its clock has
// gone on meanwhile, so that there is nothing to take over from the message.
func (f *Fetcher) retry(ctx context.Context, m *bus.Message) error {
	id, err := feedOf(m.Subject)
	if err != nil {
		return bus.Park(bus.ReasonInvalid, err)
	}
	err = f.catalogue.PollNow(ctx, id, 0) // no sooner than may be: see tooSoon
	if errors.Is(err, catalogue.ErrNotScheduled) {
		return nil // it is being polled, or it is paused or gone from the catalogue
	}
	return err
}
