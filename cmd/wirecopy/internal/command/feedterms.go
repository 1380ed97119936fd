package command

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Terms are those on which a feed is polled.
type Terms struct {
	Header      []string      `sep:"none" help:"Request header whose value is a secret: NAME=SECRET sends the secret as it is, NAME=basic:SECRET makes a login of its name:password, NAME=bearer:SECRET sends its token. SECRET is the name of a file in the fetcher's --secrets, never the value; may be given several times." placeholder:"NAME=SECRET"`
	MinInterval time.Duration `help:"Least time between two polls." placeholder:"DURATION"`
	MaxInterval time.Duration `help:"Most time between two polls." placeholder:"DURATION"`
	Priority    float64       `help:"Weight against other feeds, which have 1; 4 halves the time between two polls." placeholder:"NUMBER"`
}

// Validate reports the faults that a feed on these terms would not show.
func (c *Terms) Validate() error {
	_, err := headerRefs(c.Header)
	faults := []error{err}
	for _, bound := range []struct {
		flag string
		time.Duration
	}{{"--min-interval", c.MinInterval}, {"--max-interval", c.MaxInterval}} {
		if bound.Duration%time.Second != 0 {
			faults = append(faults, fmt.Errorf("%s is %s: give whole seconds", bound.flag, bound.Duration))
		}
	}
	return errors.Join(faults...)
}

// on is a feed on these terms.
func (c *Terms) on(feed schema.Feed) schema.Feed {
	feed.Headers, _ = headerRefs(c.Header) // Validate has told the faults
	feed.MinInterval, feed.MaxInterval = int(c.MinInterval/time.Second), int(c.MaxInterval/time.Second)
	feed.Priority = c.Priority
	return feed
}

// words are the flags that say these terms again.
func (c *Terms) words() []string {
	var words []string
	for _, header := range c.Header {
		words = append(words, "--header", header)
	}
	for _, bound := range []struct {
		flag string
		time.Duration
	}{{"--min-interval", c.MinInterval}, {"--max-interval", c.MaxInterval}} {
		if bound.Duration != 0 {
			words = append(words, bound.flag, bound.String())
		}
	}
	if c.Priority != 0 {
		words = append(words, "--priority", strconv.FormatFloat(c.Priority, 'g', -1, 64))
	}
	return words
}
