package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	ackWait       = 30 * time.Second // without a sign of life, a message goes to another worker
	maxAckPending = 1000             // handed out and not acknowledged, those that wait to come again included
	inactive      = time.Minute      // after which the server forgets a nameless consumer
)

// durable gives the durable consumer of the name, made or changed where needed.
// A user who may only look it up can do with one that is as wanted.
func durable(ctx context.Context, js jetstream.JetStream, s *settings, subjects []string) (jetstream.Consumer, error) {
	consumer, err := js.Consumer(ctx, s.stream, s.durable)
	if errors.Is(err, jetstream.ErrConsumerNotFound) && !s.reader {
		consumer, err = js.CreateConsumer(ctx, s.stream, jetstream.ConsumerConfig{
			Durable:        s.durable,
			DeliverPolicy:  s.start.policy,
			OptStartTime:   s.start.time,
			OptStartSeq:    s.start.sequence,
			AckPolicy:      jetstream.AckExplicitPolicy,
			AckWait:        ackWait,
			MaxDeliver:     -1, // after the last delivery a message would be lost without a word
			MaxAckPending:  maxAckPending,
			FilterSubjects: subjects,
		})
		if errors.Is(err, jetstream.ErrConsumerExists) { // another process was quicker, with another start
			consumer, err = js.Consumer(ctx, s.stream, s.durable)
		}
	}
	if err != nil {
		return nil, s.explained(err)
	}
	config := consumer.CachedInfo().Config
	if config.AckPolicy != jetstream.AckExplicitPolicy {
		return nil, fmt.Errorf("its acknowledgements are %q and must be explicit: delete it, or choose another name", config.AckPolicy)
	}
	if s.reader || slices.Equal(filterOf(config), subjects) {
		return consumer, nil
	}
	config.FilterSubject, config.FilterSubjects = "", subjects
	consumer, err = js.UpdateConsumer(ctx, s.stream, config)
	if err != nil {
		return nil, fmt.Errorf("change its filter: %w", err)
	}
	return consumer, nil
}

// filterOf are the subjects that a consumer filters on, sorted.
func filterOf(config jetstream.ConsumerConfig) []string {
	if config.FilterSubject != "" {
		return []string{config.FilterSubject}
	}
	return slices.Sorted(slices.Values(config.FilterSubjects))
}

// nameless gives a consumer that is made anew, from where it stands, whenever the
// server or the connection has lost it. It acknowledges nothing.
func nameless(ctx context.Context, js jetstream.JetStream, s *settings, subjects []string) (jetstream.Consumer, error) {
	from := s.start
	if from.policy == jetstream.DeliverNewPolicy {
		// As a sequence, "new" means the same when the consumer is lost before its first message.
		stream, err := js.Stream(ctx, s.stream)
		if err != nil {
			return nil, s.explained(err)
		}
		from = start{policy: jetstream.DeliverByStartSequencePolicy, sequence: stream.CachedInfo().State.LastSeq + 1}
	}
	consumer, err := js.OrderedConsumer(ctx, s.stream, jetstream.OrderedConsumerConfig{
		FilterSubjects:    subjects,
		DeliverPolicy:     from.policy,
		OptStartTime:      from.time,
		OptStartSeq:       from.sequence,
		InactiveThreshold: inactive,
	})
	if err != nil {
		return nil, s.explained(err)
	}
	return consumer, nil
}

// explained adds what to do to an error that a stranger to NATS can't read.
func (s *settings) explained(err error) error {
	switch {
	case s.reader && errors.Is(err, jetstream.ErrConsumerNotFound):
		return fmt.Errorf("%w: `wirecopy setup --reader %s` makes it", err, s.durable)
	case errors.Is(err, jetstream.ErrStreamNotFound) && s.replayed != "":
		return fmt.Errorf("%w: make %s, a stream that takes %s, and let `wirecopy replay` fill it", err, s.stream, s.replayed)
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return fmt.Errorf("%w: is this the NATS of a wire, and was the wire started once?", err)
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		return fmt.Errorf("%w: connect to the NATS of the wire, with a user of its account", err)
	case strings.Contains(err.Error(), context.DeadlineExceeded.Error()) && s.reader:
		return fmt.Errorf("%w: is the server up, and is this the user of reader %s? (the connection's error handler is told of refused permissions)", err, s.durable)
	case strings.Contains(err.Error(), context.DeadlineExceeded.Error()):
		return fmt.Errorf("%w: is the server up, and may this user do it? (the connection's error handler is told of refused permissions)", err)
	}
	return err
}
