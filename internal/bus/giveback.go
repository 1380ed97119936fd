package bus

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// returnTimeout bounds how long a stop waits for the counting of what is given back.
const returnTimeout = 2 * time.Second

// returned is how often a message was given back. The server counts deliveries,
// and one that a stop has ended killed nobody: without this, three releases in a
// row would park whatever was in hand at each of them. It is kept among the lanes
// of hosts, since it may be forgotten after some days too.
type returned struct {
	V     int `json:"v"`
	Times int `json:"times"`
}

func returnedKey(stage string, m *Message) string {
	return fmt.Sprintf("returned.%s.%s.%d", m.Stream, stage, m.Sequence)
}

// giveBack hands messages that a stop has ended to whoever is next, at once. That
// they can't be counted is no reason to keep them.
func (b *Bus) giveBack(ctx context.Context, stage string, batch ...*Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), returnTimeout)
	defer cancel()
	if err := b.countReturned(ctx, stage, batch); err != nil {
		b.log.Warn("messages are given back, but not counted as such", zap.Int("messages", len(batch)), zap.Error(err))
	}
	for _, m := range batch {
		b.tell(m, m.raw.Nak())
		b.metrics.messages.WithLabelValues(stage, "returned").Inc()
		m.endSpan(daemon.ErrStopping)
	}
}

func (b *Bus) countReturned(ctx context.Context, stage string, batch []*Message) error {
	bucket, err := b.Bucket(ctx, schema.BucketHosts)
	if err != nil {
		return err
	}
	for _, m := range batch {
		times := 0
		if m.Redelivered() {
			if times, err = timesReturned(ctx, bucket, stage, m); err != nil {
				return err
			}
		}
		// Nobody else has the message now: there is no need to swap.
		if err := bucket.Put(ctx, returnedKey(stage, m), returned{V: schema.StateVersion, Times: times + 1}); err != nil {
			return err
		}
	}
	return nil
}

func timesReturned(ctx context.Context, bucket *Bucket, stage string, m *Message) (int, error) {
	var r returned
	_, err := bucket.Get(ctx, returnedKey(stage, m), &r)
	return r.Times, err
}

// kills says whether a message is taken for one that kills its handler: of all
// that had it in hand, three neither settled it nor gave it back.
func (b *Bus) kills(ctx context.Context, stage string, m *Message) (bool, error) {
	if m.Deliveries < killerDelivery {
		return false, nil
	}
	bucket, err := b.Bucket(ctx, schema.BucketHosts)
	if err != nil {
		return false, err
	}
	times, err := timesReturned(ctx, bucket, stage, m)
	return m.Deliveries-times >= killerDelivery, err
}
