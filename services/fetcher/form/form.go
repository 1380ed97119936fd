package form

import (
	"encoding/json"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// usual is room for most bodies, in bytes.
const usual = 2 << 10

// Read reads a state, as json.Unmarshal does.
func Read(body []byte) (schema.Poll, error) {
	var state schema.Poll
	s := scribe{in: string(body), separator: '{'}
	poll(&s, &state)
	if s.in == "" && s.fault == nil {
		return state, nil
	}
	state = schema.Poll{}
	err := json.Unmarshal(body, &state)
	return state, err
}

// Write writes a state, as json.Marshal does.
func Write(state schema.Poll) ([]byte, error) {
	s := scribe{writes: true, out: make([]byte, 0, usual), separator: '{'}
	poll(&s, &state)
	return s.out, s.fault
}

// poll goes through the fields in the order of the struct.
func poll(s *scribe, p *schema.Poll) {
	number(s, "v", &p.V, always)
	text(s, "feed", &p.Feed, always)
	text(s, "url", &p.URL, always)
	text(s, "given", &p.Given, unlessZero)
	other(s, "moved", &p.Moved, p.Moved != nil)
	other(s, "detour", &p.Detour, p.Detour != nil)
	number(s, "count", &p.Count, always)

	instant(s, "at", &p.At)
	instant(s, "next", &p.Next)
	text(s, "outcome", &p.Outcome, unlessZero)
	number(s, "status", &p.Status, unlessZero)
	text(s, "error", &p.Error, unlessZero)
	number(s, "millis", &p.Millis, unlessZero)
	number(s, "bytes", &p.Bytes, unlessZero)
	number(s, "entries", &p.Entries, unlessZero)
	number(s, "fresh", &p.Fresh, unlessZero)

	instant(s, "good", &p.Good)
	instant(s, "brought", &p.Brought)

	text(s, "health", &p.Health, unlessZero)
	instant(s, "since", &p.Since)
	number(s, "failures", &p.Failures, unlessZero)

	instant(s, "whole", &p.Whole)
	text(s, "kind", &p.Kind, unlessZero)
	other(s, "choices", &p.Choices, len(p.Choices) > 0)
	other(s, "sitemaps", &p.Sitemaps, len(p.Sitemaps) > 0)
	instant(s, "pushedUntil", &p.PushedUntil)

	text(s, "etag", &p.ETag, unlessZero)
	text(s, "lastModified", &p.LastModified, unlessZero)
	text(s, "bodyHash", &p.BodyHash, unlessZero)
	packed(s, "seen", &p.Seen)
	hints(s, &p.Hints)
	rate(s, &p.Rate)

	text(s, "title", &p.Title, unlessZero)
	text(s, "site", &p.Site, unlessZero)
	text(s, "language", &p.Language, unlessZero)
	s.end()
}

func hints(s *scribe, h *schema.Hints) {
	there := h.TTL != 0 || h.UpdatePeriod != 0 || h.SkipHours != nil || h.SkipDays != nil || h.Hub != "" || h.Topic != ""
	if !s.begin("hints", there) {
		return
	}
	number(s, "ttl", &h.TTL, unlessZero)
	number(s, "updatePeriod", &h.UpdatePeriod, unlessZero)
	other(s, "skipHours", &h.SkipHours, len(h.SkipHours) > 0)
	other(s, "skipDays", &h.SkipDays, len(h.SkipDays) > 0)
	text(s, "hub", &h.Hub, unlessZero)
	text(s, "topic", &h.Topic, unlessZero)
	s.end()
}

func rate(s *scribe, r *schema.Rate) {
	if !s.begin("rate", r.Items != 0 || r.Days != 0 || r.Hours != nil) {
		return
	}
	estimate(s, "items", &r.Items)
	estimate(s, "days", &r.Days)
	packed(s, "hours", &r.Hours)
	s.end()
}
