package lane

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// changeTimeout bounds one change of a record, all tries together.
	changeTimeout = 5 * time.Second
	// recordPrefix is what the keys of the records begin with.
	recordPrefix = "lane."
	// maxStepBack bounds the wait after somebody else was faster.
	maxStepBack = 5 * time.Millisecond
)

// Shared is the lanes of all processes that share a bucket. A lane that nobody
// else wants costs a claim and a release. A process whose own waits for a lane
// keeps it without a word to the others, for the length of a lease at most; one
// that is alone ([Config.Alone]) keeps all of them, until another one comes.
//
// When the bucket can't be reached, Enter's error is no [*BusyError]: nothing may
// be asked, and nothing is known of when. A release that can't be written is made
// up for by the end that each claim has.
type Shared struct{ porter }

var _ web.Gate = (*Shared)(nil)

// NewShared makes lanes for all hosts, kept in the bucket [schema.BucketHosts].
func NewShared(bucket *bus.Bucket, config Config) *Shared {
	return &Shared{porter{
		config: config.withDefaults(), doors: map[string]*door{}, metrics: newMetrics(),
		bucket: bucket, me: config.Holder + "." + rand.Text(), roll: make(chan struct{}, 1),
	}}
}

// change has f look at the lane's record and change it, and writes what f has
// changed. It is called again with what somebody else has written meanwhile. The
// caller has the door's turn; f is called with the mutex held.
func (p *porter) change(ctx context.Context, d *door, f func(*state) (changed bool)) error {
	p.mu.Lock()
	if p.inMemory() {
		defer p.mu.Unlock()
		f(&d.state)
		return nil
	}
	p.mu.Unlock()
	return p.record(ctx, d, f)
}

// record is change for a lane that is in the bucket.
func (p *porter) record(ctx context.Context, d *door, f func(*state) (changed bool)) error {
	ctx, cancel := context.WithTimeout(ctx, changeTimeout)
	defer cancel()
	key := recordPrefix + Key(d.host)
	for {
		s, read, err := p.read(ctx, d, key)
		if err != nil {
			return fmt.Errorf("lane of %s: %w", d.host, err)
		}
		p.mu.Lock()
		s.learn(&d.state)
		changed := f(&s)
		p.mu.Unlock()
		if changed {
			s.V = schema.StateVersion
			read, err = p.bucket.Swap(ctx, key, &s, read)
		}
		switch {
		case err == nil:
			p.mu.Lock()
			s.learn(&d.state) // a request may have ended meanwhile
			d.state = s
			if changed {
				d.written = read
			}
			p.mu.Unlock()
			return nil
		case !errors.Is(err, bus.ErrFenced):
			return fmt.Errorf("lane of %s: %w", d.host, err)
		}
		select {
		case <-time.After(mathrand.N(maxStepBack)):
		case <-ctx.Done():
			return fmt.Errorf("lane of %s: %w", d.host, ctx.Err())
		}
	}
}

// read gives the record. What this process wrote last is taken for it once: if
// it isn't any more, what is written next is refused; and who waits looks anew.
func (p *porter) read(ctx context.Context, d *door, key string) (s state, read bus.Revision, err error) {
	p.mu.Lock()
	s, read, d.written = d.state, d.written, bus.Revision{}
	p.mu.Unlock()
	if read.Number != 0 {
		return s, read, nil
	}
	s = state{}
	read, err = p.bucket.Get(ctx, key, &s)
	return s, read, err
}
