package command

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// headline is an article as people see it in a list.
type headline struct {
	at        time.Time
	language  string
	publisher string
	title     string
	url       string
}

// headlineOf takes of an article what is shown, fit for a terminal.
func headlineOf(a *schema.Article, at time.Time) headline {
	title := cmp.Or(terminal.Clean(a.Headline), "(no headline)")
	switch a.EventType() {
	case schema.EventUpdated:
		title = "(updated) " + title
	case schema.EventWithdrawn:
		title = "(withdrawn) " + title
	}
	return headline{
		at: at, title: title, url: terminal.Clean(a.URL),
		language:  terminal.Clean(store.Language(a.InLanguage)),
		publisher: cmp.Or(terminal.Clean(a.Publisher.Name), terminal.Clean(a.Publisher.Domain)),
	}
}

// write writes the headline in one go. A terminal gets two lines, the second
// whole, so that the address can be opened:
//
//	2031-05-04 03:02  en   Boat 1 comes in
//	                       The Harbour  https://harbour.example/news/1
//
// Anything else gets one line with tabs, and the time in UTC (RFC 3339).
func (h headline) write(w io.Writer, width int) error {
	if width <= 0 {
		fields := []string{h.at.UTC().Format(time.RFC3339), h.language, h.publisher, h.title, h.url}
		_, err := io.WriteString(w, strings.Join(fields, "\t")+"\n")
		return err
	}
	first := fmt.Sprintf("%s  %s  ", h.at.Local().Format("2006-01-02 15:04"), terminal.Pad(h.language, 3))
	second := strings.Repeat(" ", runewidth.StringWidth(first))
	if h.publisher != "" {
		second += h.publisher + "  "
	}
	_, err := io.WriteString(w, terminal.Cut(first+h.title, width)+"\n"+second+h.url+"\n")
	return err
}
