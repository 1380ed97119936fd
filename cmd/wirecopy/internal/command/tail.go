package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Tail shows articles as they are published.
type Tail struct {
	Wire `embed:""`

	Subject string `default:"articles.v1.>" help:"Only articles with such a subject: articles.v1.LANGUAGE.PUBLISHER.SECTION, where * stands for anything and a final > for all the rest."`
	Since   moment `xor:"start" placeholder:"WHEN" help:"Begin with what was published on the wire since then: how long ago, or a date. The default is now."`
	All     bool   `xor:"start" help:"Begin with the oldest article that the wire keeps."`
	JSON    bool   `name:"json" help:"One record in JSON a line, as it was published."`
}

// Examples are shown in the help.
func (Tail) Examples() []string {
	return []string{
		"wirecopy tail",
		"wirecopy tail --subject 'articles.v1.en.>' --since 1h",
		"wirecopy tail --subject 'articles.v1.*.theguardian-com.*'",
		"wirecopy tail --all --json | jq -r .headline",
	}
}

// Validate reports all faults at once.
func (c *Tail) Validate() error {
	_, err1 := filterOf(c.Subject)
	if err1 != nil {
		err1 = fmt.Errorf("--subject is %q: %w", c.Subject, err1)
	}
	_, err2 := c.Since.before(time.Now())
	if err2 != nil {
		err2 = fmt.Errorf("--since: %w", err2)
	}
	return errors.Join(err1, err2)
}

// Run shows articles until ctx ends or nobody reads on.
func (c *Tail) Run(ctx context.Context, t *Terminal) error {
	filter, err := filterOf(c.Subject)
	if err != nil {
		return err
	}
	start := client.StartNew()
	if since, err := c.Since.before(time.Now()); err != nil {
		return err
	} else if !since.IsZero() {
		start = client.StartSince(since)
	}
	if c.All {
		start = client.StartAll()
	}
	b, err := c.connect(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	shown, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	show := func(_ context.Context, m *client.Message) error {
		if shown.Err() == nil {
			if err := c.show(t, m); err != nil {
				stop(err)
			}
		}
		return nil
	}
	complain := func(_ *client.Message, err error) { t.tell("%s", terminal.Clean(err.Error())) }
	articles, err := client.Subscribe(ctx, b.Conn(), filter, show, start, client.OnError(complain))
	if err != nil {
		return err
	}
	select {
	case <-shown.Done():
	case <-articles.Done():
	}
	articles.Stop()
	if ctx.Err() != nil {
		return nil
	}
	if err := context.Cause(shown); err != nil {
		return unlessGone(err)
	}
	return articles.Err()
}

// show shows one article.
func (c *Tail) show(t *Terminal, m *client.Message) error {
	if !c.JSON {
		return headlineOf(m.Article, m.Stored).write(t.out(), t.Width)
	}
	line := bytes.NewBuffer(make([]byte, 0, len(m.Data)+1))
	if bytes.ContainsAny(m.Data, "\r\n") { // by another publisher; the record is JSON, so that it fits on a line
		if err := json.Compact(line, m.Data); err != nil {
			return fmt.Errorf("article %s: %w", m.ID, err)
		}
	} else {
		line.Write(m.Data)
	}
	line.WriteByte('\n')
	_, err := t.out().Write(line.Bytes())
	return err
}

// filterOf makes a filter of the subjects that are wanted.
func filterOf(subject string) (client.Filter, error) {
	form := errors.New("expected articles.v1.LANGUAGE.PUBLISHER.SECTION, such as articles.v1.en.> or articles.v1.*.theguardian-com.*")
	tokens := strings.Split(subject, ".")
	all := strings.Split(schema.SubjectArticles, ".")
	if last := len(tokens) - 1; tokens[last] == ">" && 2 <= last && last < len(all) {
		tokens = append(tokens[:last], all[last:]...)
	}
	if len(tokens) != len(all) || !slices.Equal(tokens[:2], all[:2]) {
		return client.Filter{}, form
	}
	list := func(token string) []string {
		if token == "*" {
			return nil
		}
		return []string{token}
	}
	filter := client.Filter{Languages: list(tokens[2]), Publishers: list(tokens[3]), Sections: list(tokens[4])}
	// What the filter makes of the tokens must be what was given, or no article ever has it.
	if subjects, err := filter.Subjects(); err != nil || !slices.Equal(subjects, []string{strings.Join(tokens, ".")}) {
		return client.Filter{}, form
	}
	return filter, nil
}
