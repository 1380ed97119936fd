package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/replay"
	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Replay publishes stored articles once more, for a consumer that is older than
// the stream's memory.
type Replay struct {
	Wire    `embed:""`
	Archive `embed:""`
	Search  `embed:""`

	From      moment        `required:"" placeholder:"WHEN" help:"Begin with what was published then: how long ago, or a date."`
	To        moment        `placeholder:"WHEN" help:"End before what was published then; now by default."`
	ToSubject string        `required:"" placeholder:"SUBJECT" help:"Where to: a subject that a stream of yours takes. A final .> stands for the article's own LANGUAGE.PUBLISHER.SECTION."`
	Versions  bool          `help:"Every version of the articles, and not the current ones alone."`
	Rate      int           `default:"500" placeholder:"N" help:"Most messages in a second; 0 for no bound."`
	Patience  time.Duration `default:"5m" help:"How long to wait for a stream that takes nothing, such as one that is full."`
}

// Examples are shown in the help.
func (Replay) Examples() []string {
	return []string{
		"wirecopy replay --from 2026-01-01 --to-subject 'desk.replayed.>'",
		"wirecopy replay --from 90d --to 7d --language en --keyword oil --to-subject desk.replayed",
	}
}

// Validate reports all faults at once.
func (c *Replay) Validate() error {
	_, fault := c.query(time.Now())
	faults := []error{fault}
	if c.ToSubject != "" {
		faults = append(faults, ofFlag("--to-subject", schema.CheckReplaySubject(c.ToSubject)))
	}
	if c.Rate < 0 {
		faults = append(faults, fmt.Errorf("--rate is %d: give 0 for no bound", c.Rate))
	}
	if c.Patience <= 0 {
		faults = append(faults, fmt.Errorf("--patience is %s: it must be above 0", c.Patience))
	}
	return errors.Join(faults...)
}

// query is what the flags ask for.
func (c *Replay) query(now time.Time) (store.Query, error) {
	q := c.Search.query()
	q.Versions = c.Versions
	var from, to error
	q.Since, from = c.From.before(now)
	q.Until, to = c.To.before(now)
	switch {
	case q.Until.IsZero():
		q.Until = now
	case q.Until.Before(q.Since):
		to = errors.Join(to, fmt.Errorf("%s is before %s", c.To, c.From))
	}
	return q, errors.Join(ofFlag("--from", from), ofFlag("--to", to), q.Check())
}

// Run replays, and says how many messages there are or, where it ends before that,
// from where to go on.
func (c *Replay) Run(ctx context.Context, t *Terminal) (err error) {
	q, err := c.query(time.Now())
	if err != nil {
		return err
	}
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := c.connect(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	shown := t.progress("messages")
	defer shown.end()
	done, err := replay.Run(ctx, replay.Config{
		Source: s, Sink: b, Query: q, To: c.ToSubject, Rate: c.Rate, MaxPayload: b.Conn().MaxPayload(), Patience: c.Patience,
		Reached: func(p replay.Progress) { shown.reach(p.Messages, "up to "+p.Until.Format(time.RFC3339)) },
		Tell: func(err error) {
			shown.end()
			t.tell("%s", terminal.Clean(err.Error()))
		},
	})
	if err != nil {
		return fmt.Errorf("%w: messages replayed: %d; to go on, begin with --from %s", err, done.Messages, done.Until.UTC().Format(time.RFC3339))
	}
	shown.end()
	if _, err := fmt.Fprintf(t.out(), "replayed to %s: messages: %d\n", c.ToSubject, done.Messages); err != nil {
		return unlessGone(err)
	}
	if done.PassedOver > 0 {
		return fmt.Errorf("versions that can't be read or sent and were passed over: %d", done.PassedOver)
	}
	return nil
}
