package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The bounds of the options.
const (
	MaxWorkers = 256       // of a subscription
	MaxWindow  = 1_000_000 // ids that Once remembers, of about 150 bytes each
)

// nameBytes may stand in the name of a durable.
const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// Option changes how a subscription works. It is checked when [Subscribe] is
// called, which reports all faulty ones at once.
type Option func(*settings) error

// settings are what the options say.
type settings struct {
	durable  string // empty for none
	stream   string
	replayed string // the subject that articles were replayed to; empty for the wire's own
	reader   bool
	start    start
	workers  int
	onBad    func(context.Context, *Message, error) error
	onError  func(*Message, error)
	seen     *memory // nil for none
}

// start is where a consumer begins.
type start struct {
	policy   jetstream.DeliverPolicy
	time     *time.Time
	sequence uint64
}

// settingsOf applies the options to the defaults.
func settingsOf(conn *nats.Conn, options []Option) (*settings, error) {
	s := &settings{
		stream:  schema.StreamArticles,
		start:   start{policy: jetstream.DeliverNewPolicy},
		workers: 1,
		onBad:   func(_ context.Context, _ *Message, err error) error { return Skip(err) },
		onError: func(_ *Message, err error) {
			if report := conn.ErrorHandler(); report != nil {
				report(conn, nil, err)
			}
		},
	}
	var faults []error
	for _, option := range options {
		faults = append(faults, option(s))
	}
	switch {
	case s.reader && s.durable == "":
		faults = append(faults, errors.New("a reader takes articles by the durable of its name: give it"))
	case s.durable == "" && s.workers > 1:
		faults = append(faults, errors.New("several workers need a durable: give it a name, or leave the workers out"))
	}
	if s.reader && s.replayed != "" {
		faults = append(faults, errors.New("a reader has nothing but the wire's articles: read a replay without it"))
	}
	return s, errors.Join(faults...)
}

// Durable names the consumer. The wire remembers by the name what was handled:
// a process that comes back goes on where it was, and processes that run under
// one name share the articles. A name has letters, digits, "_" and "-", at most
// [schema.MaxTokenLength] of them, and isn't the storer's.
//
// Where a durable of the name exists already, it goes on as it is, whatever
// start is given; a filter that is another one replaces its filter, from where
// it stands. So processes that share a name must share the filter.
func Durable(name string) Option {
	return func(s *settings) error {
		if name == schema.ConsumerStorer {
			return fmt.Errorf("durable %q is the wire's own, and would lose what you take: choose another name", name)
		}
		if name == "" || len(name) > schema.MaxTokenLength {
			return fmt.Errorf("name of the durable has %d bytes: use 1 to %d", len(name), schema.MaxTokenLength)
		}
		if strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(nameBytes, r) }) {
			return fmt.Errorf("name %q of the durable: use letters, digits, _ and -", name)
		}
		s.durable = name
		return nil
	}
}

// StartNew begins with what is published from now on. It is the default.
//
// Where to start counts once: when a durable is first made. A durable that
// exists goes on where it stands, and it is no error to give it another start.
func StartNew() Option {
	return func(s *settings) error {
		s.start = start{policy: jetstream.DeliverNewPolicy}
		return nil
	}
}

// StartAll begins with the oldest article that the stream keeps. It counts only
// when a durable is first made, as with [StartNew].
func StartAll() Option {
	return func(s *settings) error {
		s.start = start{policy: jetstream.DeliverAllPolicy}
		return nil
	}
}

// StartSince begins with the first article that was stored at t or later. It
// counts only when a durable is first made, as with [StartNew].
func StartSince(t time.Time) Option {
	return func(s *settings) error {
		if t.IsZero() {
			return errors.New("time to start at is zero: use StartAll for the oldest")
		}
		s.start = start{policy: jetstream.DeliverByStartTimePolicy, time: new(t)}
		return nil
	}
}

// StartAt begins with the article at a [Message.Sequence], or the next one that
// the stream still has. It counts only when a durable is first made, as with
// [StartNew].
func StartAt(sequence uint64) Option {
	return func(s *settings) error {
		if sequence == 0 {
			return errors.New("sequence to start at is 0: sequences begin with 1, or use StartAll for the oldest")
		}
		s.start = start{policy: jetstream.DeliverByStartSequencePolicy, sequence: sequence}
		return nil
	}
}

// Replayed reads what `wirecopy replay --to-subject subject` has published into a
// stream of the user's own, and not the wire's. Message and article are those of
// the wire, with a [Message.Replayed].
//
// The server can choose by language, publisher and section where the subject
// ends in ".>", so that the articles' own are in it (see [schema.ReplaySubject]).
// Where it doesn't, a [Filter] with one of these is an error.
func Replayed(stream, subject string) Option {
	return func(s *settings) error {
		if stream == "" || stream == schema.StreamArticles {
			return fmt.Errorf("stream %q to read a replay from: name the one that takes %s", stream, subject)
		}
		if err := schema.CheckReplaySubject(subject); err != nil {
			return err
		}
		s.stream, s.replayed = stream, subject
		return nil
	}
}

// Reader is for a user of an account of its own, which may do nothing but take
// articles by the [Durable] of its name (`wirecopy accounts --reader NAME`): that
// was made by `wirecopy setup` and gets all articles, from the oldest on. A reader
// can't change that, so that a start is no matter, and a [Filter] is for the
// subscription alone to look at. Connect with [nats.CustomInboxPrefix]("_INBOX_NAME").
func Reader() Option {
	return func(s *settings) error {
		s.reader = true
		return nil
	}
}

// jetStream is the wire's, as the user may reach it.
func (s *settings) jetStream(conn *nats.Conn) (jetstream.JetStream, error) {
	if s.reader {
		return jetstream.NewWithAPIPrefix(conn, schema.ReaderAPI)
	}
	return jetstream.New(conn)
}

// subjects are what the server is to send of what a filter wants.
func (s *settings) subjects(f Filter) ([]string, error) {
	subjects, err := f.Subjects()
	if err != nil || s.replayed == "" {
		return subjects, err
	}
	if !strings.HasSuffix(s.replayed, ">") && len(f.Languages)+len(f.Publishers)+len(f.Sections) > 0 {
		return nil, fmt.Errorf("filter by language, publisher or section: these aren't in %s: replay to %s.> to have them there", s.replayed, s.replayed)
	}
	for i, subject := range subjects {
		subjects[i] = schema.ReplaySubject(s.replayed, subject)
	}
	return subjects, nil
}

// Workers is how many messages are worked on at once, from 1 to [MaxWorkers].
// The default of 1 keeps the order of the stream, but for messages that come
// again. More than one needs a [Durable].
func Workers(n int) Option {
	return func(s *settings) error {
		if n < 1 || n > MaxWorkers {
			return fmt.Errorf("%d workers: use 1 to %d", n, MaxWorkers)
		}
		s.workers = n
		return nil
	}
}

// OnBad is called for a message that is no article, which has a Data and no
// Article, with what is wrong with it. What it returns is what a [Handler]
// returns. The default skips the message, which [OnError] then is told.
func OnBad(f func(ctx context.Context, m *Message, fault error) error) Option {
	return func(s *settings) error {
		if f == nil {
			return errors.New("function for bad messages is nil")
		}
		s.onBad = f
		return nil
	}
}

// OnError is told of each message that wasn't handled and why, once for each
// delivery, and, without a message, of trouble on the way to the server that
// doesn't end the subscription. It must be quick, may be called concurrently,
// and changes nothing. The default is the connection's own error handler, which
// prints to standard error if none was set.
func OnError(f func(m *Message, err error)) Option {
	return func(s *settings) error {
		if f == nil {
			return errors.New("function for errors is nil")
		}
		s.onError = f
		return nil
	}
}

// Once remembers the [Message.ID]s of the last window messages that were
// handled, and acknowledges those that come again without calling the handler.
// The memory is that of this subscription: what is to be once across processes
// and restarts needs a unique key in the consumer's own store.
func Once(window int) Option {
	return func(s *settings) error {
		if window < 1 || window > MaxWindow {
			return fmt.Errorf("window of %d ids: use 1 to %d", window, MaxWindow)
		}
		s.seen = newMemory(window)
		return nil
	}
}
