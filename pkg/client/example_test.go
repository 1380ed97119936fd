package client_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
)

// exampleWire stands for a wire that runs somewhere: it has published three
// articles in English and one in French, the last of them from an agency.
func exampleWire() (url string, stop func()) {
	dir, err := os.MkdirTemp("", "wire")
	if err != nil {
		panic(err)
	}
	w, err := startWire(context.Background(), dir)
	if err == nil {
		err = w.send(context.Background(), article(1, "en"), article(2, "fr"), article(3, "en"), article(4, "en"))
	}
	if err != nil {
		panic(err)
	}
	return w.server.ClientURL(), func() {
		w.close()
		_ = os.RemoveAll(dir)
	}
}

// exampleConn is a connection to that wire.
func exampleConn() (conn *nats.Conn, stop func()) {
	url, stopWire := exampleWire()
	conn, err := connect(url)
	if err != nil {
		panic(err)
	}
	return conn, func() {
		conn.Close()
		stopWire()
	}
}

// publishOne publishes another article in the way of the wire.
func publishOne(conn *nats.Conn, n int) {
	js, err := jetstream.New(conn)
	if err != nil {
		panic(err)
	}
	if err := (&wire{js: js}).send(context.Background(), article(n, "en")); err != nil {
		panic(err)
	}
}

// A whole consumer: it begins with the oldest article, goes on where it was when
// it is started again, and lets its work finish when it is asked to stop.
func Example() {
	url, stopWire := exampleWire()
	defer stopWire()

	consume := func(ctx context.Context) error {
		conn, err := nats.Connect(url, nats.Name("archive"), nats.MaxReconnects(-1))
		if err != nil {
			return err
		}
		defer conn.Close()
		handler := func(_ context.Context, m *client.Message) error {
			fmt.Println(m.Article.Headline)
			if m.Sequence == 4 {
				return syscall.Kill(os.Getpid(), syscall.SIGTERM) // as Kubernetes does
			}
			return nil
		}
		s, err := client.Subscribe(ctx, conn, client.Filter{Languages: []string{"en"}}, handler,
			client.Durable("archive"), client.StartAll())
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done(): // asked to stop
		case <-s.Done(): // it can't go on; Drain says why
		}
		budget, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		return s.Drain(budget)
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := consume(ctx); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Boat 1 comes home
	// Boat 3 comes home
	// Boat 4 comes home
}

// Without a name, a subscription looks on and leaves no trace, as a tail does.
func ExampleSubscribe() {
	url, stopWire := exampleWire()
	defer stopWire()
	conn, err := nats.Connect(url)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()

	seen := make(chan struct{})
	s, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
		fmt.Println(m.Subject, m.Article.Headline)
		if m.Sequence == 4 {
			close(seen)
		}
		return nil
	}, client.StartAt(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()
	<-seen
	// Output:
	// articles.v1.en.news-example.sport Boat 3 comes home
	// articles.v1.en.bbc-co-uk.politics Boat 4 comes home
}
