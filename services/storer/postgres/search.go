package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// There are two ways to the newest articles that have some words: to walk from
// the newest one on and look at the words of each, which is fast for frequent
// words, or to ask the index for all that have them and sort these, which is fast
// for rare ones. No statistics of the server say which: those of words taken
// together it doesn't have. So every search begins with a short walk, which says
// how frequent they are among the newest.
//
// Costs are in microseconds, measured on a warm server; only their ratios matter.
const (
	costWalked  = 12   // to look at the words of one article
	costListed  = 1.2  // to take one article from the index, and sort it
	costIndex   = 3000 // to begin with the index
	firstWalk   = 128  // articles
	longestWalk = 2048
)

// odds is how likely it is that an article answers a question.
type odds struct {
	walked, exact, loose float64 // articles
	chunk                int     // of the walk
	all                  float64 // articles in the store, about
}

// learn adds what a walk has shown.
func (o *odds) learn(walked, exact, loose int) {
	o.walked += float64(walked)
	o.exact += float64(exact)
	o.loose += float64(loose)
	o.chunk = min(2*o.chunk, longestWalk)
}

// walks tells whether going on with the walk is the shorter way to so many hits.
func (o *odds) walks(hits int, phrases bool) bool {
	exact, loose := (o.exact+1)/(o.walked+2), (o.loose+1)/(o.walked+2)
	listed := costListed * loose * o.all
	if phrases {
		listed = costWalked * loose * o.all // the words of each have to be looked at
	}
	return costWalked*float64(hits)/exact <= costIndex+listed
}

// search finds articles by the question.
func (f *finder) search(ctx context.Context, s *Store, below position, most int) ([]hit, position, error) {
	if f.odds.chunk == 0 {
		f.odds.chunk = firstWalk
		// The rows are small and much the same: their file says how many there are, at once.
		const rowBytes = 100
		if err := s.reading.QueryRow(ctx, "SELECT pg_relation_size('search') / $1::float8", rowBytes).Scan(&f.odds.all); err != nil {
			return nil, below, err
		}
	}
	if f.story || f.odds.walked == 0 || f.odds.walks(most, f.question.hasPhrases()) {
		return f.walk(ctx, s, below)
	}
	return f.list(ctx, s, below, most)
}

// walk looks at the words of the next articles.
func (f *finder) walk(ctx context.Context, s *Store, below position) ([]hit, position, error) {
	exact, loose := f.further(1), f.further(2)
	query := "SELECT a.*, coalesce(w.words @@ " + exact + "::tsquery, false), coalesce(w.words @@ " + loose + `::tsquery, false)
		FROM (SELECT ` + hitColumns + " FROM articles a WHERE " + window("a") + f.conditions + " ORDER BY " + newest("a") + ` LIMIT $4) AS a
		LEFT JOIN LATERAL (SELECT w.words FROM search w WHERE w.id = a.id LIMIT 1) AS w ON true
		ORDER BY ` + newest("a")
	rows, err := s.reading.Query(ctx, query, f.arguments(below, f.odds.chunk, f.question.exact, f.question.loose)...)
	if err != nil {
		return nil, below, err
	}
	var (
		found            []hit
		h                hit
		isHit, isNear    bool
		walked, nearHits int
	)
	targets, set := h.scanner()
	_, err = pgx.ForEachRow(rows, append(targets, &isHit, &isNear), func() error {
		set()
		below = h.position()
		walked++
		if isNear {
			nearHits++
		}
		if isHit {
			found = append(found, h)
		}
		return nil
	})
	f.done = walked < f.odds.chunk
	f.odds.learn(walked, len(found), nearHits)
	return found, below, err
}

// list asks the index. What articles' columns say holds as they are now.
func (f *finder) list(ctx context.Context, s *Store, below position, most int) ([]hit, position, error) {
	query := `SELECT w.id, coalesce(a.version_created, 'epoch'), coalesce(a.version_nanos, 0), coalesce(a.version, 0), w.published, coalesce(a.size, -1)
		FROM (SELECT w.id, w.published FROM search w WHERE w.words @@ ` + f.further(1) + "::tsquery AND " + window("w") + " ORDER BY " + newest("w") + ` LIMIT $4) AS w
		LEFT JOIN LATERAL (SELECT ` + hitColumns + " FROM articles a WHERE a.id = w.id" + f.conditions + ` LIMIT 1) AS a ON true
		ORDER BY ` + newest("w")
	listed, err := hits(ctx, s.reading, query, f.arguments(below, most, f.question.exact)...)
	f.done = len(listed) < most
	below = after(listed, below)
	return slices.DeleteFunc(listed, func(h hit) bool { return h.size < 0 }), below, err
}
