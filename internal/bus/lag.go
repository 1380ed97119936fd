package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// lagPatience bounds how long a scrape waits for the server.
const lagPatience = 3 * time.Second

// intake is a consumer by which this process takes messages.
type intake struct{ stream, consumer string }

// intakes are those at work, with the number of workers of each. Its zero value is ready.
type intakes struct {
	mu      sync.Mutex
	workers map[intake]int // guarded by mu
}

// begin adds a worker, until end is called.
func (i *intakes) begin(one intake) (end func()) {
	i.add(one, 1)
	return func() { i.add(one, -1) }
}

func (i *intakes) add(one intake, n int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.workers == nil {
		i.workers = map[intake]int{}
	}
	if i.workers[one] += n; i.workers[one] == 0 {
		delete(i.workers, one)
	}
}

func (i *intakes) all() []intake {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := make([]intake, 0, len(i.workers))
	for one := range i.workers {
		all = append(all, one)
	}
	return all
}

// lag shows how far the stages of this process are behind. It asks the server at
// each scrape, by questions that a worker may ask anyway; a server that doesn't
// answer has no lag to show. All replicas of a stage show the same.
type lag struct {
	bus           *Bus
	messages, age *prometheus.Desc
}

func newLag(b *Bus) *lag {
	labels := []string{"stream", "consumer"}
	return &lag{
		bus: b,
		messages: prometheus.NewDesc("wirecopy_bus_lag_messages",
			"Messages that a stage has yet to be done with, those in hand included. Each replica tells the same number.", labels, nil),
		age: prometheus.NewDesc("wirecopy_bus_lag_seconds",
			"For how long the first of these messages has been there, 0 when there is none; not of RETRIES, which no stage may read.", labels, nil),
	}
}

// showLag has the lag seen; a nil registerer leaves it unseen.
func (b *Bus) showLag(r prometheus.Registerer) error {
	if r == nil {
		return nil
	}
	if err := r.Register(newLag(b)); err != nil {
		return fmt.Errorf("register metrics of the bus: %w", err)
	}
	return nil
}

// Describe is for the registry.
func (l *lag) Describe(to chan<- *prometheus.Desc) {
	to <- l.messages
	to <- l.age
}

// Collect is for the registry.
func (l *lag) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lagPatience)
	defer cancel()
	var asked sync.WaitGroup
	for _, one := range l.bus.intakes.all() {
		asked.Go(func() {
			waiting, age, err := l.bus.behind(ctx, one)
			if err != nil {
				return
			}
			to <- prometheus.MustNewConstMetric(l.messages, prometheus.GaugeValue, float64(waiting), one.stream, one.consumer)
			if one.stream != schema.StreamRetries {
				to <- prometheus.MustNewConstMetric(l.age, prometheus.GaugeValue, age.Seconds(), one.stream, one.consumer)
			}
		})
	}
	asked.Wait()
}

// behind is how many messages a consumer has yet to have acknowledged, and for how
// long the first of them has been there, by the server's clock.
func (b *Bus) behind(ctx context.Context, one intake) (waiting uint64, age time.Duration, err error) {
	consumer, err := b.js.Consumer(ctx, one.stream, one.consumer)
	if err != nil {
		return 0, 0, fmt.Errorf("look at consumer %s of stream %s: %w", one.consumer, one.stream, err)
	}
	info := consumer.CachedInfo()
	waiting = info.NumPending + uint64(max(info.NumAckPending, 0))
	if waiting == 0 || one.stream == schema.StreamRetries {
		return waiting, 0, nil
	}
	stream, err := b.streams.open(ctx, b.js, one.stream)
	if err != nil {
		return 0, 0, err
	}
	// From the floor on, so that the server need not look through what isn't due.
	oldest, err := stream.GetMsg(ctx, info.AckFloor.Stream+1, jetstream.WithGetMsgSubject(info.Config.FilterSubject))
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound): // acknowledged since
		return waiting, 0, nil
	case err != nil:
		return 0, 0, fmt.Errorf("read the oldest message that consumer %s of stream %s has yet to settle: %w", one.consumer, one.stream, err)
	}
	return waiting, max(0, info.TimeStamp.Sub(oldest.Time)), nil
}
