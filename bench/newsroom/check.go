package newsroom

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxLine is the longest line that may be a record, in bytes.
const maxLine = 8 << 20

// Check reads a consumer's records, one [schema.Article] in JSON a line, and
// holds them against what is published when it begins. What is published
// meanwhile may have records and need not. The error is the reader's; whatever
// is wrong with the records is in the report.
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
			if number := n.number(f, k); c.seen[number] == nil {
				c.report.Missing++
				if len(c.report.Examples["missing"]) < maxExamples {
					b, _ := n.brief(f, k)
					c.report.example("missing", "%s of %s in %s", f.site.base+f.site.articlePath(b), b.published.Format("2006-01-02 15:04:05"), f.url())
				}
			}
		}
	}
	return c.report, nil
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
		truth := c.newsroom.article(number)
		c.text(truth, &record)
		c.fields(truth, &record)
	}
}

// find is the article with an address.
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
	return c.newsroom.articleAt(s, u.Path, u.RawQuery)
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
	if record.Version > 1 {
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
