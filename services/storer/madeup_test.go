package storer

import (
	"errors"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// What was made up to check the wire is stored and erased, and an article that
// only says that it is there stays.
func TestWhatIsMadeUpIsNotKept(t *testing.T) {
	t.Parallel()
	b, s := bustest.New(t), open(t)
	madeUp, other, claimed := storetest.Article(1), storetest.Article(2), storetest.Article(3)
	madeUp.URL = "http://" + schema.CheckHost + "/word"
	madeUp.ID = schema.ArticleID(madeUp.URL)
	claimed.URL = madeUp.URL
	publish(t, b, madeUp)
	publish(t, b, other)
	publish(t, b, claimed)
	run(t, b, s)
	eventually(t, "all are acknowledged", func() bool { return unacknowledged(t, b) == 0 })
	if got := count(t, s); got != (store.Count{Articles: 2, Versions: 2}) {
		t.Errorf("stored %+v, want the two others", got)
	}
	if _, err := s.Article(t.Context(), madeUp.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what was made up is still there: %v", err)
	}
}
