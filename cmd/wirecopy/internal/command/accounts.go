package command

import (
	"context"
	"fmt"

	"github.com/wirecopy/wirecopy/internal/accounts"
)

// Accounts writes who may do what, as a NATS server wants it.
type Accounts struct {
	Reader []string `placeholder:"NAME" help:"Reader of articles that gets an account of its own; may be given several times."`
	Keys   string   `placeholder:"DIR" help:"Make a key for each user there, NAME.nk, and nats.env with their public halves for the server. Keys that are there stay."`
}

// Examples are shown in the help.
func (Accounts) Examples() []string {
	return []string{
		"wirecopy accounts > accounts.conf",
		"wirecopy accounts --reader archive --keys keys > accounts.conf",
	}
}

// Validate finds a reader whose name can't be one.
func (c *Accounts) Validate() error {
	_, err := accounts.Config(c.Reader...)
	return err
}

// Run prints the configuration, and makes keys if they are asked for.
func (c *Accounts) Run(_ context.Context, t *Terminal) error {
	config, err := accounts.Config(c.Reader...)
	if err != nil {
		return err
	}
	if c.Keys != "" {
		if err := accounts.WriteKeys(c.Keys, c.Reader...); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(t.Out, config)
	return err
}
