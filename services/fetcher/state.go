package fetcher

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/form"
)

// fresh is the state of a feed that was never polled.
func fresh(feed schema.Feed) schema.Poll {
	return schema.Poll{V: schema.StateVersion, Feed: feed.ID, URL: feed.URL, Given: feed.URL, Health: schema.HealthNew}
}

// readState reads the body of a schedule, of a due message, or of polls.<feed>.
func readState(body []byte, feed string) (schema.Poll, error) {
	state, err := form.Read(body)
	if err != nil {
		return schema.Poll{}, fmt.Errorf("read the state of feed %s: %w", feed, err)
	}
	if state.V < 1 || state.V > schema.StateVersion+1 {
		return schema.Poll{}, fmt.Errorf("read the state of feed %s: form %d is not known to this release", feed, state.V)
	}
	if state.Feed != feed {
		return schema.Poll{}, fmt.Errorf("read the state of feed %s: it is that of feed %q", feed, state.Feed)
	}
	state.Given = cmp.Or(state.Given, state.URL)
	return state, nil
}

// writeState writes the body of a schedule and of polls.<feed>, shortly: there are
// two of each feed, and they are read and written at every poll.
func writeState(state schema.Poll) ([]byte, error) {
	state.V = schema.StateVersion
	if state.Given == state.URL {
		state.Given = ""
	}
	state.Rate.Items, state.Rate.Days = short(state.Rate.Items), short(state.Rate.Days)
	body, err := form.Write(state)
	if err != nil {
		return nil, fmt.Errorf("write the state of feed %s: %w", state.Feed, err)
	}
	return body, nil
}

// short is an estimate with the six decimals that are worth keeping of it.
func short(estimate float64) float64 { return math.Round(estimate*1e6) / 1e6 }

// feedOf is the feed that a due message is for.
func feedOf(subject string) (string, error) {
	id := subject[strings.LastIndexByte(subject, '.')+1:]
	if id == "" || schema.FeedDue(id) != subject {
		return "", errors.New("subject " + subject + " names no feed")
	}
	return id, nil
}
