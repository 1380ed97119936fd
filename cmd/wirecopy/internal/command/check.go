package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/check"
)

// Check sees whether a wire works, by made-up news.
type Check struct {
	Wire `embed:""`

	Timeout time.Duration `default:"2m" help:"How long all stages together may take."`
}

// Examples are shown in the help.
func (Check) Examples() []string {
	return []string{
		"wirecopy check",
		"wirecopy check --nats nats://nats:4222 --nats-nkey check.nk",
	}
}

// Validate reports a fault of the flags.
func (c *Check) Validate() error {
	if c.Timeout <= 0 {
		return fmt.Errorf("--timeout is %s: it must be above 0", c.Timeout)
	}
	return nil
}

// Run sends the news, and prints a line for each stage as it has done its part. Its
// error names the stage that has not.
func (c *Check) Run(ctx context.Context, t *Terminal) error {
	b, err := c.connectAs(ctx, t, accounts.Check)
	if err != nil {
		return err
	}
	defer b.Close()
	ctx, cancel := context.WithTimeoutCause(ctx, c.Timeout, fmt.Errorf("not done within %s", c.Timeout))
	defer cancel()
	var fault error
	err = check.Run(ctx, b, func(s check.Step) {
		_, err := fmt.Fprintf(t.out(), "%-7s  %s in %s\n", s.Stage, s.Did, s.Took.Round(time.Millisecond))
		fault = errors.Join(fault, err)
	})
	return errors.Join(err, unlessGone(fault))
}
