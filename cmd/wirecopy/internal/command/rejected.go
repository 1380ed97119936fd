package command

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Rejected are the commands for what could not become a record.
type Rejected struct {
	List  ListRejected  `cmd:"" help:"List rejections, the newest first."`
	Show  ShowRejected  `cmd:"" help:"Show all of a rejection, with the message that was rejected."`
	Retry RetryRejected `cmd:"" help:"Send rejections back to the stage that gave up, to be tried once more."`
}

// kind is which rejections are meant; the zero kind is all of them.
type kind struct {
	Stage  string `placeholder:"STAGE" help:"Only of this stage: fetcher, parser or storer."`
	Reason string `placeholder:"REASON" help:"Only for this reason, such as too-large."`
}

// faults are what is wrong with the flags.
func (k kind) faults() error {
	var faults []error
	for _, f := range []struct{ flag, value string }{{"--stage", k.Stage}, {"--reason", k.Reason}} {
		if f.value != schema.Token(f.value) {
			faults = append(faults, fmt.Errorf("%s is %q: give it as the list shows it", f.flag, f.value))
		}
	}
	return errors.Join(faults...)
}

// subject is what such rejections are sent to.
func (k kind) subject() string {
	prefix, _, _ := strings.Cut(schema.SubjectRejected, ".")
	return prefix + "." + cmp.Or(k.Stage, "*") + "." + cmp.Or(k.Reason, "*")
}

// numbers are those of the rejections of a kind since a time, the oldest first;
// of more than limit, if that isn't 0, the last ones.
func (k kind) numbers(ctx context.Context, b *bus.Bus, since time.Time, limit int) ([]uint64, error) {
	var numbers []uint64
	for m, err := range b.Browse(ctx, schema.StreamRejected, k.subject(), 1) {
		if err != nil {
			return nil, err
		}
		if m.Time.Before(since) {
			continue
		}
		numbers = append(numbers, m.Sequence)
		if limit > 0 && len(numbers) >= 2*limit { // so that each is moved once at most
			numbers = append(numbers[:0], numbers[len(numbers)-limit:]...)
		}
	}
	if limit > 0 && len(numbers) > limit {
		numbers = numbers[len(numbers)-limit:]
	}
	return numbers, nil
}

// rejectionOf reads a rejection. What is none, something else has written: of
// that, its subject tells what can be told, and the error says so.
func rejectionOf(m bus.Stored) (r schema.Rejection, err error) {
	err = json.Unmarshal(m.Body, &r)
	if err == nil && !bytes.HasPrefix(bytes.TrimSpace(m.Body), []byte("{")) {
		err = errors.New("null")
	}
	if err != nil {
		r = schema.Rejection{At: m.Time}
		if tokens := strings.Split(m.Subject, "."); len(tokens) == 3 {
			r.Stage, r.Reason = tokens[1], tokens[2]
		}
		return r, fmt.Errorf("this is no rejection: %w", err)
	}
	return r, nil
}

// whatOf is what a rejection is about, for people: the address that its message
// has, whether of a feed, an item or an article, or else its subject.
func whatOf(r schema.Rejection) string {
	var about struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(r.Body, &about); err != nil {
		return r.Subject
	}
	return cmp.Or(about.URL, r.Subject)
}

// unknown is the fault of a number that no rejection has.
func unknown(number uint64) error {
	return fmt.Errorf("there is no rejection %d: see `wirecopy rejected list`", number)
}
