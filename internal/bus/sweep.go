package bus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Sweep mends schedules that should have fired and have not: a server whose
// storage was full when one fired holds it for fired, until it is written anew
// or the server restarts. Overdue is how late a schedule must be. It may run at
// any time and in any number of processes: of two, one is fenced.
//
// It reads the whole stream, and not by the filter: for that the server would look
// at each of its blocks again and again. And it takes its time, since the server
// keeps for ten seconds in memory what was read.
func (b *Bus) Sweep(ctx context.Context, stream, schedules string, overdue time.Duration) (mended int, err error) {
	latest, read := time.Now().Add(-overdue), 0
	for s, err := range b.Browse(ctx, stream, everything, 1) {
		if err != nil {
			return mended, err
		}
		if read++; read%sweepPace == 0 {
			if err := rest(ctx); err != nil {
				return mended, err
			}
		}
		if !strings.HasPrefix(s.Subject, fixedPart(schedules)) {
			continue
		}
		at, target, err := readSchedule(s)
		if err != nil {
			return mended, err
		}
		if at.After(latest) {
			continue
		}
		_, err = b.Schedule(ctx, Schedule{
			Subject: s.Subject, Target: target, At: time.Now(),
			Fence: Fence{Subject: s.Subject, Sequence: s.Sequence}, Header: traceOf(s.Header), Body: s.Body,
		})
		switch {
		case errors.Is(err, ErrFenced): // it has fired after all
		case err != nil:
			return mended, err
		default:
			mended++
		}
	}
	return mended, nil
}

const (
	// sweepEvery is how often the schedules of a stream are looked through.
	sweepEvery = 10 * time.Minute
	// sweepOverdue is how late a schedule is that will not fire by itself.
	sweepOverdue = 2 * time.Minute
	// sweepPace is how many messages a second are looked at: a million within one turn.
	sweepPace = 2000
)

// rest waits a second.
func rest(ctx context.Context) error {
	select {
	case <-time.After(time.Second):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fixedPart is what all subjects that match a filter begin with.
func fixedPart(filter string) string {
	if i := strings.IndexAny(filter, "*>"); i >= 0 {
		return filter[:i]
	}
	return filter
}

// KeepSwept sweeps a stream once in a while until ctx ends; of all processes that
// do so, one at a time has its turn.
func (b *Bus) KeepSwept(ctx context.Context, stream, schedules string) error {
	log := b.log.With(zap.String("stream", stream))
	b.metrics.watchSweeps(stream)
	for {
		// Not all replicas at the same time: they were started together.
		wait := sweepEvery/2 + rand.N(sweepEvery)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
		mended, err := b.sweepInTurn(ctx, stream, schedules)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Warn("can't sweep schedules, trying again later", zap.Error(err))
		case mended > 0:
			log.Warn("schedules were stuck and have been mended: was the storage full?", zap.Int("schedules", mended))
		}
	}
}

func (b *Bus) sweepInTurn(ctx context.Context, stream, schedules string) (mended int, err error) {
	bucket, err := b.Bucket(ctx, schema.BucketHosts)
	if err != nil {
		return 0, err
	}
	mine, err := b.Turn(ctx, bucket, "sweep."+stream, sweepEvery)
	if !mine || err != nil {
		return 0, err
	}
	mended, err = b.Sweep(ctx, stream, schedules, sweepOverdue)
	if ctx.Err() == nil { // else it was cut off by a stop, and another one has the next turn
		b.metrics.swept(stream, mended, err)
	}
	return mended, err
}

// readSchedule reads when a schedule fires, and what for.
func readSchedule(s Stored) (at time.Time, target string, err error) {
	spec, target := first(s.Header[headerSchedule]), first(s.Header[headerTarget])
	at, err = time.Parse(time.RFC3339Nano, strings.TrimPrefix(spec, "@at "))
	if err != nil || target == "" {
		return time.Time{}, "", fmt.Errorf("schedule %s is none of ours: %q to %q", s.Subject, spec, target)
	}
	return at, target, nil
}

// turn is the body of a key by which replicas take turns.
type turn struct {
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// Turn says whether it is this process's turn to do something that the whole
// wire needs once in a while, and takes it if so. It is no lock: a turn that
// ends a process is taken again by another one at the next time.
func (b *Bus) Turn(ctx context.Context, bucket *Bucket, key string, every time.Duration) (bool, error) {
	var last turn
	read, err := bucket.Get(ctx, key, &last)
	if err != nil || time.Since(last.At) < every {
		return false, err
	}
	_, err = bucket.Swap(ctx, key, turn{At: time.Now().UTC(), By: b.name}, read)
	if errors.Is(err, ErrFenced) {
		return false, nil
	}
	return err == nil, err
}

// firing is how long before its time a schedule may be taken up by the server:
// it looks for those that are due, and sends them a moment later, also when
// something has taken the place of one meanwhile. So from then on it is left alone.
const firing = 500 * time.Millisecond

// Firing says whether the server sends the message of a schedule at this moment.
// One that is long overdue is stuck, and isn't sent by itself.
func (s Stored) Firing() bool {
	at, _, err := readSchedule(s)
	return err == nil && time.Until(at) < firing && time.Since(at) < sweepOverdue
}

// Fire sends the message of a schedule now instead of at its time. The schedule
// is gone then; if it was gone before, is another one, or is being sent anyway,
// the error is [ErrFenced].
func (b *Bus) Fire(ctx context.Context, schedule Stored) error {
	_, target, err := readSchedule(schedule)
	if err != nil {
		return err
	}
	if schedule.Firing() {
		return fmt.Errorf("fire schedule %s, which fires by itself: %w", schedule.Subject, ErrFenced)
	}
	return b.fire(ctx, schedule, target)
}
