package client_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Messages of every release that there was are handed out as they were meant.
func TestLaw9MessagesOfAllReleasesAreRead(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "schema", "testdata", "messages", "*", "article-*.msg"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d messages, %v", len(files), err)
	}
	w := newWire(t)
	got, failed := make(chan *client.Message, 1), make(chan outcome, len(files))
	w.subscribe(t, client.Filter{}, into(got), client.Durable("desk"), client.StartAll(), told(failed))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		subject, rest, _ := bytes.Cut(text, []byte("\r\n"))
		end := bytes.Index(rest, []byte("\r\n\r\n")) + len("\r\n\r\n")
		header, err := nats.DecodeHeadersMsg(rest[:end])
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if _, err := w.js.PublishMsg(t.Context(), &nats.Msg{Subject: string(subject), Header: header, Data: rest[end:]}); err != nil {
			t.Fatal(err)
		}
		m := wait(t, got)
		want := map[string]string{
			"article-published.msg": schema.EventPublished, "article-updated.msg": schema.EventUpdated, "article-withdrawn.msg": schema.EventWithdrawn,
		}[filepath.Base(file)]
		if m.Type != want || m.ID != m.Article.EventID() || m.Article.Headline == "" || !strings.HasPrefix(m.Subject, "articles.v1.") {
			t.Errorf("%s: %s %s on %s", file, m.Type, m.ID, m.Subject)
		}
	}
	if len(failed) > 0 {
		t.Error((<-failed).err)
	}
}
