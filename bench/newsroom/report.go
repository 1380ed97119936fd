package newsroom

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Report says how a consumer's records differ from the truth.
type Report struct {
	// Published is how many articles there were to be had when the check began.
	Published int `json:"published"`
	// Records is how many lines held a record, right or wrong.
	Records int `json:"records"`

	// Unavailable is how many of the published articles are not to be had, see
	// [Fate]. They need no record.
	Unavailable int `json:"unavailable"`
	// FromFeed is how many of those have a record of what the feed said, as they should.
	FromFeed int `json:"fromFeed"`

	// Missing counts published articles without a record, if they can be had.
	Missing int `json:"missing"`
	// Duplicates counts records whose id and version another record had before.
	Duplicates int `json:"duplicates"`
	// Split counts articles that have records under more than one id.
	Split int `json:"split"`
	// Degraded counts articles that can be had but have only records of what the feed said.
	Degraded int `json:"degraded"`
	// Unfounded counts records that claim to be made from a page that can't be had.
	Unfounded int `json:"unfounded"`
	// Revised counts records of later versions: no page of the newsroom ever
	// changes. The first one from a page after those from the feed is no revision.
	Revised int `json:"revised"`
	// Unknown counts records of addresses at which no article is published.
	Unknown int `json:"unknown"`
	// Unreadable counts lines that are no record in JSON, or longer than any is.
	Unreadable int `json:"unreadable"`

	// Paragraphs is how many blocks the texts of the known records from pages should have in all.
	Paragraphs int `json:"paragraphs"`
	// Lost counts blocks whose marker is nowhere in the text.
	Lost int `json:"lost"`
	// Doubled counts markers of blocks that come again in the text.
	Doubled int `json:"doubled"`
	// Noise counts markers in the text that are of no block of the article.
	Noise int `json:"noise"`

	// Fields are the other fields of the known records, by their names in
	// [schema.Article]; of records from the feed alone only headline and feed.
	Fields map[string]FieldCount `json:"fields"`
	// Examples are a few faults of each kind, in words, by the names above and those of the fields.
	Examples map[string][]string `json:"examples"`
}

// FieldCount counts records by what a field of theirs says.
type FieldCount struct {
	// Right is how many say what is true, which may be nothing.
	Right int `json:"right"`
	// Wrong is how many say something else.
	Wrong int `json:"wrong"`
	// Missing is how many say nothing where the page does.
	Missing int `json:"missing"`
}

// maxExamples of each kind are enough to begin looking.
const maxExamples = 3

func newReport() Report {
	return Report{Fields: make(map[string]FieldCount), Examples: make(map[string][]string)}
}

// example keeps a fault in words, if there is room.
func (r *Report) example(kind, format string, args ...any) {
	if len(r.Examples[kind]) < maxExamples {
		r.Examples[kind] = append(r.Examples[kind], shortened(fmt.Sprintf(format, args...)))
	}
}

// shortened keeps records of any size out of the report.
func shortened(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// count is a count of faults with its name.
type count struct {
	name string
	n    int
}

func (r Report) counts() []count {
	return []count{
		{"missing", r.Missing},
		{"duplicates", r.Duplicates},
		{"split", r.Split},
		{"degraded", r.Degraded},
		{"unfounded", r.Unfounded},
		{"revised", r.Revised},
		{"unknown", r.Unknown},
		{"unreadable", r.Unreadable},
		{"lost", r.Lost},
		{"doubled", r.Doubled},
		{"noise", r.Noise},
	}
}

// Err is nil only when every article is there once, whole and with all fields
// right. Otherwise it names what is not, with the counts.
func (r Report) Err() error {
	var faults []string
	for _, c := range r.counts() {
		if c.n > 0 {
			faults = append(faults, fmt.Sprintf("%d %s", c.n, c.name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		if c := r.Fields[name]; c.Wrong+c.Missing > 0 {
			faults = append(faults, fmt.Sprintf("%s %d wrong and %d missing", name, c.Wrong, c.Missing))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return errors.New("records differ from what was published: " + strings.Join(faults, ", "))
}

// String is the report for people.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d published, %d records\n", r.Published, r.Records)
	if r.Unavailable > 0 {
		fmt.Fprintf(&b, "%d of them not to be had, %d of those recorded from the feed\n", r.Unavailable, r.FromFeed)
	}
	examples := func(kind string) {
		for _, e := range r.Examples[kind] {
			fmt.Fprintf(&b, "    %s\n", e)
		}
	}
	fmt.Fprintf(&b, "articles   ")
	counts := r.counts()
	for i, c := range counts {
		if c.name == "lost" {
			fmt.Fprintf(&b, "\nparagraphs %d", r.Paragraphs)
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d %s", c.n, c.name)
	}
	b.WriteString("\n")
	for _, c := range counts {
		examples(c.name)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		c := r.Fields[name]
		fmt.Fprintf(&b, "%-18s %6d right %6d wrong %6d missing\n", name, c.Right, c.Wrong, c.Missing)
		examples(name)
	}
	return b.String()
}
