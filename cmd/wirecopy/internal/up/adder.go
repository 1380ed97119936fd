package up

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/opml"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// adder puts the feeds of the command line into the catalogue.
type adder struct {
	catalogue *catalogue.Catalogue
	web       *web.Client
	log       *zap.Logger
	demo      *demo
	lists     []string
	feeds     []string
}

// run adds all feeds and then waits for its end. A list that can't be had is no
// reason to stop a wire that has feeds: it is told, and the next start tries again.
func (a *adder) run(ctx context.Context) error {
	if err := a.forgetDemos(ctx); err != nil {
		return err
	}
	all := a.demo.feeds()
	for _, url := range a.feeds {
		all = append(all, catalogue.New(url, time.Now()))
	}
	for _, list := range a.lists {
		feeds, err := a.read(ctx, list)
		if err != nil {
			if ctx.Err() != nil {
				return daemon.ErrStopping
			}
			a.log.Error("list of feeds not read, or not whole", zap.String("opml", list), zap.Int("feeds", len(feeds)), zap.Error(err))
		}
		all = append(all, feeds...)
	}
	added := 0
	for _, feed := range all {
		isNew, err := a.catalogue.Add(ctx, feed)
		if err != nil {
			return fmt.Errorf("add feed %s: %w", feed.URL, err)
		}
		if isNew {
			added++
		}
	}
	a.log.Info("feeds are in the catalogue", zap.Int("added", added), zap.Int("known", len(all)-added))
	<-ctx.Done()
	return nil
}

// read reads a list of feeds. Beside an error there may be feeds: those that are good.
func (a *adder) read(ctx context.Context, list string) ([]schema.Feed, error) {
	if !isURL(list) {
		file, err := os.Open(list)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return opml.Read(file)
	}
	response, err := a.web.Get(ctx, web.Request{URL: list, Accept: "text/x-opml, application/xml, text/xml, */*;q=0.1"})
	if err != nil {
		return nil, err
	}
	if !response.OK() {
		return nil, fmt.Errorf("get %s: the site answered %d", list, response.Status)
	}
	return opml.Read(bytes.NewReader(response.Body))
}

// forgetDemos removes the feeds of earlier demos, whose sites are gone.
func (a *adder) forgetDemos(ctx context.Context) error {
	known, err := a.catalogue.List(ctx)
	if err != nil && !errors.Is(err, catalogue.ErrUnreadable) {
		return err
	}
	present := map[string]bool{}
	for _, feed := range a.demo.feeds() {
		present[feed.ID] = true
	}
	for _, feed := range known {
		if slices.Equal(feed.Tags, []string{demoTag}) && !present[feed.ID] {
			if _, err := a.catalogue.Remove(ctx, feed.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
