package extract

import (
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"
	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// The names of meta elements that hold the date of publication, the best first.
func publishedMetas() []string {
	return []string{
		"article:published_time", "datepublished", "og:published_time", "article:published", "published_time", "og:article:published_time", "rnews:datepublished",
		"parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "date.published", "article.published",
		"dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dc.date.created", "dcterms.date", "citation_publication_date", "originalpublicationdate",
		"article_date_original", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "shareaholic:article_published_time", "datecreated", "date", "bt:pubdate", "last-modified-date", "release_date", "displaydate",
	}
}

func modifiedMetas() []string {
	return []string{"article:modified_time", "og:updated_time", "datemodified", "article:modified", "lastmod", "dcterms.modified", "last-modified"}
}

// readDates fills in when the page was published and changed, and where that was found.
func (p *page) readDates(a *schema.Article) {
	p.publish(a, "jsonld", p.ld.DatePublished)
	for _, name := range publishedMetas() {
		for _, v := range p.survey.Metas[name] {
			p.publish(a, "meta", v)
		}
	}
	p.readTimes(a, false)
	p.readDateTexts(a)
	p.readTimes(a, true)
	p.zone(a)
	if p.Item != nil {
		p.publish(a, "feed", string(p.Item.Published))
	}
	if a.DatePublished == "" {
		p.searchDate(a)
	}
	a.DatePrecision = a.DatePublished.Precision()
	p.readModified(a)
}

// publish takes a date if there is none yet and it can be.
func (p *page) publish(a *schema.Article, source, s string) {
	if a.DatePublished != "" || s == "" {
		return
	}
	d, ok := p.x.dates.Read(s)
	if !ok {
		return
	}
	if p.isFuture(d) {
		p.warn("date of publication lies in the future: " + source)
		return
	}
	a.DatePublished, a.DateSource = d, source
}

// isFuture allows what clocks differ by, and for a day that it has begun
// somewhere on earth.
func (p *page) isFuture(d schema.Date) bool {
	const skew, ahead = 10 * time.Minute, 14 * time.Hour
	t, err := d.Time()
	if err != nil {
		return true
	}
	limit := p.x.config.Now().Add(skew)
	if d.Precision() == schema.PrecisionDay {
		limit = limit.Add(ahead)
	}
	return t.After(limit)
}

// readTimes looks at itemprop=datePublished first, then at the page's <time>
// elements, of which the first is the article's: those outside the page's frame
// and what stands aloof, or at last those, too.
func (p *page) readTimes(a *schema.Article, anywhere bool) {
	for _, n := range p.survey.Props["datepublished"] {
		p.publish(a, "time", firstOf(dom.Attr(n, "datetime"), dom.Attr(n, "content"), dom.Text(n)))
	}
	for _, n := range p.survey.Times {
		if a.DatePublished != "" {
			return
		}
		if inFurniture(n) || !anywhere && p.isAloof(n) || strings.Contains(strings.ToLower(dom.Attr(n, "itemprop")), "modified") {
			continue
		}
		if s := firstOf(dom.Attr(n, "datetime"), dom.Text(n)); p.suitsAddress(s) {
			p.publish(a, "time", s)
		}
	}
}

// isAloof says whether an element stands in one that is none of the article's,
// and isn't named after what it holds.
func (p *page) isAloof(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if p.offRoots[n] {
			names := dom.ClassAndID(n)
			return !strings.Contains(names, "byline") && !strings.Contains(names, "date") && !strings.Contains(names, "time")
		}
	}
	return false
}

// suitsAddress says whether a date isn't another than the one that the page's
// address has: a date that stands about on a page may be anything's.
func (p *page) suitsAddress(s string) bool {
	const apart = 50 * time.Hour // of zones, and of a night's work
	known, ok := p.x.dates.OfPath(p.address.Path)
	if !ok {
		return true
	}
	d, ok := p.x.dates.Read(s)
	if !ok {
		return false
	}
	t, err1 := d.Time()
	u, err2 := known.Time()
	return err1 == nil && err2 == nil && t.Sub(u).Abs() < apart
}

// readDateTexts looks for a printed date: the short lines above the body, and
// those anywhere that say what they are.
func (p *page) readDateTexts(a *schema.Article) {
	for _, b := range p.dateLines() {
		if a.DatePublished == "" && p.suitsAddress(b.Text) {
			p.publish(a, "text", b.Text)
		}
	}
	if a.DatePublished != "" {
		return
	}
	const most = 12 // words
	for i := range p.blocks {
		if b := &p.blocks[i]; b.Words <= most && !p.aloof[i] && saysPublished(b.Text) && p.suitsAddress(b.Text) {
			p.publish(a, "text", b.Text)
		}
	}
}

// dateLines are the short lines above the body that hold a date.
func (p *page) dateLines() []*block.Block {
	first := p.firstProse()
	const above = 12 // blocks
	var lines []*block.Block
	for i := max(0, first-above); i < min(first+1, len(p.blocks)); i++ {
		if b := &p.blocks[i]; b.LinkShare <= half && p.isDateLine(b) {
			lines = append(lines, b)
		}
	}
	return lines
}

// saysPublished knows the words that label a date of publication.
func saysPublished(s string) bool {
	s = strings.ToLower(text.Cut(s, 40))
	for _, word := range [...]string{
		"published", "posted", "veröffentlicht", "erschienen", "erstellt", "publiziert", "eingestellt am", "datum:", "date:", "publié", "mis en ligne",
		"publicado", "pubblicato", "gepubliceerd", "geplaatst", "opublikowano", "data publikacji", "опубликовано", "publicerad", "publisert", "udgivet", "julkaistu",
	} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// zone puts a time of publication that is given in UTC into the zone that the
// page prints it in: the same instant, with the day that its readers know.
func (p *page) zone(a *schema.Article) {
	t, err := a.DatePublished.Time()
	if err != nil || a.DatePublished.Precision() == schema.PrecisionDay || !strings.HasSuffix(string(a.DatePublished), "Z") {
		return
	}
	const most, india = 14 * time.Hour, 5*time.Hour + 30*time.Minute // by quarters of an hour, chance would have a say
	for _, b := range p.dateLines() {
		d, ok := p.x.dates.Read(b.Text)
		if !ok || d.Precision() == schema.PrecisionDay {
			continue
		}
		printed, err := d.Time()
		if err != nil {
			continue
		}
		_, offset := printed.Zone()
		apart := printed.Add(time.Duration(offset) * time.Second).Truncate(time.Minute).Sub(t.Truncate(time.Minute))
		if apart != 0 && apart.Abs() <= most && (apart%time.Hour == 0 || apart == india) {
			a.DatePublished = schema.NewDate(t.In(time.FixedZone("", int(apart.Seconds()))), a.DatePublished.Precision())
			return
		}
	}
}

// firstProse is the index of the first block of the body.
func (p *page) firstProse() int {
	for i, c := range p.chosen {
		if c {
			return i
		}
	}
	return len(p.blocks)
}

// searchDate is the last resort: a date in the address, or what go-htmldate
// finds anywhere on the page. Both are marked by a warning.
func (p *page) searchDate(a *schema.Article) {
	if d, ok := p.x.dates.OfPath(p.address.Path); ok && !p.isFuture(d) {
		a.DatePublished, a.DateSource = d, "text"
		p.warn("date of publication is that of the address")
		return
	}
	if p.survey.Nodes > p.x.config.MaxReadNodes {
		p.warn("page is too large for a search of its date")
		return
	}
	now := p.x.config.Now()
	found, err := htmldate.FromDocument(p.doc, htmldate.Options{UseOriginalDate: true, URL: p.URL, MaxDate: now})
	if err != nil || found.IsZero() {
		return
	}
	d := schema.NewDate(found.DateTime, schema.PrecisionDay)
	if !p.isFuture(d) {
		a.DatePublished, a.DateSource = d, "text"
		p.warn("date of publication is a guess")
	}
}

func (p *page) readModified(a *schema.Article) {
	values := []string{p.ld.DateModified}
	for _, name := range modifiedMetas() {
		values = append(values, p.survey.Metas[name]...)
	}
	for _, n := range p.survey.Props["datemodified"] {
		values = append(values, firstOf(dom.Attr(n, "datetime"), dom.Attr(n, "content")))
	}
	if p.Item != nil {
		values = append(values, string(p.Item.Updated))
	}
	for _, v := range values {
		if d, ok := p.x.dates.Read(v); ok && !p.isFuture(d) {
			a.DateModified = d
			return
		}
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
