package postgres

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
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
	walked, hits float64 // articles
	near         float64 // the share of articles that have the words of all phrases, anywhere
	chunk        int     // of the walk
	all          float64 // articles in the store, about
}

// learn adds what a walk has shown.
func (o *odds) learn(walked, hits int) {
	o.walked += float64(walked)
	o.hits += float64(hits)
	o.chunk = min(2*o.chunk, longestWalk)
}

// share is how many of n articles are hits, never none and never all.
func share(hits, n float64) float64 { return (hits + 1) / (n + 2) }

// walks tells whether going on with the walk is the shorter way to so many hits.
func (o *odds) walks(most int, phrases bool) bool {
	hit := share(o.hits, o.walked)
	listed := costListed * hit * o.all
	if phrases {
		listed = costWalked * o.near * o.all // the words of each that may be one have to be looked at
	}
	return costWalked*float64(most)/hit <= costIndex+listed
}

// search finds articles by the question.
func (f *finder) search(ctx context.Context, s *Store, below position, most int) ([]hit, position, error) {
	if f.odds.chunk == 0 {
		f.odds.chunk = firstWalk
		var err error
		if f.odds.all, err = s.extent.rows(ctx, s.reading); err != nil {
			return nil, below, err
		}
	}
	if s.list || !f.story && f.odds.walked > 0 && !f.odds.walks(most, f.question.hasPhrases()) {
		return f.list(ctx, s, below, most)
	}
	return f.walk(ctx, s, below)
}

// extent is about how many articles can be searched. It changes slowly, so that it
// is asked for now and then.
type extent struct {
	mu    sync.Mutex
	known float64   // guarded by mu
	asked time.Time // guarded by mu
}

func (e *extent) rows(ctx context.Context, db *pgxpool.Pool) (float64, error) {
	const fresh = time.Minute
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.asked.IsZero() && time.Since(e.asked) < fresh {
		return e.known, nil
	}
	// The rows are small and much the same: their file says how many there are, at once.
	const rowBytes = 100
	if err := db.QueryRow(ctx, "SELECT pg_relation_size('search') / $1::float8", rowBytes).Scan(&e.known); err != nil {
		return 0, err
	}
	e.asked = time.Now()
	return e.known, nil
}

// walk looks at the words of the next articles. The first walk looks, where there
// are phrases, for their words alone too.
func (f *finder) walk(ctx context.Context, s *Store, below position) ([]hit, position, error) {
	arguments := f.arguments(below, f.odds.chunk, f.question.exact)
	isNear := "false"
	compares := f.question.hasPhrases() && f.odds.walked == 0
	if compares {
		isNear = "coalesce(w.words @@ " + f.further(2) + "::tsquery, false)"
		arguments = append(arguments, f.question.loose)
	}
	query := "SELECT a.*, coalesce(w.words @@ " + f.further(1) + "::tsquery, false), " + isNear + `
		FROM (SELECT ` + hitColumns + " FROM articles a WHERE " + window("a") + f.conditions + " ORDER BY " + newest("a") + ` LIMIT $4) AS a
		LEFT JOIN LATERAL (SELECT w.words FROM search w WHERE w.id = a.id LIMIT 1) AS w ON true
		ORDER BY ` + newest("a")
	rows, err := s.reading.Query(ctx, query, arguments...)
	if err != nil {
		return nil, below, err
	}
	var (
		found        []hit
		h            hit
		hits, nears  bool
		walked, near int
	)
	targets, set := h.scanner()
	_, err = pgx.ForEachRow(rows, append(targets, &hits, &nears), func() error {
		set()
		below = h.position()
		walked++
		if nears {
			near++
		}
		if hits {
			found = append(found, h)
		}
		return nil
	})
	f.done = walked < f.odds.chunk
	if compares {
		f.odds.near = share(float64(near), float64(walked))
	}
	f.odds.learn(walked, len(found))
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
