package parser

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// everyDeath calls a test for each crash window, until nobody dies any more.
func everyDeath(t *testing.T, run func(t *testing.T, death bustest.Death) (died bool)) {
	t.Helper()
	windows := 0
	for write := 1; ; write++ {
		for _, after := range []bool{false, true} {
			died := false
			t.Run(fmt.Sprintf("write %d, after %t", write, after), func(t *testing.T) {
				died = run(t, bustest.Death{Write: write, After: after})
			})
			if t.Failed() {
				return
			}
			if !died {
				if windows < 4 {
					t.Errorf("only %d crash windows: is anything written?", windows)
				}
				return
			}
			windows++
		}
	}
}

// mortal is a parser like that of the wire, which dies at a write.
func (w *wire) mortal(death bustest.Death) *Parser {
	w.Helper()
	b, living := bustest.Mortal(w.T, w.server, death), w.deps.Pages
	if living != nil {
		w.deps.Pages = bucketOf(w.T, b)
	}
	p := w.newParser(b)
	w.deps.Pages, p.config = living, w.parser.config
	return p
}

// dies has a parser die over a message, and another one take it over.
func (w *wire) dies(death bustest.Death, m *bus.Message) (died bool) {
	w.Helper()
	mortal := w.mortal(death)
	died = bustest.Dies(func() { _ = mortal.handle(w.Context(), m) })
	w.again(m)
	return died
}

// again works on a message whose acknowledgement was lost.
func (w *wire) again(m *bus.Message) {
	w.Helper()
	m.Deliveries, m.Kept = m.Deliveries+1, nil
	w.handle(m)
}

func TestLaw2AParserMayDieAnywhere(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := newWire(t)
		w.site.page("/a", "Boats come in\nFirst.")
		m := w.announce(w.item("/a", "1"), 1)
		died := w.dies(death, m)
		articles, _ := w.articles()
		if len(articles) != 1 || articles[0].Version != 1 {
			t.Fatalf("%d versions are published, want one: %+v", len(articles), articles)
		}
		known, _, err := w.parser.revisions.Article(t.Context(), articles[0].ID)
		if err != nil || known.Version != 1 || known.ContentHash != articles[0].ContentHash || !known.VersionCreated.Equal(articles[0].VersionCreated) {
			t.Errorf("revision is %+v, %v", known, err)
		}
		asked := w.site.asked()
		w.handle(m)
		if w.site.asked() != asked {
			t.Error("downloaded again when all was done")
		}
		return died
	})
}

func TestLaw2AParserMayDieGivingUp(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := newWire(t)
		w.site.answer("/a", fails(http.StatusGone))
		m := w.announce(w.item("/a", "1"), 1)
		died := w.dies(death, m)
		if articles, _ := w.articles(); len(articles) != 1 || len(w.rejections()) != 1 {
			t.Fatalf("%d records of what the feed said, %d rejections, want one of each", len(articles), len(w.rejections()))
		}
		return died
	})
}

func TestLaw2AParserMayDieMakingALaterVersion(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := newWire(t)
		w.site.page("/a", "Boats come in\nFirst.")
		w.handle(w.announce(w.item("/a", "1"), 1))
		w.site.page("/a", "Boats come in\nSecond.")
		m := w.announce(w.item("/a", "2"), 1)
		died := w.dies(death, m)
		articles, _ := w.articles()
		if len(articles) != 2 || articles[1].Version != 2 || articles[1].Body[0].Text != "Second." {
			t.Fatalf("versions are %+v", articles)
		}
		alias, _, err := w.parser.revisions.Alias(t.Context(), schema.ItemID(w.site.URL+"/a"))
		if err != nil || alias.Fingerprints["f"] != "2" || alias.Article != articles[0].ID {
			t.Errorf("alias is %+v, %v", alias, err)
		}
		return died
	})
}

func TestLaw2AParserMayDieKeepingAPage(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := newWireOfBucket(t)
		w.site.page("/a", "Boats come in\nFirst.")
		w.handle(w.announce(w.item("/a", "1"), 1))
		w.site.page("/a", "Boats come in\nSecond.")
		m := w.announce(w.item("/a", "2"), 1)
		died := w.dies(death, m)
		if articles, _ := w.articles(); len(articles) != 2 {
			t.Fatalf("versions are %+v", articles)
		}
		if pages := w.kept(); len(pages) != 1 || pages[0].Version != 2 || string(pages[0].Body) != "Boats come in\nSecond." {
			t.Errorf("kept are %+v", pages)
		}
		return died
	})
}

func TestLaw2ReparsingMayDieAnywhere(t *testing.T) {
	t.Parallel()
	everyDeath(t, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		w := newWireOfBucket(t)
		w.site.page("/a", "Boats come in\nFirst.")
		w.handle(w.announce(w.item("/a", "1"), 1))
		w.deps.Extractor = credited{}
		w.parser = w.newParser(w.bus)
		page := w.kept()[0]
		mortal := w.mortal(death)
		died := bustest.Dies(func() { _, _, _ = mortal.Reparse(t.Context(), page, false) })
		w.reparse(false)
		if outcome, versions := w.reparse(false); outcome != RereadSame || versions != 2 {
			t.Errorf("in the end: %s, %d versions", outcome, versions)
		}
		if pages := w.kept(); pages[0].Version != 2 {
			t.Errorf("kept is version %d", pages[0].Version)
		}
		return died
	})
}
