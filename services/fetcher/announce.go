package fetcher

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

// news are the entries that are new or changed, and how many of them are new.
func news(entries []document.Entry, known seen.Set) (fresh []document.Entry, brandNew int, err error) {
	for _, e := range entries {
		switch novelty := known.Compare(markOf(e)); novelty {
		case seen.Known:
		case seen.New:
			brandNew++
			fresh = append(fresh, e)
		case seen.Changed:
			fresh = append(fresh, e)
		default:
			return nil, 0, fmt.Errorf("compare entry %.80q: no such answer as %s", e.GUID, novelty)
		}
	}
	return fresh, brandNew, nil
}

// announce makes the messages of entries, the oldest first. An address that the
// document gives twice is announced once.
func announce(entries []document.Entry, feed schema.FeedRef, language string, at time.Time) ([]bus.Outgoing, error) {
	var all []bus.Outgoing
	sent := map[string]bool{}
	for _, e := range slices.Backward(entries) {
		item := e.Item(feed, language, at)
		host, err := schema.HostOf(item.URL)
		id := item.ID + "." + item.Fingerprint
		if err != nil || sent[id] {
			continue // no address that can be asked: package document has counted it
		}
		sent[id] = true
		body, err := encode(item)
		if err != nil {
			return nil, fmt.Errorf("encode item %s: %w", item.URL, err)
		}
		all = append(all, bus.Outgoing{
			Subject: schema.ItemDue(host, item.ID), ID: id,
			Header: map[string]string{"content-type": "application/json"}, Body: body,
		})
	}
	return all, nil
}

// encode writes an item without escaping the markup in it, which would make it
// up to six times as long.
func encode(item schema.Item) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(item)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
