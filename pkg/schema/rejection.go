package schema

import "time"

// Rejection is a message that a stage could not turn into its effect. It keeps
// the original bytes, so that a later release can try again.
type Rejection struct {
	// V is the version of this body's form, [StateVersion] when written.
	V int `json:"v"`
	// Stage is who gave up: fetcher, parser or storer.
	Stage string `json:"stage"`
	// Reason is the kind of fault, one subject token, such as not-html.
	Reason string `json:"reason"`
	// Detail says in words what was being done, to what, and what went wrong.
	Detail string `json:"detail"`
	// Subject is what the message was sent to.
	Subject string `json:"subject"`
	// Stream is the name of the stream that stored it.
	Stream string `json:"stream"`
	// Sequence is its number in that stream.
	Sequence uint64 `json:"sequence"`
	// Header is the message's header, each name with its values.
	Header map[string][]string `json:"header,omitempty"`
	// Body is the message's body, byte for byte; base64 in JSON, "" when empty and never null.
	Body []byte `json:"body"`
	// Deliveries is how often the message was delivered, this time included.
	Deliveries int `json:"deliveries"`
	// By names the process that gave up.
	By string `json:"by"`
	// At is when it gave up.
	At time.Time `json:"at"`
}
