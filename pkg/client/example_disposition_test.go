package client_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// What a handler returns decides what becomes of the article.
func ExampleHandler() {
	var store interface {
		Put(ctx context.Context, id string, a *schema.Article) error
	}
	var errTooLong, errBusy error

	handler := func(ctx context.Context, m *client.Message) error {
		if m.Type == schema.EventWithdrawn {
			return nil // done: it isn't for this store
		}
		err := store.Put(ctx, m.ID, m.Article) // with a unique key of the id, so that a repeat changes nothing
		switch {
		case errors.Is(err, errTooLong):
			return client.Skip(err) // never again
		case errors.Is(err, errBusy):
			return client.Retry(10*time.Second, err) // again, then
		case err != nil && m.Deliveries >= 20:
			return client.Skip(err) // often enough
		}
		return err // done, or again with growing delay
	}
	_ = handler
}

// An article that can't be handled now comes again when the handler says, and
// doesn't hold up those behind it.
func ExampleRetry() {
	conn, stop := exampleConn()
	defer stop()
	done := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
		if m.Sequence == 4 && m.Deliveries < 3 {
			return client.Retry(10*time.Millisecond, errors.New("index is locked"))
		}
		done <- fmt.Sprintf("%s, delivery %d", m.Article.Headline, m.Deliveries)
		return nil
	}, client.Durable("desk"), client.StartAt(4))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-done)
	// Output:
	// Boat 4 comes home, delivery 3
}

// A handler parks what it will never be able to handle where people find it, and
// then gives it up. [client.Message.Data] is all that the wire has sent.
func ExampleSkip() {
	conn, stop := exampleConn()
	defer stop()
	js, err := jetstream.New(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	parked, err := js.CreateStream(context.Background(), jetstream.StreamConfig{Name: "DESK-PARKED", Subjects: []string{"desk.parked"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	handled := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(ctx context.Context, m *client.Message) error {
		if m.Article.Provider != nil {
			if _, err := js.Publish(ctx, "desk.parked", m.Data, jetstream.WithMsgID(m.ID)); err != nil {
				return err // not parked yet: it comes again
			}
			return client.Skip(errors.New("there is no column for providers"))
		}
		handled <- m.Article.Headline
		return nil
	}, client.Durable("desk"), client.StartAt(4))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	publishOne(conn, 5)
	fmt.Println(<-handled)
	info, err := parked.Info(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("parked:", info.State.Msgs)
	// Output:
	// Boat 5 comes home
	// parked: 1
}

// Bytes that are no article are skipped, unless somebody wants to see them.
func ExampleOnBad() {
	conn, stop := exampleConn()
	defer stop()
	js, err := jetstream.New(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := js.Publish(context.Background(), "articles.v1.en.news-example.none", []byte("SOS")); err != nil {
		fmt.Println(err)
		return
	}
	bad := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(context.Context, *client.Message) error { return nil },
		client.StartAt(5), client.OnBad(func(_ context.Context, m *client.Message, fault error) error {
			bad <- fmt.Sprintf("%s: %v", m.Data, fault)
			return nil
		}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-bad)
	// Output:
	// SOS: read article: invalid character 'S' looking for beginning of value
}

// Who wants to know of each failure, to count or to log it, is told.
func ExampleOnError() {
	conn, stop := exampleConn()
	defer stop()
	failures := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(context.Context, *client.Message) error {
		return client.Skip(errors.New("no such column"))
	}, client.StartAt(4), client.OnError(func(m *client.Message, err error) {
		if m != nil { // else it is of the way to the server
			failures <- fmt.Sprintf("%s: %v", m.Article.Headline, errors.Unwrap(err))
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-failures)
	// Output:
	// Boat 4 comes home: given up: no such column
}
