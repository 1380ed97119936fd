package postgres

import (
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// What a tsvector holds at most (PostgreSQL's documentation, 12.11): words that
// come after that are found, or not, but never in a phrase.
const (
	maxPosition  = 16_383
	maxPositions = 255     // of one word
	maxVector    = 900_000 // bytes of words and positions together, of 1,048,575
	maxIndexed   = 1 << 20 // bytes of a body; the rest is only stored
)

// vector is the words of an article and where they stand.
type vector struct {
	places map[string][]pgtype.TSVectorPosition
	next   int // position
	size   int // bytes
}

// vectorOf cuts an article into what it is found by.
func vectorOf(a *schema.Article) pgtype.TSVector {
	v := vector{places: map[string][]pgtype.TSVectorPosition{}, next: 1}
	for _, l := range labelsOf(store.FacetsOf(a)) {
		v.places[l] = nil
		v.size += len(l) + 4
	}
	body := a.ArticleBody
	if len(body) > maxIndexed {
		body = body[:maxIndexed] // a rune cut in two is no letter
	}
	for _, field := range []string{a.Headline, a.Description, body} {
		for word := range strings.SplitSeq(fulltext.Words(field), " ") {
			if word != "" {
				v.add(word)
			}
		}
		v.next++ // no phrase begins in one field and ends in another
	}
	return v.value()
}

func (v *vector) add(word string) {
	places, known := v.places[word]
	if !known {
		if v.size > maxVector {
			return
		}
		v.size += len(word) + 4
	}
	if v.next <= maxPosition && len(places) < maxPositions && v.size <= maxVector {
		places = append(places, pgtype.TSVectorPosition{Position: uint16(v.next)})
		v.size += 2
	}
	v.places[word] = places
	v.next++
}

func (v *vector) value() pgtype.TSVector {
	lexemes := make([]pgtype.TSVectorLexeme, 0, len(v.places))
	for _, word := range slices.Sorted(maps.Keys(v.places)) {
		lexemes = append(lexemes, pgtype.TSVectorLexeme{Word: word, Positions: v.places[word]})
	}
	return pgtype.TSVector{Lexemes: lexemes, Valid: true}
}
