package fetcher

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// moment is a point of a poll at which the catalogue changes.
type moment string

const (
	beforeTaken   moment = "before the due message is taken"
	whileAsking   moment = "while the site is asked"
	afterItems    moment = "after the items are published" // and before the schedule is written
	afterSchedule moment = "after the schedule is written"
	afterwards    moment = "after all is acknowledged"
)

// change is something that a user does with a feed, in steps that a seeder may see
// one by one.
type change struct {
	name  string
	pause bool // it begins with a pause while the site is asked
	steps []func(ctx context.Context, r *racer) error
	rests bool // the feed isn't polled any more
	anew  bool // the feed may begin anew: what was known of it went with it
}

func changes() []change {
	put := func(edit func(f *schema.Feed)) func(context.Context, *racer) error {
		return func(ctx context.Context, r *racer) error {
			edit(&r.feed)
			return r.race.catalogue.Put(ctx, r.feed)
		}
	}
	pause := put(func(f *schema.Feed) { f.Paused = true })
	resume := put(func(f *schema.Feed) { f.Paused = false })
	add := func(ctx context.Context, r *racer) error { _, err := r.race.catalogue.Add(ctx, r.feed); return err }
	remove := func(ctx context.Context, r *racer) error {
		_, err := r.race.catalogue.Remove(ctx, r.feed.ID)
		return err
	}
	return []change{
		{name: "add", steps: []func(context.Context, *racer) error{add}},
		{name: "remove", steps: []func(context.Context, *racer) error{remove}, rests: true},
		{name: "remove and add", steps: []func(context.Context, *racer) error{remove, add}, anew: true},
		{name: "pause", steps: []func(context.Context, *racer) error{pause}, rests: true},
		{name: "resume", pause: true, steps: []func(context.Context, *racer) error{resume}},
		{name: "pause and resume", steps: []func(context.Context, *racer) error{pause, resume}},
		{name: "poll now", steps: []func(context.Context, *racer) error{func(ctx context.Context, r *racer) error { return r.pollNow(ctx) }}},
		{name: "correct", steps: []func(context.Context, *racer) error{put(func(f *schema.Feed) { f.URL += "?corrected" })}},
	}
}

// race is a wire with two replicas of a fetcher, and a feed for each change.
type race struct {
	*wire
	moment moment
	racers map[string]*racer // by the subject of their schedules
	paths  map[string]*racer // by path
}

// racer is a feed that is changed at the race's moment of its second poll.
type racer struct {
	change
	race *race
	feed schema.Feed
	once sync.Once

	mu       sync.Mutex
	asking   int       // requests under way; guarded by mu
	asked    []request // guarded by mu
	parallel bool      // two of them were at once; guarded by mu
}

// request is one that the site was sent.
type request struct {
	address     string
	conditional bool
	at          time.Time
}

// TestLaw4CatalogueChangesRaceWithPolls changes a feed at each moment of its poll,
// before the eyes of the seeders of two replicas. Afterwards, and after one
// reconciliation, the feed has one schedule and is polled on, or it rests and has
// none; it was never asked twice at once, too soon, or without its validators.
func TestLaw4CatalogueChangesRaceWithPolls(t *testing.T) {
	t.Parallel()
	for _, at := range []moment{beforeTaken, whileAsking, afterItems, afterSchedule, afterwards} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			r := newRace(t, at)
			if at == beforeTaken {
				r.each(func(one *racer) { one.pauseFirst(t.Context()) })
				r.each(func(one *racer) { one.strike(t.Context()) })
			}
			r.work()
			if at == afterwards {
				r.settle()
				r.each(func(one *racer) { one.strike(t.Context()) })
			}
			r.settle()
			if err := newSeeder(r.fetcher).walk(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.settle()
			for _, one := range r.racers {
				one.check()
			}
		})
	}
}

// newRace makes a race whose feeds were polled once, and are due.
func newRace(t *testing.T, at moment) *race {
	t.Helper()
	r := &race{wire: newWire(t, nil), moment: at, racers: map[string]*racer{}, paths: map[string]*racer{}}
	if _, err := r.catalogue.Remove(t.Context(), r.feed.ID); err != nil { // each racer has a feed of its own
		t.Fatal(err)
	}
	r.clock.advance(-24 * time.Hour) // from then on it is the server's time, by which schedules fire
	for _, c := range changes() {
		path := "/" + strings.ReplaceAll(c.name, " ", "-")
		one := &racer{change: c, race: r, feed: catalogue.New(r.site.URL+path, now())}
		r.paths[path] = one
		if _, err := r.catalogue.Add(t.Context(), one.feed); err != nil {
			t.Fatal(err)
		}
		r.feed = one.feed
		m := r.due(fresh(one.feed), 1)
		r.handle(m)
		one.asked = []request{{address: one.feed.URL, at: r.clock.now()}}
		if err := r.bus.Delete(t.Context(), schema.StreamFeeds, m.Sequence); err != nil { // as an acknowledgement does
			t.Fatal(err)
		}
		r.racers[schema.FeedSchedule(one.feed.ID)] = one
	}
	r.site.publish("one", "two", "three", "four")
	r.watch()
	r.clock.advance(24 * time.Hour)
	r.eventually("all are due", func() bool { return r.dues() == len(r.racers) })
	return r
}

// watch has the site tell of its requests.
func (r *race) watch() {
	serve := r.site.answer
	r.site.answers(func(w http.ResponseWriter, q *http.Request) {
		one := r.paths[q.URL.Path]
		one.begin(q)
		defer one.end()
		ctx := context.WithoutCancel(q.Context()) // the change doesn't end with the request
		one.pauseFirst(ctx)
		one.reach(ctx, whileAsking)
		serve(w, q)
	})
}

// work runs the hands of two replicas.
func (r *race) work() {
	ctx, stop := context.WithCancel(r.Context())
	var working sync.WaitGroup
	for range 2 {
		f := r.newFetcher(r.hooked())
		working.Go(func() {
			f.bus.Work(ctx, bus.Worker{
				Stream: schema.StreamFeeds, Consumer: schema.ConsumerFetcher, Count: len(r.racers),
				Deadline: f.config.Deadline, Grace: f.config.Grace, Handle: f.handle,
			})
		})
	}
	r.Cleanup(func() { stop(); working.Wait() })
}

// hooked connects a bus that tells when a schedule is about to be written, and when it is.
func (r *race) hooked() *bus.Bus {
	r.Helper()
	config := bus.Config{Name: "racing"}
	config.Options = append(config.Options, r.server.Client())
	b, err := bus.Connect(r.Context(), config, bus.Deps{Log: bustest.Log(r.wire), Between: func(js jetstream.JetStream) jetstream.JetStream {
		return &hook{JetStream: js, race: r}
	}})
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(b.Close)
	return b
}

type hook struct {
	jetstream.JetStream
	race *race
}

// PublishMsg is how schedules are written.
func (h *hook) PublishMsg(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	one := h.race.racers[m.Subject]
	if one != nil {
		one.reach(ctx, afterItems)
	}
	ack, err := h.JetStream.PublishMsg(ctx, m, opts...)
	if one != nil && err == nil {
		one.reach(ctx, afterSchedule)
	}
	return ack, err
}

// each calls something with every racer, all at once.
func (r *race) each(do func(one *racer)) {
	var all sync.WaitGroup
	for _, one := range r.racers {
		all.Go(func() { do(one) })
	}
	all.Wait()
}

// dues is how many feeds are due or being polled.
func (r *race) dues() int {
	r.Helper()
	stream, err := r.bus.JetStream().Stream(r.Context(), schema.StreamFeeds)
	if err != nil {
		r.Fatal(err)
	}
	info, err := stream.Info(r.Context(), jetstream.WithSubjectFilter(schema.SubjectFeedsDue))
	if err != nil {
		r.Fatal(err)
	}
	return len(info.State.Subjects)
}

// settle waits until no feed is due or being polled.
func (r *race) settle() {
	r.Helper()
	r.eventually("nothing is due", func() bool { return r.dues() == 0 })
}

// reach changes the feed if this is the race's moment.
func (one *racer) reach(ctx context.Context, at moment) {
	if at == one.race.moment {
		one.strike(ctx)
	}
}

// strike changes the feed, once, and has both replicas see it, at the same time.
func (one *racer) strike(ctx context.Context) {
	one.once.Do(func() {
		for _, step := range one.steps {
			one.do(ctx, step)
		}
		<-time.After(linger)
	})
}

// linger is for how long a moment lasts: a schedule that should not be there has
// fired by then, and another hand has its message.
const linger = 400 * time.Millisecond

// pauseFirst is how a change begins that needs a paused feed.
func (one *racer) pauseFirst(ctx context.Context) {
	if one.pause && !one.feed.Paused {
		one.do(ctx, func(ctx context.Context, _ *racer) error {
			one.feed.Paused = true
			return one.race.catalogue.Put(ctx, one.feed)
		})
		one.pause = false
	}
}

func (one *racer) do(ctx context.Context, step func(context.Context, *racer) error) {
	w := one.race.wire
	if err := step(ctx, one); err != nil {
		w.Errorf("%s: %v", one.name, err)
		return
	}
	feed, found, err := w.catalogue.Get(ctx, one.feed.ID)
	if err != nil {
		w.Errorf("%s: %v", one.name, err)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if err := newSeeder(w.fetcher).look(ctx, catalogue.Change{ID: one.feed.ID, Feed: feed, Removed: !found}); err != nil {
				w.Errorf("%s: %v", one.name, err)
			}
		})
	}
	both.Wait()
}

// pollNow is what a user does, and a hub.
func (one *racer) pollNow(ctx context.Context) error {
	err := one.fire(ctx)
	if errors.Is(err, bus.ErrFenced) || errors.Is(err, catalogue.ErrNotScheduled) {
		return nil // it is being polled
	}
	return err
}

func (one *racer) fire(ctx context.Context) error {
	w := one.race.wire
	schedule, found, err := w.bus.Last(ctx, schema.StreamFeeds, schema.FeedSchedule(one.feed.ID))
	if err == nil && !found {
		err = catalogue.ErrNotScheduled
	}
	if err != nil {
		return err
	}
	return w.bus.Fire(ctx, schedule)
}

func (one *racer) begin(q *http.Request) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.asking++
	one.parallel = one.parallel || one.asking > 1
	one.asked = append(one.asked, request{
		address: one.race.site.URL + q.URL.String(), conditional: q.Header.Get("If-None-Match") != "", at: one.race.clock.now(),
	})
}

func (one *racer) end() {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.asking--
}

// check looks at what there is of a feed at the end of the race.
func (one *racer) check() {
	w := one.race.wire
	one.once.Do(func() { w.Errorf("%s: the moment never came", one.name) })
	// A feed that rests may have to be told so once more, by its last message.
	w.eventually(one.name+": the feed rests, or has one clock", func() bool { return one.clocks() == 0 == one.rests })
	if n := one.clocks(); n > 1 {
		w.Errorf("%s: %d messages of the feed", one.name, n)
	}
	one.checkRequests()
	if one.rests {
		return
	}
	before := one.requests()
	w.clock.advance(24 * time.Hour)
	if err := one.fire(w.Context()); err != nil && !errors.Is(err, bus.ErrFenced) { // it may be about to fire by itself
		w.Errorf("%s: %v", one.name, err)
	}
	w.eventually(one.name+": the feed is polled on", func() bool { return one.requests() == before+1 && one.race.dues() == 0 })
	if n := one.clocks(); n != 1 {
		w.Errorf("%s: %d messages of the feed after one more poll", one.name, n)
	}
	one.checkRequests()
}

// clocks is how many messages there are of a feed: schedules and due ones.
func (one *racer) clocks() (n int) {
	w := one.race.wire
	for _, subject := range []string{schema.FeedSchedule(one.feed.ID), schema.FeedDue(one.feed.ID)} {
		for _, err := range w.bus.Browse(w.Context(), schema.StreamFeeds, subject, 1) {
			if err != nil {
				w.Errorf("%s: %v", one.name, err)
			}
			n++
		}
	}
	return n
}

func (one *racer) requests() int {
	one.mu.Lock()
	defer one.mu.Unlock()
	return len(one.asked)
}

// checkRequests looks at how the site was asked for a feed.
func (one *racer) checkRequests() {
	w := one.race.wire
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.parallel {
		w.Errorf("%s: the feed was asked twice at once", one.name)
	}
	known := map[string]bool{}
	for i, q := range one.asked {
		if known[q.address] && !q.conditional && !one.anew {
			w.Errorf("%s: request %d repeats %s without its validators", one.name, i+1, q.address)
		}
		known[q.address] = true
		if i == 0 || one.anew {
			continue
		}
		if interval := q.at.Sub(one.asked[i-1].at); interval < w.fetcher.config.Policy.Min {
			w.Errorf("%s: asked again after %s", one.name, interval)
		}
	}
}
