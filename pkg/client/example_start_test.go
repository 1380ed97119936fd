package client_test

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
)

// The name is what the wire remembers: a consumer that comes back goes on where it
// was, and whatever start it asks for then is no matter.
func ExampleDurable() {
	conn, stop := exampleConn()
	defer stop()
	headlines := make(chan string, 10)
	work := func() *client.Subscription {
		s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
			headlines <- m.Article.Headline
			return nil
		}, client.Durable("desk"), client.StartAll())
		if err != nil {
			panic(err)
		}
		return s
	}
	s := work()
	for range 4 {
		fmt.Println(<-headlines)
	}
	if err := s.Drain(context.Background()); err != nil { // and the wire goes on
		fmt.Println(err)
	}
	publishOne(conn, 5)
	s = work()
	defer s.Stop()
	fmt.Println("later:", <-headlines)
	// Output:
	// Boat 1 comes home
	// Boat 2 comes home
	// Boat 3 comes home
	// Boat 4 comes home
	// later: Boat 5 comes home
}

// first shows the sequence and the headline of the first article that comes.
func first(conn *nats.Conn, options ...client.Option) {
	got := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
		got <- fmt.Sprint(m.Sequence, ": ", m.Article.Headline)
		return nil
	}, options...)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-got)
}

// All that the stream keeps, from the oldest on.
func ExampleStartAll() {
	conn, stop := exampleConn()
	defer stop()
	first(conn, client.Durable("archive"), client.StartAll())
	// Output:
	// 1: Boat 1 comes home
}

// What was published in the last hour, and then all that follows.
func ExampleStartSince() {
	conn, stop := exampleConn()
	defer stop()
	first(conn, client.StartSince(time.Now().Add(-time.Hour)))
	// Output:
	// 1: Boat 1 comes home
}

// From a place in the stream that one has noted ([client.Message.Sequence]).
func ExampleStartAt() {
	conn, stop := exampleConn()
	defer stop()
	first(conn, client.StartAt(3))
	// Output:
	// 3: Boat 3 comes home
}

// Only what is published from now on; that is the default.
func ExampleStartNew() {
	conn, stop := exampleConn()
	defer stop()
	got := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
		got <- m.Article.Headline
		return nil
	}, client.StartNew())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	publishOne(conn, 5)
	fmt.Println(<-got)
	// Output:
	// Boat 5 comes home
}

// What is older than the stream's memory was published once more into a stream of
// one's own: wirecopy replay --from 2026-01-01 --to-subject 'desk.replayed.>'
func ExampleReplayed() {
	conn, stop := exampleConn()
	defer stop()
	js, err := jetstream.New(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = js.CreateStream(context.Background(), jetstream.StreamConfig{Name: "DESK", Subjects: []string{"desk.replayed.>"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := replayed(context.Background(), js, "desk.replayed.>", article(1, "en")); err != nil { // what wirecopy replay does
		fmt.Println(err)
		return
	}

	got := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{Languages: []string{"en"}}, func(_ context.Context, m *client.Message) error {
		got <- fmt.Sprint(m.Article.Headline, ", replayed: ", !m.Replayed.IsZero())
		return nil
	}, client.Durable("archive"), client.StartAll(), client.Replayed("DESK", "desk.replayed.>"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-got)
	// Output:
	// Boat 1 comes home, replayed: true
}
