package erasure

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// search looks for an article. Its second look reads only what has come since.
type search struct {
	*Eraser
	id      string
	subject string // of its messages, as the parser knew it; empty if it didn't

	next map[string]uint64 // of each stream: what wasn't looked at yet
}

// trace is what there is of an article.
type trace struct {
	versions   int      // in the store
	messages   []uint64 // in the stream of articles, in order
	retries    []uint64 // in the stream of retries, those of the storer
	rejections []uint64 // in the stream of rejections
}

func (t trace) nothing() bool {
	return t.versions == 0 && len(t.messages) == 0 && len(t.retries) == 0 && len(t.rejections) == 0
}

// look finds what there is now.
func (s *search) look(ctx context.Context) (found trace, err error) {
	if found.versions, found.messages, err = s.stored(ctx); err != nil {
		return trace{}, err
	}
	if s.subject != "" {
		more, err := s.browse(ctx, schema.StreamArticles, s.subject, func(body []byte) (bool, error) { return s.holds(body), nil })
		if err != nil {
			return trace{}, err
		}
		found.messages = append(found.messages, more...)
	}
	slices.Sort(found.messages)
	found.messages = slices.Compact(found.messages)
	rejected := func(body []byte) (bool, error) { return s.rejected(ctx, body) }
	if found.retries, err = s.browse(ctx, schema.StreamRetries, schema.RetrySubject(schema.ConsumerStorer), rejected); err != nil {
		return trace{}, err
	}
	if found.rejections, err = s.browse(ctx, schema.StreamRejected, schema.SubjectRejected, rejected); err != nil {
		return trace{}, err
	}
	return found, nil
}

// stored counts the versions in the store, and gives the messages that they came
// by. A version that can't be read counts too: it will be erased. Of a store that
// doesn't answer, the erasing itself will tell.
func (s *search) stored(ctx context.Context) (versions int, messages []uint64, err error) {
	for sequence, err := range s.store.Sequences(ctx, s.id) {
		if ctx.Err() != nil {
			return 0, nil, context.Cause(ctx)
		}
		versions++
		if err != nil || sequence == 0 {
			continue
		}
		// The number is another message's if the stream was made anew since.
		m, there, err := s.bus.Get(ctx, schema.StreamArticles, sequence)
		if err != nil {
			return 0, nil, err
		}
		if there && s.holds(m.Body) {
			messages = append(messages, sequence)
		}
	}
	return versions, messages, nil
}

// browse finds the messages of a stream that hold the article.
func (s *search) browse(ctx context.Context, stream, filter string, holds func(body []byte) (bool, error)) (numbers []uint64, err error) {
	if s.next == nil {
		s.next = map[string]uint64{}
	}
	for m, err := range s.bus.Browse(ctx, stream, filter, s.next[stream]) {
		if err != nil {
			return nil, err
		}
		s.next[stream] = m.Sequence + 1
		yes, err := holds(m.Body)
		if err != nil {
			return nil, err
		}
		if yes {
			numbers = append(numbers, m.Sequence)
		}
	}
	return numbers, nil
}

// holds says whether the body of a message is a record of the article, or an item of its address.
func (s *search) holds(body []byte) bool {
	return bytes.Contains(body, []byte(s.id)) && idOf(body) == s.id
}

// rejected says whether a rejection holds the article, or an item that became it.
func (s *search) rejected(ctx context.Context, body []byte) (bool, error) {
	var r schema.Rejection
	_ = json.Unmarshal(body, &r) // what is none holds nothing that anybody could read
	if s.holds(r.Body) {
		return true, nil
	}
	item := idOf(r.Body)
	if r.Stream != schema.StreamItems || item == "" || item != schema.Token(item) {
		return false, nil
	}
	alias, _, err := s.revisions.Alias(ctx, item)
	return alias.Article == s.id, err
}

// idOf is the id that a record or an item has; empty for what is neither.
func idOf(body []byte) string {
	var record struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(body, &record) != nil {
		return ""
	}
	return record.ID
}
