package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// now is the time of the tests of months.
func now() time.Time { return time.Date(2031, 6, 20, 12, 0, 0, 0, time.UTC) }

// madeIn is an article with its first version made in a month.
func madeIn(n int, year int, month time.Month) *schema.Article {
	a := storetest.Article(n)
	a.VersionCreated = time.Date(year, month, 9, 8, 7, 6, 5, time.UTC)
	return a
}

// partitions are the names of what article_versions consists of.
func partitions(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	return value[string](t, conn, `SELECT coalesce(string_agg(replace(relname, 'article_versions_', ''), ' ' ORDER BY relname), '')
		FROM pg_class WHERE relkind = 'r' AND relname LIKE '%article\_versions\_%'`)
}

func TestMonthsAreMadeAheadAndOnDemand(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	conn := raw(t, url)
	s := open(t, postgres.Config{URL: url})
	today := time.Now().UTC()
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	if got, want := partitions(t, conn), first.Format("2006_01 ")+first.AddDate(0, 1, 0).Format("2006_01 ")+first.AddDate(0, 2, 0).Format("2006_01"); got != want {
		t.Errorf("there are %s, want %s", got, want)
	}
	articles := []*schema.Article{madeIn(1, 1970, 1), madeIn(2, 1999, 12), madeIn(3, 2200, 2), madeIn(4, 2200, 2)}
	results, err := s.Write(t.Context(), storetest.Entries(articles...))
	if err != nil || states(results) != "new, new, new, new" {
		t.Fatal(states(results), err)
	}
	if got := partitions(t, conn); !strings.HasPrefix(got, "1970_01 1999_12 ") || !strings.HasSuffix(got, " 2200_02") {
		t.Errorf("there are %s", got)
	}
	if got := value[string](t, conn, "SELECT attcompression::text FROM pg_attribute WHERE attrelid = 'article_versions_1999_12'::regclass AND attname = 'record'"); got != "l" {
		t.Errorf("records are compressed by %q, want lz4", got)
	}
}

// TestRetentionDropsMonths: former versions go with their month, and articles with
// the month of their current version.
func TestRetentionDropsMonths(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	conn := raw(t, url)
	s := open(t, postgres.Config{URL: with(url, "retention-months=3")})
	s.SetNow(now)
	old, updated, recent := madeIn(1, 2031, 2), madeIn(2, 2031, 2), madeIn(3, 2031, 3)
	revised := storetest.Revision(updated, 2)
	revised.VersionCreated = now()
	if _, err := s.Write(t.Context(), storetest.Entries(old, updated, revised, recent)); err != nil {
		t.Fatal(err)
	}
	storetest.Settle(t, s)
	err := s.Sort(t.Context(), func(d store.Desk) error {
		waiting, err := d.Unsorted(t.Context(), 10)
		for _, row := range waiting {
			err = errors.Join(err, d.Place(t.Context(), store.Place{Row: row, Seen: now(), Keys: []uint64{1, 2}, Story: old.ID}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := partitions(t, conn); !strings.HasPrefix(got, "2031_03 2031_06 ") && !strings.Contains(got, " 2031_03 2031_06 ") {
		t.Errorf("there are %s, want none before March", got)
	}
	for _, c := range []struct {
		q    store.Query
		want []string
	}{
		{store.Query{Versions: true}, []string{recent.ID, revised.ID}},
		{store.Query{Text: "boat"}, []string{recent.ID, revised.ID}},
		{store.Query{Story: old.ID}, []string{recent.ID, revised.ID}},
	} {
		var ids []string
		for row, err := range s.Articles(t.Context(), c.q) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, row.ID)
		}
		if diff := cmp.Diff(c.want, ids); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.q, diff)
		}
	}
	if left := value[int](t, conn, "SELECT count(*) FROM search")*100 + value[int](t, conn, "SELECT count(*) FROM placed")*10 + value[int](t, conn, "SELECT count(*) FROM story_keys"); left != 224 {
		t.Errorf("in search, placed and story_keys are %d, want 2, 2, 4", left)
	}
	if _, err := s.Article(t.Context(), old.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the old article gives %v", err)
	}
	// What comes again of an old month, as from a replayed stream, is kept until the next time.
	results, err := s.Write(t.Context(), storetest.Entries(old, updated, recent))
	if err != nil || states(results) != "new, older, repeat" {
		t.Errorf("written again: %s, %v", states(results), err)
	}
	if err := s.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if count, err := s.Count(t.Context()); err != nil || count != (store.Count{Articles: 2, Versions: 2}) {
		t.Errorf("count is %+v, %v", count, err)
	}
}

// TestAMonthThatIsDroppedUnderAWriterIsMadeAnew: another process drops what this
// one knows.
func TestAMonthThatIsDroppedUnderAWriterIsMadeAnew(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	s, other := open(t, postgres.Config{URL: url}), open(t, postgres.Config{URL: with(url, "retention-months=1")})
	for n := range 4 {
		if n == 2 {
			s.WriteEach()
		}
		results, err := s.Write(t.Context(), storetest.Entries(madeIn(n, 2020, 5)))
		if err != nil || states(results) != "new" {
			t.Errorf("write %d: %s, %v", n, states(results), err)
		}
		if err := other.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatADeathLeftOfTidyingIsDone begins where a process died that had only
// taken a month from the others.
func TestWhatADeathLeftOfTidyingIsDone(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	conn := raw(t, url)
	s := open(t, postgres.Config{URL: with(url, "retention-months=1")})
	a := madeIn(1, 2020, 5)
	if _, err := s.Write(t.Context(), storetest.Entries(a)); err != nil {
		t.Fatal(err)
	}
	execute(t, conn, "ALTER TABLE article_versions DETACH PARTITION article_versions_2020_05",
		"ALTER TABLE article_versions_2020_05 RENAME TO dropped_article_versions_2020_05")
	if _, err := s.Article(t.Context(), a.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an article without its record gives %v", err)
	}
	if n := found(t, s, store.Query{}); n != 0 {
		t.Errorf("%d are found", n)
	}
	if err := s.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if count, err := s.Count(t.Context()); err != nil || count != (store.Count{}) || strings.Contains(partitions(t, conn), "2020") {
		t.Errorf("left are %+v and %s, %v", count, partitions(t, conn), err)
	}
}
