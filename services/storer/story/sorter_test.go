package story_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
	"github.com/wirecopy/wirecopy/services/storer/story"
)

// open opens an empty store.
func open(tb testing.TB) store.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), sqlite.Config{Path: filepath.Join(tb.TempDir(), "articles.db")})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func write(tb testing.TB, s store.Store, articles ...*schema.Article) {
	tb.Helper()
	if _, err := s.Write(tb.Context(), storetest.Entries(articles...)); err != nil {
		tb.Fatal(err)
	}
}

// sortAll sorts all that is unsorted.
func sortAll(tb testing.TB, s store.Store) {
	tb.Helper()
	sorter := story.NewSorter(story.Config{Window: 72 * time.Hour, Portion: 3})
	for sorted := 1; sorted > 0; {
		var err error
		if sorted, err = sorter.Sort(tb.Context(), s); err != nil {
			tb.Fatal(err)
		}
	}
}

// wantStories checks which story each article is of, by the articles that began
// them; nil stands for one that is alone.
func wantStories(t *testing.T, s store.Store, want map[*schema.Article]*schema.Article) {
	t.Helper()
	got, wanted := map[string]string{}, map[string]string{}
	for a, began := range want {
		row, err := s.Article(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got[a.URL], wanted[a.URL] = row.Story, ""; began != nil {
			wanted[a.URL] = began.ID
		}
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
}

const headline = "Harbour council and museum at odds over Lindholm ferry"

func TestCopiesAreOneStory(t *testing.T) {
	t.Parallel()
	s := open(t)
	text := telling(1, 10)
	first := article(1, "agency", headline, text...)
	copied := article(2, "courier", "Council and museum at odds", text[:6]...)
	other := article(3, "post", "Fire in the theatre of Marwick", telling(2, 10)...)
	late := article(4, "gazette", headline, append(text[:8:8], telling(3, 1)...)...)
	write(t, s, first, other, copied)
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{first: first, copied: first, other: nil})
	write(t, s, late)
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{first: first, copied: first, late: first, other: nil})
	row, err := s.Article(t.Context(), late.ID)
	if err != nil || !row.EarliestSeen.Equal(first.Discovered) {
		t.Errorf("the story was first seen %s, %v; want %s", row.EarliestSeen, err, first.Discovered)
	}
	write(t, s, storetest.Revision(late, 2), storetest.Revision(first, 2)) // another headline alone changes nothing
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{first: first, copied: first, late: first, other: nil})
}

func TestTheEarliestCopyMayComeLast(t *testing.T) {
	t.Parallel()
	s := open(t)
	text := telling(1, 10)
	first, second := article(1, "agency", headline, text...), article(60, "courier", headline, text...)
	write(t, s, second)
	sortAll(t, s)
	write(t, s, first)
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{first: second, second: second})
	row, err := s.Article(t.Context(), second.ID)
	if err != nil || !row.EarliestSeen.Equal(first.Discovered) {
		t.Errorf("the story was first seen %s, %v; want %s", row.EarliestSeen, err, first.Discovered)
	}
}

func TestStoriesLieWithinAWindow(t *testing.T) {
	t.Parallel()
	s := open(t)
	const day = 24 * 60
	text := telling(1, 10)
	first, soon, later := article(0, "agency", headline, text...), article(2*day, "courier", headline, text...), article(6*day, "post", headline, text...)
	write(t, s, first, later, soon) // in no order
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{later: nil, first: first, soon: first})
}

func TestAChangedArticleLeavesItsStory(t *testing.T) {
	t.Parallel()
	s := open(t)
	text, other := telling(1, 10), telling(2, 10)
	first, copied, elsewhere := article(1, "agency", headline, text...), article(2, "courier", headline, text...), article(3, "post", "Fire in the theatre", other...)
	write(t, s, first, copied, elsewhere)
	sortAll(t, s)
	change := func(a *schema.Article, version int, headline string, text []string) *schema.Article {
		changed := storetest.Revision(article(1, a.Publisher.Name, headline, text...), version)
		changed.ID, changed.URL, changed.VersionCreated = a.ID, a.URL, a.VersionCreated.Add(time.Duration(version)*time.Minute)
		return changed
	}
	write(t, s, change(copied, 2, "Theatre on fire", other))
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{first: first, copied: elsewhere, elsewhere: elsewhere})
	write(t, s, change(copied, 3, "Something else", telling(5, 10)))
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{first: first, copied: nil, elsewhere: elsewhere})
}

func TestAStoryOutlivesItsFirstArticle(t *testing.T) {
	t.Parallel()
	s := open(t)
	text := telling(1, 10)
	first, copied, late := article(1, "agency", headline, text...), article(2, "courier", headline, text...), article(3, "post", headline, text...)
	write(t, s, first, copied)
	sortAll(t, s)
	if err := s.Erase(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	write(t, s, late)
	sortAll(t, s)
	wantStories(t, s, map[*schema.Article]*schema.Article{copied: first, late: first})
}

// broken is a store at whose desk the n-th place fails.
type broken struct {
	store.Store
	places int
}

var errBroken = errors.New("broken")

// Sort gives work a desk that fails.
func (b *broken) Sort(ctx context.Context, work func(store.Desk) error) error {
	return b.Store.Sort(ctx, func(d store.Desk) error { return work(&brokenDesk{d, b}) })
}

type brokenDesk struct {
	store.Desk
	of *broken
}

// Place fails when it is time.
func (d *brokenDesk) Place(ctx context.Context, places ...store.Place) error {
	if d.of.places--; d.of.places < 0 {
		return errBroken
	}
	return d.Desk.Place(ctx, places...)
}

// TestSortingMayStopAnywhere and gives the same stories when it goes on.
func TestSortingMayStopAnywhere(t *testing.T) {
	t.Parallel()
	text, other := telling(1, 10), telling(2, 10)
	first, copied := article(1, "agency", headline, text...), article(2, "courier", headline, text[:6]...)
	alone, late := article(3, "post", "Fire in the theatre", other...), article(4, "gazette", headline, text...)
	for places := range 6 {
		s := open(t)
		write(t, s, first, copied, alone, late)
		_, err := story.NewSorter(story.Defaults()).Sort(t.Context(), &broken{Store: s, places: places})
		if stopped := errors.Is(err, errBroken); stopped != (places < 5) || err != nil && !stopped {
			t.Errorf("after %d places: %v", places, err)
		}
		sortAll(t, s)
		wantStories(t, s, map[*schema.Article]*schema.Article{first: first, copied: first, alone: nil, late: first})
	}
}

func BenchmarkSort(b *testing.B) {
	const size = 200
	s := open(b)
	sorter := story.NewSorter(story.Config{Window: 72 * time.Hour, Portion: size})
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		articles := make([]*schema.Article, size)
		for i := range articles {
			articles[i] = storetest.LongArticle(n*size+i, 4000)
		}
		write(b, s, articles...)
		b.StartTimer()
		if sorted, err := sorter.Sort(b.Context(), s); err != nil || sorted != size {
			b.Fatal(sorted, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*size), "µs/article")
}
