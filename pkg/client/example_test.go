package client_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// exampleWire stands for a wire that runs somewhere: it has published three
// articles in English and one in French.
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

// A filter is written as people write, and made into subjects as the wire makes them.
func ExampleFilter_Subjects() {
	filter := client.Filter{Languages: []string{"en-GB", "fr"}, Publishers: []string{"france24.com"}}
	subjects, err := filter.Subjects()
	fmt.Println(subjects, err)
	// Output:
	// [articles.v1.en.france24-com.* articles.v1.fr.france24-com.*] <nil>
}
