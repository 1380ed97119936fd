package fetcher

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// fresh is the state of a feed that was never polled.
func fresh(feed schema.Feed) schema.Poll {
	return schema.Poll{V: schema.StateVersion, Feed: feed.ID, URL: feed.URL, Given: feed.URL, Health: schema.HealthNew}
}

// readState reads the body of a schedule, of a due message, or of polls.<feed>.
func readState(body []byte, feed string) (schema.Poll, error) {
	var state schema.Poll
	if err := json.Unmarshal(body, &state); err != nil {
		return schema.Poll{}, fmt.Errorf("read the state of feed %s: %w", feed, err)
	}
	if state.V < 1 || state.V > schema.StateVersion+1 {
		return schema.Poll{}, fmt.Errorf("read the state of feed %s: form %d is not known to this release", feed, state.V)
	}
	if state.Feed != feed {
		return schema.Poll{}, fmt.Errorf("read the state of feed %s: it is that of feed %q", feed, state.Feed)
	}
	return state, nil
}

// writeState writes the body of a schedule and of polls.<feed>.
func writeState(state schema.Poll) ([]byte, error) {
	state.V = schema.StateVersion
	body, err := json.Marshal(state)
	if err != nil {
		return nil, fmt.Errorf("write the state of feed %s: %w", state.Feed, err)
	}
	return body, nil
}

// feedOf is the feed that a due message is for.
func feedOf(subject string) (string, error) {
	id := subject[strings.LastIndexByte(subject, '.')+1:]
	if id == "" || schema.FeedDue(id) != subject {
		return "", errors.New("subject " + subject + " names no feed")
	}
	return id, nil
}
