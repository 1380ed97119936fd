package robots

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// askTime is how long one replica may take to ask a site, while the others don't.
	askTime = time.Minute
	// othersWait is when to come again while another replica asks.
	othersWait = 3 * time.Second
	// writeTimeout bounds the writing of what was asked, also after a stop.
	writeTimeout = 5 * time.Second
)

// record is what the fleet knows of an origin, as it stands in the bucket.
type record struct {
	// V is the form of the record. One of a later release is read for what is known here.
	V int `json:"v"`
	// Until is when the site is to be asked again.
	Until time.Time `json:"until,omitzero"`
	// Asking is until when a replica asks the site, or has died of it.
	Asking time.Time `json:"asking,omitzero"`
	// Known says that the site has told what it allows, and Rules is that.
	Known bool     `json:"known,omitempty"`
	Rules []string `json:"rules,omitempty"`
	// Since is when the site began not to tell, and Fault why it doesn't.
	Since time.Time `json:"since,omitzero"`
	Fault string    `json:"fault,omitempty"`
}

// UnmarshalJSON reads what it can; what it can't is as if the site was never asked.
func (r *record) UnmarshalJSON(body []byte) error {
	type plain record
	var read plain
	if json.Unmarshal(body, &read) == nil {
		*r = record(read)
	}
	return nil
}

// site is the record as it is used.
func (r *record) site() *site {
	s := &site{until: r.Until, known: r.Known, fault: r.Fault}
	for _, line := range r.Rules {
		if one, ok := parseRule(line); ok {
			s.rules = append(s.rules, one)
		}
	}
	return s
}

// keyOf is an origin's key. That of https stands beside the lane of its host.
func keyOf(o origin) string {
	if o.scheme == "https" {
		return "robots." + lane.Key(o.host)
	}
	return "robots." + lane.Key(o.String())
}

// record reads an origin's record, and asks the site if it is too old. One replica
// of the fleet does; the others go on with the old one, or come again. With a
// record there may be an error too: it is known, but not to the others.
func (p *Permits) record(ctx context.Context, o origin) (*record, error) {
	for {
		var r record
		read, err := p.deps.Bucket.Get(ctx, keyOf(o), &r)
		if err != nil {
			return nil, err
		}
		now := p.now()
		switch {
		case r.Until.After(now):
			return &r, nil
		case r.Asking.After(now):
			r.Until = now.Add(othersWait)
			r.Fault = "another process is asking for it"
			return &r, nil
		}
		claim := r
		claim.V, claim.Asking = schema.StateVersion, now.Add(askTime)
		switch _, err := p.deps.Bucket.Swap(ctx, keyOf(o), &claim, read); {
		case err == nil:
			return p.renew(ctx, o, r)
		case !errors.Is(err, bus.ErrFenced):
			return nil, err
		}
	}
}

// renew asks the site and writes what it said. What kept us from asking is an
// error, and leaves the record as it was.
func (p *Permits) renew(ctx context.Context, o origin, old record) (*record, error) {
	renewed, err := p.ask(ctx, o, old)
	p.metrics.asked(renewed, err)
	if err != nil {
		renewed = old
	}
	renewed.V, renewed.Asking = schema.StateVersion, time.Time{}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	written := p.deps.Bucket.Put(ctx, keyOf(o), &renewed)
	if err != nil {
		return nil, err // and if the record couldn't be written, Asking has an end
	}
	return &renewed, written
}
