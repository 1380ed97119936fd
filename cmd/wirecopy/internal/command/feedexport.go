package command

import (
	"context"
	"errors"

	"github.com/wirecopy/wirecopy/internal/opml"
)

// ExportFeeds writes the catalogue as a list that feed readers understand.
type ExportFeeds struct {
	Wire `embed:""`
}

// Examples are shown in the help.
func (ExportFeeds) Examples() []string { return []string{"wirecopy feeds export > feeds.opml"} }

// Run writes the list. Entries of the catalogue that are no feeds are left out,
// and named by the error.
func (c *ExportFeeds) Run(ctx context.Context, t *Terminal) error {
	feeds, b, err := c.catalogue(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	list, err := feeds.List(ctx)
	if list == nil && err != nil {
		return err
	}
	return errors.Join(unlessGone(opml.Write(t.out(), list)), err)
}
