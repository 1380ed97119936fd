package parser

import (
	"context"
	"fmt"
	"slices"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Reservations are the words by which [Config] refuses pages: noarchive, noai,
// noimageai, and tdm for text and data mining.
func Reservations() []string { return []string{"noarchive", "noai", "noimageai", "tdm"} }

// reasonReserved is that a page's publisher doesn't want its text used.
const reasonReserved = "reserved"

// refuses gives the first reservation of a page that is refused, "" if none is.
func (c Config) refuses(r *schema.Reservations) string {
	if r == nil {
		return ""
	}
	made := map[string]bool{"noarchive": r.NoArchive, "noai": r.NoAI, "noimageai": r.NoImageAI, "tdm": r.TDM}
	for _, word := range Reservations() {
		if made[word] && slices.Contains(c.Refuse, word) {
			return word
		}
	}
	return ""
}

// respect makes a record without the page's text: what the feed said, the
// reservations, and the facts of the download. Where the feed says too little for
// one, the item is rejected.
func (p *Parser) respect(ctx context.Context, t *task, got *page, reserved *schema.Reservations, word string) error {
	a, err := p.extractor.FromFeed(&t.item, "page not used: its publisher reserves "+word)
	if err != nil {
		return p.giveUp(ctx, t, &fault{reason: reasonReserved, err: fmt.Errorf("page %s reserves %s: %w", got.response.URL, word, err)})
	}
	if url, err := schema.CanonicalURL(got.response.URL); err == nil { // else the address is the feed's
		a.URL, a.ID = url, schema.ArticleID(url)
	}
	a.HTTP, a.Reservations = got.facts(), reserved
	return p.publish(ctx, t, a)
}
