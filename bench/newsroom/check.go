package newsroom

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxLine is the longest line that may be a record, in bytes.
const maxLine = 8 << 20

// Check reads a consumer's records, one [schema.Article] in JSON a line, and
// holds them against what is published when it begins. What is published
// meanwhile may have records and need not, and neither need articles that are not
// to be had. The error is the reader's; whatever is wrong with the records is in
// the report.
func (n *Newsroom) Check(r io.Reader) (Report, error) {
	c := check{newsroom: n, report: newReport(), seen: make(map[uint64]*sighting)}
	published := make([]int, len(n.feeds))
	now := n.seconds()
	for i, f := range n.feeds {
		published[i] = f.press.published(now)
		c.report.Published += published[i]
	}
	lines := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for {
		var err error
		line, err = readLine(lines, line[:0])
		c.line(line)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return c.report, fmt.Errorf("read records: %w", err)
		}
	}
	for i, f := range n.feeds {
		for k := range published[i] {
			c.account(f, k)
		}
	}
	return c.report, nil
}

// account counts what there is of an article after all records.
func (c *check) account(f *feed, k int) {
	n := c.newsroom
	number := n.number(f, k)
	seen := c.seen[number]
	var kind string
	switch toBeHad := n.fate(number, f.press.when(k)).ToBeHad(); {
	case !toBeHad:
		c.report.Unavailable++
		if seen != nil && seen.fromFeed {
			c.report.FromFeed++
		}
		return
	case seen == nil:
		c.report.Missing++
		kind = "missing"
	case !seen.fromPage:
		c.report.Degraded++
		kind = "degraded"
	default:
		return
	}
	if len(c.report.Examples[kind]) < maxExamples {
		b, _ := n.brief(f, k)
		c.report.example(kind, "%s of %s in %s", f.site.base+f.site.articlePath(b), b.published.Format("2006-01-02 15:04:05"), f.url())
	}
}

// readLine reads a line without its end into buf. Of a line that is too long
// only the beginning is kept, one byte more than may be.
func readLine(r *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		part, err := r.ReadSlice('\n')
		if room := maxLine + 1 - len(buf); len(part) > room {
			part = part[:room]
		}
		buf = append(buf, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(buf, "\r\n"), err
		}
	}
}

// check is a check under way.
type check struct {
	newsroom *Newsroom
	report   Report
	seen     map[uint64]*sighting // by article
}

// sighting is what records of an article there were.
type sighting struct {
	versions []version
	split    bool
	fromFeed bool // there is a record of what the feed said alone
	fromPage bool // there is a record of the page
}

type version struct {
	id     string
	number int
}

// line checks one line.
func (c *check) line(line []byte) {
	if len(bytes.TrimSpace(line)) == 0 {
		return
	}
	var record schema.Article
	if len(line) > maxLine {
		c.report.Unreadable++
		c.report.example("unreadable", "a line is longer than %d bytes", maxLine)
		return
	}
	if err := json.Unmarshal(line, &record); err != nil {
		c.report.Unreadable++
		c.report.example("unreadable", "%v: %s", err, line)
		return
	}
	c.report.Records++
	number, ok := c.find(record.URL)
	if !ok {
		c.report.Unknown++
		c.report.example("unknown", "%s, id %s", record.URL, record.ID)
		return
	}
	if c.sight(number, &record) {
		c.content(c.newsroom.article(number), &record)
	}
}

// content checks what a record says.
func (c *check) content(truth *card, record *schema.Article) {
	switch {
	case isFromFeed(record):
		c.feedFields(truth, record)
	case !truth.Fate.ToBeHad():
		c.report.Unfounded++
		c.report.example("unfounded", "%s is %s, and the method is %q", truth.URL, truth.Fate, record.Extraction.Method)
	default:
		c.text(truth, record)
		c.fields(truth, record)
	}
}

// isFromFeed says whether a record holds what the feed said and nothing else. A
// page that was had may have its text from the feed and is a page all the same.
func isFromFeed(record *schema.Article) bool {
	return record.Extraction.Method == "feed" && (record.HTTP == nil || record.HTTP.Status != http.StatusOK)
}

// find is the article with an address, or with one that redirects to its own.
func (c *check) find(address string) (uint64, bool) {
	canonical, err := schema.CanonicalURL(address)
	if err != nil {
		return 0, false
	}
	u, err := url.Parse(canonical)
	if err != nil {
		return 0, false
	}
	s, ok := c.newsroom.hosts[u.Scheme+"://"+u.Host]
	if !ok {
		return 0, false
	}
	if number, ok := c.newsroom.articleAt(s, u.Path, u.RawQuery); ok {
		return number, true
	}
	return c.newsroom.movedFrom(s, u.Path)
}

// sight notes that there is a record of an article, and tells whether it is a
// new one whose content is to be looked at.
func (c *check) sight(number uint64, record *schema.Article) bool {
	s := c.seen[number]
	if s == nil {
		s = new(sighting)
		c.seen[number] = s
	}
	if slices.Contains(s.versions, version{record.ID, record.Version}) {
		c.report.Duplicates++
		c.report.example("duplicates", "%s version %d: %s", record.ID, record.Version, record.URL)
		return false
	}
	if len(s.versions) > 0 && s.versions[0].id != record.ID && !s.split {
		s.split = true
		c.report.Split++
		c.report.example("split", "%s has ids %s and %s", record.URL, s.versions[0].id, record.ID)
	}
	fromFeed := isFromFeed(record)
	better := !fromFeed && s.fromFeed && !s.fromPage
	s.fromFeed, s.fromPage = s.fromFeed || fromFeed, s.fromPage || !fromFeed
	if record.Version > 1 && !better {
		c.report.Revised++
		c.report.example("revised", "%s version %d: %s", record.ID, record.Version, record.URL)
	}
	const most = 64 // versions that are remembered of an article: more are no mistake but an attack
	if len(s.versions) < most {
		s.versions = append(s.versions, version{record.ID, record.Version})
	}
	return true
}

// text checks which blocks the text of a record has.
func (c *check) text(truth *card, record *schema.Article) {
	found := make(map[string]int)
	for _, p := range bodyOf(record) {
		markers(p, func(m string) { found[m]++ })
	}
	c.report.Paragraphs += len(truth.Paragraphs)
	for _, p := range truth.Paragraphs {
		times := found[p.Marker]
		delete(found, p.Marker)
		switch {
		case times == 0:
			c.report.Lost++
			c.report.example("lost", "%s: %s %s", truth.URL, p.Role, p.Text)
		case times > 1:
			c.report.Doubled += times - 1
			c.report.example("doubled", "%s: %s", truth.URL, p.Text)
		}
	}
	for _, m := range slices.Sorted(maps.Keys(found)) {
		c.report.Noise += found[m]
		c.report.example("noise", "%s: %s", truth.URL, paragraphWith(record, m))
	}
}

// bodyOf is a record's text, paragraph by paragraph.
func bodyOf(record *schema.Article) []string {
	if len(record.Body) == 0 {
		return strings.Split(record.ArticleBody, "\n")
	}
	texts := make([]string, len(record.Body))
	for i, p := range record.Body {
		texts[i] = p.Text
	}
	return texts
}

// paragraphWith is the paragraph of a record that holds a marker.
func paragraphWith(record *schema.Article, marker string) string {
	for _, p := range bodyOf(record) {
		if strings.Contains(p, marker) {
			return p
		}
	}
	return marker
}
