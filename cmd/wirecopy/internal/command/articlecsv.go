package command

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// csvColumn is a column of the export for spreadsheets.
type csvColumn struct {
	name  string
	value func(a *schema.Article, row store.Row) string
}

// csvColumns are all columns, with the names that the record has for them; the
// text, which is long, is last. docs/storage.md describes them. New ones are added
// before the text, and none is renamed or dropped.
func csvColumns() []csvColumn {
	type article = *schema.Article
	of := func(name string, value func(a article) string) csvColumn {
		return csvColumn{name, func(a article, _ store.Row) string { return value(a) }}
	}
	return []csvColumn{
		of("id", func(a article) string { return a.ID }),
		of("version", func(a article) string { return strconv.Itoa(a.Version) }),
		of("versionCreated", func(a article) string { return instant(a.VersionCreated) }),
		of("pubStatus", func(a article) string { return string(a.PubStatus) }),
		of("url", func(a article) string { return a.URL }),
		of("headline", func(a article) string { return a.Headline }),
		of("description", func(a article) string { return a.Description }),
		of("author", func(a article) string { return joined(a.Author, func(p schema.Person) string { return p.Name }) }),
		of("byline", func(a article) string { return a.Byline }),
		of("publisher", func(a article) string { return a.Publisher.Name }),
		of("publisherDomain", func(a article) string { return a.Publisher.Domain }),
		of("provider", func(a article) string {
			if a.Provider == nil {
				return ""
			}
			return a.Provider.Name
		}),
		of("datePublished", func(a article) string { return string(a.DatePublished) }),
		of("dateModified", func(a article) string { return string(a.DateModified) }),
		of("discovered", func(a article) string { return instant(a.Discovered) }),
		of("inLanguage", func(a article) string { return a.InLanguage }),
		of("articleSection", func(a article) string { return a.ArticleSection }),
		of("keywords", func(a article) string { return joined(a.Keywords, func(s string) string { return s }) }),
		of("access", func(a article) string { return string(a.Access) }),
		of("wordCount", func(a article) string { return strconv.Itoa(a.WordCount) }),
		of("simhash", func(a article) string { return a.Simhash }),
		of("feed", func(a article) string { return a.Feed.URL }),
		{"storyId", func(_ article, row store.Row) string { return row.Story }},
		{"earliestSeen", func(_ article, row store.Row) string { return instant(row.EarliestSeen) }},
		of("articleBody", func(a article) string { return a.ArticleBody }),
	}
}

// csvPrinter prints the most important fields for spreadsheets: RFC 4180, with a
// header, CR LF at the end of lines, within a field too.
type csvPrinter struct {
	out     *csv.Writer
	columns []csvColumn
	record  []string // used again
}

// newCSVPrinter makes the printer and prints the header.
func newCSVPrinter(out io.Writer) (*csvPrinter, error) {
	p := &csvPrinter{out: csv.NewWriter(out), columns: csvColumns()}
	p.out.UseCRLF = true
	for _, c := range p.columns {
		p.record = append(p.record, c.name)
	}
	return p, p.write()
}

func (p *csvPrinter) print(row store.Row) error {
	a, err := row.Article()
	if err != nil {
		return brokenError{err}
	}
	for i, c := range p.columns {
		p.record[i] = disarm(c.value(a, row))
	}
	return p.write()
}

func (p *csvPrinter) write() error {
	if err := p.out.Write(p.record); err != nil {
		return err
	}
	p.out.Flush()
	return p.out.Error()
}

// disarm puts an apostrophe before what a spreadsheet would take for a formula and
// run: = + - @, also in full width, and the white space that OWASP names ("CSV
// Injection") at the beginning of a field. Where a spreadsheet parts fields at
// semicolons or tabs, as in most of Europe, quotes don't hold a field of ours
// together: so the beginning of each line counts, and what follows a semicolon or tab.
func disarm(field string) string {
	var b strings.Builder
	written, begins := 0, true
	for i, r := range field {
		if begins && strings.ContainsRune("=+-@＝＋－＠\t\r", r) {
			b.WriteString(field[written:i] + "'")
			written = i
		}
		begins = r == '\n' || r == '\r' || r == '\t' || r == ';' || begins && (r == ' ' || r == '"')
	}
	if written == 0 && b.Len() == 0 {
		return field
	}
	return b.String() + field[written:]
}

// instant is a point of time in UTC, to the second; nothing for the zero time.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// joined are the names of several things in one field.
func joined[T any](list []T, name func(T) string) string {
	names := make([]string, len(list))
	for i, item := range list {
		names[i] = strings.ReplaceAll(name(item), "|", "/")
	}
	return strings.Join(names, "|")
}
