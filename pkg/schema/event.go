package schema

import (
	"strconv"
	"strings"
	"time"
)

// The types of article events (CloudEvents 1.0 "type").
const (
	EventPublished = "news.article.published.v1" // the first version
	EventUpdated   = "news.article.updated.v1"   // a later version
	EventWithdrawn = "news.article.withdrawn.v1" // the publisher took the page away
)

// EventID identifies one version of one article: the Nats-Msg-Id of its
// publication and its ce-id, by which consumers see it once: "<id>.<version>".
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
// mode, with all attributes that CloudEvents 1.0 has, so that filters need not
// read the body. Times are RFC 3339 in UTC; the source is the feed's address and
// the subject the article's.
//
// Values are printable ASCII without spaces: as the NATS protocol binding of
// CloudEvents asks (§3.1.3.2), all else, quotes and percent signs too, is
// percent-encoded, and who wants the value itself decodes it once.
func (a *Article) EventHeader() map[string]string {
	return map[string]string{
		"ce-specversion":     "1.0",
		"ce-id":              headerValue(a.EventID()),
		"ce-type":            a.EventType(),
		"ce-source":          headerValue(a.Feed.URL),
		"ce-subject":         headerValue(a.URL),
		"ce-time":            a.VersionCreated.UTC().Format(time.RFC3339Nano),
		"ce-datacontenttype": "application/json",
		"ce-dataschema":      SchemaURL("article"),
		"content-type":       "application/json",
	}
}

func headerValue(s string) string {
	var b strings.Builder
	for _, c := range []byte(strings.ToValidUTF8(s, "\ufffd")) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '%' {
			writePercent(&b, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
