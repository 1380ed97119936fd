package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Stored is a message as a stream keeps it.
type Stored struct {
	Subject  string
	Sequence uint64
	Time     time.Time
	Header   map[string][]string
	Body     []byte
}

// Last reads the last message on a subject of a stream; found is false when there is none.
func (b *Bus) Last(ctx context.Context, stream, subject string) (last Stored, found bool, err error) {
	return b.read(ctx, stream, "the last message on "+subject, func(s jetstream.Stream) (*jetstream.RawStreamMsg, error) {
		return s.GetLastMsgForSubject(ctx, subject)
	})
}

// Get reads the message with a sequence; found is false when it is gone.
func (b *Bus) Get(ctx context.Context, stream string, sequence uint64) (m Stored, found bool, err error) {
	return b.read(ctx, stream, fmt.Sprintf("message %d", sequence), func(s jetstream.Stream) (*jetstream.RawStreamMsg, error) {
		return s.GetMsg(ctx, sequence)
	})
}

func (b *Bus) read(ctx context.Context, stream, what string, get func(jetstream.Stream) (*jetstream.RawStreamMsg, error)) (Stored, bool, error) {
	s, err := b.streams.open(ctx, b.js, stream)
	if err != nil {
		return Stored{}, false, err
	}
	raw, err := get(s)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return Stored{}, false, nil
	}
	if err != nil {
		return Stored{}, false, fmt.Errorf("read %s of stream %s: %w", what, stream, err)
	}
	return Stored{Subject: raw.Subject, Sequence: raw.Sequence, Time: raw.Time, Header: raw.Header, Body: raw.Data}, true, nil
}

// handles are streams that were looked up before, so that a read is one request.
type handles struct {
	mu    sync.Mutex
	known map[string]jetstream.Stream
}

func (h *handles) open(ctx context.Context, js jetstream.JetStream, name string) (jetstream.Stream, error) {
	h.mu.Lock()
	s, ok := h.known[name]
	h.mu.Unlock()
	if ok {
		return s, nil
	}
	s, err := js.Stream(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", name, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known == nil {
		h.known = map[string]jetstream.Stream{}
	}
	h.known[name] = s
	return s, nil
}
