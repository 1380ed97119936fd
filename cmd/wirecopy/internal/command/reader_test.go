package command_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// A reader's account has nothing of the wire's but its own durable.
func TestClientOfAReaderWithAnAccountOfItsOwn(t *testing.T) {
	t.Parallel()
	g := bustest.StartGuarded(t, "desk", "other")
	parser := g.Connect(t, accounts.Parser)
	all := boats(6)
	all[2].InLanguage, all[4].InLanguage = "de", "de"
	for _, a := range all {
		body, err := a.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		subject := schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection)
		if _, _, err := parser.Publish(t.Context(), bus.Outgoing{Subject: subject, ID: a.EventID(), Header: a.EventHeader(), Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	login, err := nats.NkeyOptionFromSeed(g.Key("desk"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := nats.Connect(g.URL, login, nats.CustomInboxPrefix("_INBOX_desk"), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)

	got := make(chan *client.Message, len(all))
	handler := func(_ context.Context, m *client.Message) error {
		if m.Article.ID == all[4].ID && m.Deliveries == 1 {
			return client.Retry(0, errors.New("not yet"))
		}
		got <- m
		return nil
	}
	s, err := client.Subscribe(t.Context(), conn, client.Filter{Languages: []string{"de"}}, handler, client.Reader(), client.Durable("desk"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{all[2].ID, all[4].ID} {
		select {
		case m := <-got:
			if m.Article.ID != want {
				t.Errorf("article is %s", m.Article.URL)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no article came")
		}
	}
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = client.Subscribe(t.Context(), conn, client.Filter{}, handler, client.Reader(), client.Durable("other"))
	if err == nil || !strings.Contains(err.Error(), "is this the user of reader other") {
		t.Errorf("another reader's articles: %v", err)
	}
	_, err = client.Subscribe(t.Context(), conn, client.Filter{}, handler, client.Reader())
	if err == nil || !strings.Contains(err.Error(), "by the durable of its name") {
		t.Errorf("without a name: %v", err)
	}
}
