package parser

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// reserves puts a page of text that comes with a reservation.
func (s *site) reserves(path, text, header, value string) {
	s.answer(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(header, value)
		_, _ = w.Write([]byte(text))
	})
}

func TestReservationsAreKept(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.reserves("/a", "Boats come in\nFirst.", "X-Robots-Tag", "noarchive, noai")
	w.site.page("/b", "Boats go out\nSecond.")
	w.handle(w.announce(w.item("/a", "1"), 1))
	w.handle(w.announce(w.item("/b", "1"), 1))
	articles, _ := w.articles()
	if diff := cmp.Diff(&schema.Reservations{NoArchive: true, NoAI: true}, articles[0].Reservations); diff != "" || articles[0].Headline != "Boats come in" {
		t.Errorf("article is %+v (-want +got):\n%s", articles[0], diff)
	}
	if articles[1].Reservations != nil {
		t.Errorf("reservations of a page without any are %+v", articles[1].Reservations)
	}
}

func TestReservationsOfTheHeadAreKept(t *testing.T) {
	t.Parallel()
	w := newReadingWire(t)
	w.site.puts("/2026/boats", strings.Replace(news("Boats come in late", "The ice is gone.", "ropes", 1), "<head>", `<head><meta name="tdm-reservation" content="1">`, 1))
	w.handle(w.announce(w.item("/2026/boats", "1"), 1))
	articles, _ := w.articles()
	if len(articles) != 1 || articles[0].Reservations == nil || !articles[0].Reservations.TDM || articles[0].Extraction.Method == "feed" {
		t.Errorf("articles are %+v", articles)
	}
}

func TestARefusedReservationLeavesWhatTheFeedSaid(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.parser.config.Refuse = []string{"noai", "tdm"}
	w.site.answer("/short", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/a", http.StatusFound) })
	w.site.page("/a", "Boats come in\nFirst.")
	w.handle(w.announce(w.item("/short", "1"), 1))
	w.site.reserves("/a", "Boats come in\nFirst, and second.", "X-Robots-Tag", "noai")
	w.handle(w.announce(w.item("/short", "2"), 1))
	w.site.reserves("/b", "Boats go out\nThird.", "X-Robots-Tag", "noarchive") // which isn't refused
	w.handle(w.announce(w.item("/b", "1"), 1))
	articles, _ := w.articles()
	if len(articles) != 3 || len(w.rejections()) != 0 {
		t.Fatalf("%d articles, %d rejections", len(articles), len(w.rejections()))
	}
	if a := articles[1]; a.ID != articles[0].ID || a.Version != 2 || a.Headline != "What the feed says" || a.Extraction.Method != "feed" ||
		!strings.Contains(a.Extraction.Warnings[0], "noai") || !a.Reservations.NoAI || a.HTTP.Status != 200 {
		t.Errorf("the refused page is %+v", a)
	}
	if articles[2].Headline != "Boats go out" || !articles[2].Reservations.NoArchive {
		t.Errorf("the page that isn't refused is %+v", articles[2])
	}
	untold := w.item("/a", "3")
	untold.Title = ""
	untold.ID, untold.URL = schema.ItemID(w.site.URL+"/a"), w.site.URL+"/a"
	w.handle(w.announce(untold, 1))
	if r := w.rejections(); len(r) != 1 || r[0].Reason != reasonReserved {
		t.Errorf("rejections are %+v", r)
	}
}

func TestSettingsOfLooksAndReservationsAreChecked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Config){
		"looks back":  func(c *Config) { c.LookAgain = append(c.LookAgain, 2*confirmAfter, confirmAfter) },
		"looks never": func(c *Config) { c.LookAgain = append(c.LookAgain, 2*maxLookAfter) },
		"looks now":   func(c *Config) { c.LookAgain = append(c.LookAgain, 0) },
		"refuses all": func(c *Config) { c.Refuse = []string{"everything"} },
	} {
		config := Defaults()
		change(&config)
		if err := config.Validate(); err == nil {
			t.Errorf("%s: no fault", name)
		}
	}
}
