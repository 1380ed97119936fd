package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/bench/roster"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/natsembed" //nolint:depguard // it is what is measured
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// writers is how many schedules are written at once at the start.
	writers = 256
	// tries is how often each is tried.
	tries = 10
	// settle is how long nothing happens between the writing and the first due feed.
	settle = time.Second
)

// clock is a server, a connection to it, and what is known of each feed.
type clock struct {
	flags  *flags
	dir    string
	server *natsembed.Server
	bus    *bus.Bus
	base   time.Time // when the first feed is due

	mu     sync.Mutex
	due    []time.Time // of each feed, the next time
	cycles []uint16    // of each feed, how often the worker has wound it up
	late   []time.Duration
	fenced int // messages that somebody had worked on before
}

// open starts the server and sets up the wire's streams.
func open(ctx context.Context, f *flags) (_ *clock, err error) {
	c := &clock{flags: f, due: make([]time.Time, f.Feeds), cycles: make([]uint16, f.Feeds)}
	if c.dir, err = os.MkdirTemp(f.Dir, "wirecopy-clock-"); err != nil {
		return nil, err
	}
	if c.server, err = natsembed.Start(natsembed.Config{Dir: c.dir}, zap.NewNop()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(c.dir))
	}
	config := bus.Config{Name: "clock"}
	config.Options = append(config.Options, c.server.Client())
	if c.bus, err = bus.Connect(ctx, config, bus.Deps{Log: zap.NewNop()}); err == nil {
		err = c.bus.Apply(ctx, bus.Layout(bus.DefaultSizes().Fit(c.server.MaxStore())))
	}
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// close stops the server and removes its files.
func (c *clock) close() error {
	if c.bus != nil {
		c.bus.Close()
	}
	c.server.Stop()
	return os.RemoveAll(c.dir)
}

// fill writes the schedules, and returns how long that took.
func (c *clock) fill(ctx context.Context) (time.Duration, error) {
	begin := time.Now()
	c.base = begin.Add(time.Duration(float64(c.flags.Feeds)/c.flags.Fill*float64(time.Second)) + settle)
	turns := c.flags.order()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for number, turn := range turns {
		c.due[number] = c.base.Add(time.Duration(float64(turn) / c.flags.Rate * float64(time.Second)))
		group.Go(func() error { return c.write(ctx, number) })
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	if time.Now().After(c.base) {
		return 0, fmt.Errorf("writing the schedules took %s, longer than planned: lower --fill", time.Since(begin).Round(time.Second))
	}
	return time.Since(begin), nil
}

// order is in which turn each feed is due, as their schedules were written in the
// round before: each feed's turn is off by some share of all.
func (f *flags) order() (turns []int) {
	dice := rand.New(rand.NewPCG(1, 1))
	keys, feeds := make([]float64, f.Feeds), make([]int, f.Feeds)
	for number := range f.Feeds {
		keys[number], feeds[number] = float64(number)+f.Disorder*float64(f.Feeds)*dice.Float64(), number
	}
	slices.SortFunc(feeds, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	turns = make([]int, f.Feeds)
	for turn, number := range feeds {
		turns[number] = turn
	}
	return turns
}

// write writes the first schedule of a feed, and tries again when the machine is
// too busy to answer in time.
func (c *clock) write(ctx context.Context, number int) (err error) {
	for range tries {
		if err = c.writeOnce(ctx, number); err == nil || ctx.Err() != nil {
			break
		}
	}
	return err
}

func (c *clock) writeOnce(ctx context.Context, number int) error {
	id := idOf(number)
	state := roster.State(id, "https://www.district"+strconv.Itoa(number)+".example/news/feed.xml", number, c.due[number], c.flags.interval())
	state.Count = 0
	body, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	sequence, err := c.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.FeedSchedule(id), Target: schema.FeedDue(id), At: c.due[number],
		Fence: bus.Fence{Subject: schema.FeedSchedule(id)}, Body: body,
	})
	if err != nil && !errors.Is(err, bus.ErrFenced) { // an earlier try was stored
		return err
	}
	if !c.flags.Polls {
		return nil
	}
	return c.tell(ctx, id, sequence, body)
}

// tell writes polls.<feed>.
func (c *clock) tell(ctx context.Context, id string, sequence uint64, body []byte) error {
	_, _, err := c.bus.Publish(ctx, bus.Outgoing{
		Subject: schema.PollOf(id), ID: fmt.Sprintf("%s.%d", id, sequence),
		Header: map[string]string{"content-type": "application/json"}, Body: body,
	})
	return err
}

// wind is the work on a due message: all that a fetcher does but to poll.
func (c *clock) wind(ctx context.Context, m *bus.Message) error {
	began := time.Now()
	var state schema.Poll
	if err := json.Unmarshal(m.Body, &state); err != nil {
		return bus.Park(bus.ReasonInvalid, err)
	}
	number, err := numberOf(state.Feed)
	if err != nil {
		return bus.Park(bus.ReasonInvalid, err)
	}
	state.At, state.Count = began.UTC().Truncate(time.Millisecond), state.Count+1
	state.Good, state.Next = state.At, state.At.Add(c.flags.interval())
	body, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	sequence, err := c.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.FeedSchedule(state.Feed), Target: m.Subject, At: state.Next, Fence: m.Fence(), Body: body,
	})
	c.took(number, began, state.Next, err)
	if errors.Is(err, bus.ErrFenced) {
		return nil
	}
	if err != nil || !c.flags.Polls {
		return err
	}
	return c.tell(ctx, state.Feed, sequence, body)
}

// took takes a cycle down.
func (c *clock) took(number int, began, next time.Time, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case errors.Is(err, bus.ErrFenced):
		c.fenced++
	case err == nil:
		c.late = append(c.late, began.Sub(c.due[number]))
		c.due[number] = next
		c.cycles[number]++
	}
}

// idOf is an id as long as a feed's, that tells its number.
func idOf(number int) string {
	return fmt.Sprintf("%08x%024x", number, uint64(number)*0x9e3779b97f4a7c15)
}

func numberOf(id string) (int, error) {
	number, err := strconv.ParseUint(id[:min(len(id), 8)], 16, 32)
	return int(number), err
}
