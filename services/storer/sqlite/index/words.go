package index

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// maxIndexed is how much of a body can be searched, in bytes; the rest is only stored.
const maxIndexed = 1 << 20

// shredPages is how many pages one portion of shredding may merge.
const shredPages = 2000

// Words are what an article is found by.
type Words struct{ headline, description, body, labels string }

// WordsOf cuts an article into words.
func WordsOf(a *schema.Article) Words {
	text := a.ArticleBody
	if len(text) > maxIndexed {
		text = text[:maxIndexed] // a rune cut in two is no letter
	}
	return Words{fulltext.Words(a.Headline), fulltext.Words(a.Description), fulltext.Words(text), labelsOf(store.FacetsOf(a))}
}

// Drop removes the words of a position. What held them goes when segments are
// merged, or by [Batch.Shred].
func (b *Batch) Drop(ctx context.Context, position int64) error {
	return b.exec(ctx, b.drop, "drop words", position)
}

// Add puts words at a position that has none. Positions of a batch must rise: out
// of order, FTS5 would begin a new segment for each.
func (b *Batch) Add(ctx context.Context, position int64, w Words) error {
	return b.exec(ctx, b.add, "add words", position, w.headline, w.description, w.body, w.labels)
}

// Shred has what is left of dropped words removed from the file, see [Batch.GoOnShredding].
func (b *Batch) Shred(ctx context.Context) error {
	return b.exec(ctx, b.shred, "begin shredding", ToShred)
}

// Shredding is how far the removal of dropped words has come.
type Shredding int

// The states of shredding.
const (
	Shredded Shredding = iota // nobody asked for it, or it is done
	ToShred
	ShreddingGoesOn
)

// GoOnShredding goes on removing what is left of dropped words, a portion a call,
// and gives what was to be done before and what is after. It merges all segments
// into one: the first portion names the segments, the others go on with these.
func (b *Batch) GoOnShredding(ctx context.Context) (before, after Shredding, err error) {
	var changes, changesAfter int64 // of the connection
	if err := b.shredded.QueryRowContext(ctx).Scan(&before, &changes); err != nil {
		return before, before, b.index.fault("shred words", err)
	}
	pages := shredPages
	switch before {
	case Shredded:
		return before, before, nil
	case ToShred:
		pages = -pages
	case ShreddingGoesOn:
	}
	if err := b.exec(ctx, b.merge, "shred words", pages); err != nil {
		return before, before, err
	}
	if err := b.shredded.QueryRowContext(ctx).Scan(&before, &changesAfter); err != nil {
		return before, before, b.index.fault("shred words", err)
	}
	if after = ShreddingGoesOn; changesAfter-changes < 2 { // then there was nothing to merge (SQLite's documentation of FTS5, the merge command)
		after = Shredded
	}
	return before, after, b.exec(ctx, b.shred, "shred words", after)
}

// kind is of which kind a label is.
type kind string

// Each kind begins with a character of private use, which no word has.
const (
	anyArticle  kind = "\ue000" // what every article has
	ofLanguage  kind = "\ue001"
	ofPublisher kind = "\ue002"
	ofFeed      kind = "\ue003"
	ofSection   kind = "\ue004"
	ofAuthor    kind = "\ue005"
	ofProvider  kind = "\ue006"
	ofKeyword   kind = "\ue007"
	ofSimhash   kind = "\ue008" // the number of a band, and the band
)

// label is one word of the search, whatever its value is made of.
func label(k kind, value string) string { return string(k) + hex.EncodeToString([]byte(value)) }

// bandLabels are the labels of the bands of a simhash.
func bandLabels(simhash uint64) []string {
	var all []string
	for i, band := range store.Bands(simhash) {
		all = append(all, fmt.Sprintf("%s%d%04x", ofSimhash, i, band))
	}
	return all
}

// labelsOf are the labels of an article, parted by spaces.
func labelsOf(f store.Facets) string {
	labels := []string{label(anyArticle, ""), label(ofLanguage, f.Language), label(ofPublisher, f.Publisher), label(ofFeed, f.Feed)}
	if f.Section != "" {
		labels = append(labels, label(ofSection, f.Section))
	}
	for _, list := range []struct {
		kind   kind
		values []string
	}{{ofAuthor, f.Authors}, {ofProvider, f.Providers}, {ofKeyword, f.Keywords}} {
		for _, value := range list.values {
			labels = append(labels, label(list.kind, value))
		}
	}
	if f.HasSimhash {
		labels = append(labels, bandLabels(f.Simhash)...)
	}
	return strings.Join(labels, " ")
}
