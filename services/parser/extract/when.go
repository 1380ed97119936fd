package extract

import (
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// The names of meta elements that hold the date of publication.
func publishedMetas() []string {
	return []string{
		"article:published_time", "datepublished", "og:published_time", "article:published", "published_time", "og:article:published_time", "rnews:datepublished",
		"parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "date.published", "article.published",
		"citation_publication_date", "originalpublicationdate", "article_date_original", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
		"shareaholic:article_published_time", "bt:pubdate", "displaydate", "dc.date.issued", "dcterms.issued",
	}
}

// datedMetas are the names of those that hold some date of the page, which may
// also be when its record in the site's database was made, or changed.
func datedMetas() []string {
	return []string{"dc.date", "dcterms.created", "dc.date.created", "dcterms.date", "datecreated", "date", "last-modified-date", "release_date"}
}

func modifiedMetas() []string {
	return []string{"article:modified_time", "og:updated_time", "datemodified", "article:modified", "lastmod", "dcterms.modified", "last-modified"}
}

// readDates fills in when the page was published and changed, and where that
// was found. The parts of the page that give a date are weighed against each
// other, so that one that has another story's, or the day of the last change, is
// outvoted.
func (p *page) readDates(a *schema.Article) {
	p.order = p.orderOf(a.InLanguage)
	p.readModified(a)
	p.readings(a)
	if r, ok := p.elect(); ok {
		a.DatePublished, a.DateSource = r.date, r.source
		p.zone(a)
	} else {
		p.searchDate(a)
	}
	a.DatePrecision = a.DatePublished.Precision()
}

// orderOf is how numeric dates are written in a language: of English it is the
// country that decides, and a site that names none is taken for one of the United States.
func (p *page) orderOf(language string) date.Order {
	base, region, _ := strings.Cut(language, "-")
	switch base {
	case "en":
	case schema.LanguageUnknown, "zh", "ja", "ko", "hu", "lt", "mn":
		return date.Unknown
	default:
		return date.DayFirst
	}
	host := p.address.Hostname()
	top := host[strings.LastIndexByte(host, '.')+1:]
	switch {
	case region == "US" || region == "" && (len(top) != 2 || top == "us"):
		return date.MonthFirst
	case region == "CA" || region == "PH" || top == "ca" || top == "ph":
		return date.Unknown
	}
	return date.DayFirst
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

// zone puts a time of publication that is given in UTC into the zone that the
// page has it in elsewhere, or prints it in: the same instant, with the day that
// its readers know. Where nothing but that day is known, the zone is the nearest
// to Greenwich that makes it so.
func (p *page) zone(a *schema.Article) {
	t, err := a.DatePublished.Time()
	if err != nil || a.DatePublished.Precision() == schema.PrecisionDay || !strings.HasSuffix(string(a.DatePublished), "Z") || a.DateSource == "text" {
		return
	}
	if east, ok := p.offsetOf(t); ok {
		a.DatePublished = schema.NewDate(t.In(time.FixedZone("", int(east.Seconds()))), a.DatePublished.Precision())
	}
}

// offsetOf is how far east of Greenwich the page's other readings put an instant.
func (p *page) offsetOf(t time.Time) (east time.Duration, ok bool) {
	const most, india = 14 * time.Hour, 5*time.Hour + 30*time.Minute // by quarters of an hour, chance would have a say
	for i := range p.dates {
		u := p.dates[i].time
		_, offset := u.Zone()
		if exactness(p.dates[i].date) < 2 {
			continue
		}
		if offset != 0 && u.Truncate(time.Minute).Equal(t.Truncate(time.Minute)) {
			return time.Duration(offset) * time.Second, true
		}
		if p.dates[i].weight < weightTime {
			continue
		}
		apart := u.Add(time.Duration(offset) * time.Second).Truncate(time.Minute).Sub(t.Truncate(time.Minute))
		if apart != 0 && apart.Abs() <= most && (apart%time.Hour == 0 || apart == india) {
			return apart, true
		}
	}
	for i := range p.dates {
		r := &p.dates[i]
		if r.date.Precision() == schema.PrecisionDay && r.weight >= weightTime && r.agrees(&reading{time: t, date: schema.NewDate(t, schema.PrecisionSecond)}) {
			return dayOffset(r, t), true
		}
	}
	return 0, false
}

// dayOffset is the least offset, in whole hours, that puts an instant into a day.
func dayOffset(r *reading, t time.Time) time.Duration {
	for east := time.Duration(0); east < 24*time.Hour; east += time.Hour {
		switch {
		case r.isDayOf(t.Add(east)):
			return east
		case r.isDayOf(t.Add(-east)):
			return -east
		}
	}
	return 0
}

// readModified fills in when the page was last changed.
func (p *page) readModified(a *schema.Article) {
	values := []string{p.ld.DateModified}
	for _, name := range modifiedMetas() {
		values = append(values, p.survey.Metas[name]...)
	}
	for _, n := range p.survey.Props["datemodified"] {
		values = append(values, timeText(n))
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

// timeText is the date that an element has for machines, else its text.
func timeText(n *html.Node) string {
	return firstOf(dom.Attr(n, "datetime"), dom.Attr(n, "content"), dom.Text(n))
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
