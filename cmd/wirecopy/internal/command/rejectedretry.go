package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/bus"
)

// RetryRejected sends rejections back to the stages that gave up.
type RetryRejected struct {
	Wire `embed:""`
	kind `embed:""`

	Number []uint64 `arg:"" optional:"" help:"Numbers of rejections, as the list shows them."`
	All    bool     `help:"All there are now, or all of a --stage or --reason."`
}

// Examples are shown in the help.
func (RetryRejected) Examples() []string {
	return []string{"wirecopy rejected retry 12 13", "wirecopy rejected retry --all --stage storer --reason refused"}
}

// Validate reports all faults at once.
func (c *RetryRejected) Validate() error {
	faults := []error{c.faults()}
	switch {
	case c.All && len(c.Number) > 0:
		faults = append(faults, errors.New("--all and numbers together: give one of them"))
	case !c.All && len(c.Number) == 0:
		faults = append(faults, errors.New("which rejections? give their numbers, or --all"))
	case !c.All && c.kind != kind{}:
		faults = append(faults, errors.New("--stage and --reason go with --all"))
	}
	return errors.Join(faults...)
}

// Run sends the rejections back, whether anybody reads on or not. Those that
// can't be are named by the error, once the others are on their way. What fails
// again becomes a rejection with a number of its own.
func (c *RetryRejected) Run(ctx context.Context, t *Terminal) error {
	b, err := c.connect(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	numbers := c.Number
	if c.All { // those of now: the ones that come back must not be sent for ever
		if numbers, err = c.numbers(ctx, b, time.Time{}, 0); err != nil {
			return err
		}
	}
	var told error
	var faults []error
	for _, number := range numbers {
		line, err := retry(ctx, b, number, c.All)
		switch {
		case ctx.Err() != nil:
			return errors.Join(append(faults, err)...)
		case err != nil:
			faults = append(faults, err)
		case line != "":
			_, err = fmt.Fprintln(t.out(), line)
			told = cmp.Or(told, err)
		}
	}
	return errors.Join(append(faults, unlessGone(told))...)
}

// retry sends one back, and says so. One that may be missing says nothing then.
func retry(ctx context.Context, b *bus.Bus, number uint64, mayMiss bool) (line string, err error) {
	r, found, err := b.Retry(ctx, number)
	switch {
	case err != nil:
		return "", err
	case !found && mayMiss:
		return "", nil
	case !found:
		return "", unknown(number)
	}
	return terminal.Clean(fmt.Sprintf("sent back: %d to %s (%s) %s", number, r.Stage, r.Reason, whatOf(r))), nil
}
