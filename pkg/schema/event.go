package schema

import (
	"strconv"
	"time"
)

// The types of article events (CloudEvents 1.0 "type").
const (
	EventPublished = "news.article.published.v1" // the first version
	EventUpdated   = "news.article.updated.v1"   // a later version
	EventWithdrawn = "news.article.withdrawn.v1" // the publisher took the page away
)

// EventID identifies one version of one article: the Nats-Msg-Id of its
// publication and its ce-id, by which consumers see it once.
func (a *Article) EventID() string { return a.ID + "." + strconv.Itoa(a.Version) }

// EventType says what happened to the article.
func (a *Article) EventType() string {
	switch {
	case a.PubStatus == StatusCanceled:
		return EventWithdrawn
	case a.Version > 1:
		return EventUpdated
	default:
		return EventPublished
	}
}

// EventHeader is the header of the article's message: a CloudEvent in binary
// mode by the NATS protocol binding, so that filters need not read the body.
func (a *Article) EventHeader() map[string]string {
	return map[string]string{
		"ce-specversion": "1.0",
		"ce-id":          a.EventID(),
		"ce-type":        a.EventType(),
		"ce-source":      a.Feed.URL,
		"ce-subject":     a.URL,
		"ce-time":        a.VersionCreated.UTC().Format(time.RFC3339Nano),
		"content-type":   "application/json",
	}
}
