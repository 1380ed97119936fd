package check

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// askEvery lies between two looks at what has become of something.
const askEvery = 200 * time.Millisecond

// Step is what was seen of a stage.
type Step struct {
	Stage string        // schema.ConsumerFetcher and so on
	Did   string        // in words
	Took  time.Duration // since it was given something to do
}

// Run checks the wire behind a bus until all stages have done their part, and
// tells of each as it has. The error names the stage that hasn't, by the end of
// ctx, and what to look at. Its feed is taken away again in any case.
func Run(ctx context.Context, b *bus.Bus, tell func(Step)) error {
	feeds, err := catalogue.Open(ctx, b)
	if err != nil {
		return err
	}
	revisions, err := revision.Open(ctx, b)
	if err != nil {
		return err
	}
	rejected, err := b.JetStream().Stream(ctx, schema.StreamRejected)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", schema.StreamRejected, err)
	}
	c := &checker{bus: b, feeds: feeds, revisions: revisions, rejections: rejected.CachedInfo().State.LastSeq}
	for _, stage := range []struct {
		name string
		run  func(context.Context) (did string, err error)
	}{
		{schema.ConsumerFetcher, c.poll}, {schema.ConsumerParser, c.publish}, {schema.ConsumerStorer, c.store},
	} {
		begun := time.Now()
		did, err := stage.run(ctx)
		if err != nil {
			return fmt.Errorf("check the %s: %w", stage.name, err)
		}
		tell(Step{Stage: stage.name, Did: did, Took: time.Since(begun)})
	}
	return nil
}

// checker is one check.
type checker struct {
	bus       *bus.Bus
	feeds     *catalogue.Catalogue
	revisions *revision.Revisions

	rejections uint64 // the number of the last rejection before the check
	article    string // its id
	sequence   uint64 // of its message
}

// poll has a feed polled, and removes it: also one that a check has left which
// was killed.
func (c *checker) poll(ctx context.Context) (did string, err error) {
	feed := newFeed(time.Now())
	if err := c.remove(ctx, feed.ID); err != nil {
		return "", err
	}
	if _, err := c.feeds.Add(ctx, feed); err != nil {
		return "", err
	}
	err = await(ctx, "it hasn't polled a feed that was added: does one run, and is it ready?", func() (bool, error) {
		_, found, err := c.feeds.Latest(ctx, feed.ID)
		return found, err
	})
	if err != nil {
		return "", errors.Join(err, c.abandon(ctx, feed.ID))
	}
	return "polled a feed", c.remove(ctx, feed.ID)
}

// abandonTimeout is what the removal of the feed may take of a check whose time is over.
const abandonTimeout = 10 * time.Second

// abandon takes the feed out, and leaves the rest to the fetcher.
func (c *checker) abandon(ctx context.Context, feed string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abandonTimeout)
	defer cancel()
	_, err := c.feeds.Remove(ctx, feed)
	return err
}

// remove takes the feed out and waits until the fetcher has nothing of it any more:
// a feed that is added while its last message is in hand gets its clock much later.
func (c *checker) remove(ctx context.Context, feed string) error {
	if _, err := c.feeds.Remove(ctx, feed); err != nil {
		return err
	}
	return await(ctx, "it hasn't let go of a feed that was removed: does one run, and is it ready?", func() (bool, error) {
		for stream, subjects := range map[string][]string{
			schema.StreamFeeds: {schema.FeedSchedule(feed), schema.FeedDue(feed)}, schema.StreamPolls: {schema.PollOf(feed)},
		} {
			for _, subject := range subjects {
				if _, found, err := c.bus.Last(ctx, stream, subject); found || err != nil {
					return false, err
				}
			}
		}
		return true, nil
	})
}

// publish has an entry made an article.
func (c *checker) publish(ctx context.Context) (did string, err error) {
	item := newItem(time.Now().UTC().Truncate(time.Millisecond))
	body, err := json.Marshal(item)
	if err != nil {
		return "", fmt.Errorf("encode item: %w", err)
	}
	_, _, err = c.bus.Publish(ctx, bus.Outgoing{
		Subject: schema.ItemDue(schema.CheckHost, item.ID), ID: item.ID + "." + item.Fingerprint,
		Header: map[string]string{"content-type": "application/json"}, Body: body,
	})
	if err != nil {
		return "", err
	}
	var known revision.Article
	err = await(ctx, "it hasn't published an article that was announced: does one run, and is it ready?", func() (bool, error) {
		alias, _, err := c.revisions.Alias(ctx, item.ID)
		if err != nil || alias.Article == "" {
			return false, err
		}
		c.article = alias.Article
		known, _, err = c.revisions.Article(ctx, alias.Article)
		return true, err
	})
	if err != nil {
		return "", err
	}
	c.sequence = known.Sequence
	return "published " + known.Subject, c.compare(ctx, item)
}

// compare holds the published record against the entry.
func (c *checker) compare(ctx context.Context, item schema.Item) error {
	m, found, err := c.bus.Get(ctx, schema.StreamArticles, c.sequence)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("message %d of the stream of articles isn't there", c.sequence)
	}
	var a schema.Article
	if err := json.Unmarshal(m.Body, &a); err != nil {
		return fmt.Errorf("read article: %w", err)
	}
	if a.ID != c.article || a.Headline != item.Title || !strings.Contains(a.ArticleBody, item.Fingerprint) || !IsMadeUp(&a) {
		return fmt.Errorf("the article is not what was announced: %q at %s says %q", a.Headline, a.URL, a.ArticleBody)
	}
	return nil
}

// store waits until the article is stored: the storer acknowledges what is. It is
// not, if it was rejected instead.
func (c *checker) store(ctx context.Context) (did string, err error) {
	consumer, err := c.bus.JetStream().Consumer(ctx, schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		return "", fmt.Errorf("look up its consumer: %w", err)
	}
	err = await(ctx, "it hasn't stored an article: does one run, is it ready, and is it far behind?", func() (bool, error) {
		info, err := consumer.Info(ctx)
		if err != nil {
			return false, fmt.Errorf("ask how far it is: %w", err)
		}
		return info.AckFloor.Stream >= c.sequence, nil
	})
	if err != nil {
		return "", err
	}
	return "stored an article", c.rejected(ctx)
}

// rejected is an error if the storer has rejected the article.
func (c *checker) rejected(ctx context.Context) error {
	for m, err := range c.bus.Browse(ctx, schema.StreamRejected, "rejected."+schema.ConsumerStorer+".*", c.rejections+1) {
		if err != nil {
			return err
		}
		var r schema.Rejection
		if json.Unmarshal(m.Body, &r) == nil && r.Stream == schema.StreamArticles && r.Sequence == c.sequence {
			return fmt.Errorf("it has rejected the article as %s: %s", r.Reason, r.Detail)
		}
	}
	return nil
}

// await looks until something is so. At the end of ctx the error is what to look at.
func await(ctx context.Context, advice string, look func() (bool, error)) error {
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for {
		done, err := look()
		switch {
		case done && err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("%w: %s", context.Cause(ctx), advice)
		case err != nil:
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
		}
	}
}
