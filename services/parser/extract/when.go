package extract

import (
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
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
	p.readTimes(a)
	p.readDateTexts(a)
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
// elements outside its frame, of which the first is the article's.
func (p *page) readTimes(a *schema.Article) {
	for _, n := range p.survey.Props["datepublished"] {
		p.publish(a, "time", firstOf(dom.Attr(n, "datetime"), dom.Attr(n, "content"), dom.Text(n)))
	}
	for _, n := range p.survey.Times {
		if inFurniture(n) || strings.Contains(strings.ToLower(dom.Attr(n, "itemprop")), "modified") {
			continue
		}
		p.publish(a, "time", firstOf(dom.Attr(n, "datetime"), dom.Text(n)))
	}
}

// readDateTexts looks for a printed date: the short lines above the body, and the byline's.
func (p *page) readDateTexts(a *schema.Article) {
	if a.DatePublished != "" {
		return
	}
	first := p.firstProse()
	const above = 12 // blocks
	for i := max(0, first-above); i < min(first+1, len(p.blocks)); i++ {
		b := &p.blocks[i]
		if !p.isDateLine(b) || b.LinkShare > half {
			continue
		}
		p.publish(a, "text", b.Text)
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
	if p.isTooCostly(p.x.config.MaxReadNodes) {
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
