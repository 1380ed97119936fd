package command

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// report is the explanation for people, in the order in which a poll goes: the
// way to the document, the document, and what follows.
func (c *TestFeed) report(e *fetcher.Explanation, width int) string {
	m := &memo{width: width}
	m.way(e)
	if e.Kind != "" {
		m.document(e)
	}
	m.choices(e, c.adding)
	m.line("state", "%s", stateOf(e))
	if e.Interval > 0 {
		m.line("next poll", "after about %s", roughly(time.Duration(e.Interval)*time.Second))
	}
	m.advice(e, c.adding)
	return m.String()
}

// adding is the command that adds a feed. Secrets are for the host that they were
// given for.
func (c *TestFeed) adding(url string) string {
	words := []string{"wirecopy", "feeds", "add"}
	if len(c.Header) == 0 || oneHost([]string{c.URL, url}) == nil {
		words = append(words, c.words()...)
	}
	return shellLine(append(words, url)...)
}

// way shows how the answer was come by.
func (m *memo) way(e *fetcher.Explanation) {
	m.line("address", "%s", e.URL)
	for i, hop := range e.Hops {
		to := e.Final
		if i+1 < len(e.Hops) {
			to = e.Hops[i+1].URL
		}
		duration := "temporary"
		if hop.Status == http.StatusMovedPermanently || hop.Status == http.StatusPermanentRedirect {
			duration = "permanent"
		}
		m.line("redirect", "%d (%s)%s", hop.Status, duration, behind(" to ", to))
	}
	if e.Moved != "" {
		m.line("moved", "%s is asked instead, once three polls in a row over a day were sent there", e.Moved)
	}
	if e.Status == 0 {
		return
	}
	text := fmt.Sprintf("%d %s%s", e.Status, http.StatusText(e.Status), behind(", ", e.ContentType))
	if e.Bytes > 0 {
		text += ", " + size(e.Bytes)
		if e.Wire != e.Bytes {
			text += " (" + size(e.Wire) + " as sent)"
		}
	}
	m.line("answer", "%s, %d ms", text, e.Millis)
}

// document shows what was read.
func (m *memo) document(e *fetcher.Explanation) {
	var validators []string
	for _, v := range []struct{ name, value string }{{"ETag", e.ETag}, {"Last-Modified", e.LastModified}} {
		if v.value != "" {
			validators = append(validators, v.name+" "+v.value)
		}
	}
	m.line("validators", "%s", cmp.Or(strings.Join(validators, "; "), "none: every poll downloads the whole document"))
	m.line("kind", "%s", kindOf(e.Kind))
	m.line("title", "%s", e.Title)
	m.line("site", "%s", e.Site)
	m.line("language", "%s", e.Language)
	if e.Kind != "sitemapindex" {
		m.line("entries", "%d, of which the first poll would announce %d", e.Count, e.Announced)
	}
	if e.Dropped > 0 {
		m.line("dropped", "%d without an address, or more than are read", e.Dropped)
	}
	for _, repair := range e.Repairs {
		m.line("repaired", "%s", repairOf(repair))
	}
	m.line("asks for", "%s", strings.Join(wishes(e), "; "))
	m.line("hub", "%s", e.Hints.Hub)
	for i, entry := range e.Entries {
		date := cmp.Or(string(cmp.Or(entry.Published, entry.Updated)), "no date")
		m.item(i+1, cmp.Or(terminal.Clean(entry.Title), "(no title)"), date+gap+terminal.Clean(entry.URL))
	}
}

// choices shows the feeds of a page, with the command that adds each.
func (m *memo) choices(e *fetcher.Explanation, adding func(url string) string) {
	if len(e.Choices) == 0 {
		return
	}
	m.line("kind", "a web page that names feeds")
	for i, choice := range e.Choices {
		name := cmp.Or(terminal.Clean(choice.Title), "(no name)")
		m.item(i+1, name+behind(gap, terminal.Clean(choice.Type)), terminal.Clean(adding(choice.URL)))
	}
}

// advice says what to do next.
func (m *memo) advice(e *fetcher.Explanation, adding func(url string) string) {
	root := rootOf(e.URL)
	switch {
	case e.Picked != "":
		m.line("to do", "add it as it is, or the feed itself; what is in that is shown by the second command:")
		m.command(adding(e.URL))
		m.command(shellLine("wirecopy", "feeds", "test", e.Picked))
	case len(e.Choices) > 0:
		m.line("to do", "add those that are meant, by the commands above")
	case isWell(e):
		m.line("to do", "add it:")
		m.command(adding(cmp.Or(e.Moved, e.URL)))
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		m.line("to do", "if the site wants a login, put name:password into a file of a directory, and name both by --secrets DIRECTORY --header Authorization=basic:FILE")
	case e.Health == schema.HealthBlocked:
		m.line("to do", "change what the state says; nothing was asked there")
	case (e.Status/100 == 2 || e.Status == http.StatusNotFound || e.Status == http.StatusGone) && e.URL != root:
		m.line("to do", "look for feeds where the site begins:")
		m.command(shellLine("wirecopy", "feeds", "test", root))
	default:
		m.line("to do", "see whether the address is right; a wire that has it tries again by itself, in growing pauses")
	}
}

// stateOf is the state that the feed would have, and why.
func stateOf(e *fetcher.Explanation) string {
	if e.Picked != "" {
		return "found: the feed that is clearly meant, " + e.Picked + ", would be polled next, if its site's robots.txt allows that"
	}
	return string(e.Health) + behind(": ", e.Error)
}

// wishes are what the site asks of those who poll the feed.
func wishes(e *fetcher.Explanation) []string {
	var list []string
	add := func(is bool, format string, args ...any) {
		if is {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	h := e.Hints
	add(!e.NotBefore.IsZero(), "no poll before %s (max-age, Expires or Retry-After)", e.NotBefore.UTC().Format("2006-01-02 15:04 UTC"))
	add(h.TTL > 0, "a poll every %s at most (ttl)", roughly(time.Duration(h.TTL)*time.Second))
	add(h.UpdatePeriod > 0, "a poll every %s (sy:updatePeriod)", roughly(time.Duration(h.UpdatePeriod)*time.Second))
	add(len(h.SkipHours) > 0, "none in the hours %s UTC (skipHours)", strings.Trim(fmt.Sprint(h.SkipHours), "[]"))
	var days []string
	for _, day := range h.SkipDays {
		days = append(days, time.Weekday(day).String())
	}
	add(len(days) > 0, "none on %s (skipDays)", strings.Join(days, ", "))
	return list
}

// kindOf names a kind of document for people.
func kindOf(kind string) string {
	switch kind {
	case "rss":
		return "RSS"
	case "rdf":
		return "RSS 1.0 (RDF)"
	case "cdf":
		return "CDF"
	case "atom":
		return "Atom"
	case "json":
		return "JSON Feed"
	case "sitemapindex":
		return "index of sitemaps, which are asked one after the other by the polls that follow"
	}
	return kind
}

// repairOf says what a repair was.
func repairOf(repair string) string {
	texts := map[string]string{
		document.RepairCharset:  "its charset is another one than it says",
		document.RepairControls: "characters that XML forbids were left out",
		document.RepairJunk:     "what stood before the document was left out",
		document.RepairMarkup:   "comments, angle brackets or namespaces that no parser takes",
		document.RepairTooMany:  "it has more entries than are read",
		document.RepairSalvaged: "it is broken or cut off: what follows the last good entry is lost",
	}
	return repair + behind(": ", texts[repair])
}

// rootOf is the address where a site begins.
func rootOf(url string) string {
	scheme, rest, _ := strings.Cut(url, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return scheme + "://" + rest + "/"
}

// behind is a text with something before it, and nothing if there is none.
func behind(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	default:
		return fmt.Sprintf("%d MB", (n+500_000)/1_000_000)
	}
}

// roughly is a length of time for people, in the largest unit of which it has two.
func roughly(d time.Duration) string {
	for _, unit := range []struct {
		name string
		time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if n := d.Round(unit.Duration) / unit.Duration; n >= 2 {
			return fmt.Sprintf("%d %s", n, unit.name)
		}
	}
	return fmt.Sprintf("%d s", d.Round(time.Second)/time.Second)
}
