package client_test

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
)

// Messages that come again are handled once, within the last 10,000.
func ExampleOnce() {
	conn, stop := exampleConn()
	defer stop()
	js, err := jetstream.New(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := event(article(4, "en")) // the last article, once more
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := js.PublishMsg(context.Background(), again); err != nil {
		fmt.Println(err)
		return
	}
	publishOne(conn, 5)
	handled := make(chan string, 10)
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
		handled <- m.Article.Headline
		return nil
	}, client.Durable("desk"), client.StartAt(4), client.Once(10_000))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	fmt.Println(<-handled)
	fmt.Println(<-handled)
	// Output:
	// Boat 4 comes home
	// Boat 5 comes home
}

// A subscription takes no more than its workers can do at once. The rest waits on
// the server, for the others of the same name and for later.
func ExampleWorkers() {
	conn, stop := exampleConn()
	defer stop()
	begun, release := make(chan struct{}, 10), make(chan struct{})
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(context.Context, *client.Message) error {
		begun <- struct{}{}
		<-release // slow work
		return nil
	}, client.Durable("desk"), client.StartAll(), client.Workers(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	defer close(release)
	for range 3 {
		<-begun
	}
	js, err := jetstream.New(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	consumer, err := js.Consumer(context.Background(), "ARTICLES", "desk")
	if err != nil {
		fmt.Println(err)
		return
	}
	info := consumer.CachedInfo()
	fmt.Println(info.NumAckPending, "in hand,", info.NumPending, "waiting")
	// Output:
	// 3 in hand, 1 waiting
}

// Drain lets the work in hand finish, and takes nothing more.
func ExampleSubscription_Drain() {
	conn, stop := exampleConn()
	defer stop()
	begun, release := make(chan struct{}), make(chan struct{})
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
		if m.Sequence == 1 {
			close(begun)
			<-release // slow work
			fmt.Println("finished:", m.Article.Headline)
		}
		return nil
	}, client.Durable("desk"), client.StartAll())
	if err != nil {
		fmt.Println(err)
		return
	}
	<-begun
	time.AfterFunc(10*time.Millisecond, func() { close(release) }) // while it drains
	budget, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	fmt.Println("drained:", s.Drain(budget))
	// Output:
	// finished: Boat 1 comes home
	// drained: <nil>
}
