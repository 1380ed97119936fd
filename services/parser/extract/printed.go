package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// The weights of what a page says of its date of publication.
const (
	weightScript  = 1.0
	weightMeta    = 0.9
	weightLabel   = 0.9  // printed, and said to be the date of publication
	weightPrint   = 0.84 // printed by the headline
	weightOpening = 0.7  // the text begins with it
	weightTime    = 0.6  // a <time> that stands elsewhere
	weightFeed    = 0.86
	weightAddress = 0.85
	weightOther   = 0.15
	weightMonth   = 0.2
	weightFar     = 0.3 // printed off the headline
	weightChange  = 0.1 // printed, and the day of the last change
)

// readings gathers what the page says of when it was published.
func (p *page) readings(a *schema.Article) {
	p.reading("jsonld", byScript, weightScript, p.ld.DatePublished)
	for _, name := range publishedMetas() {
		for _, v := range p.survey.Metas[name] {
			p.reading("meta", byMeta, weightMeta, v)
		}
	}
	for _, n := range p.survey.Props["datepublished"] {
		p.reading("time", byProp, weightMeta, timeText(n))
	}
	sure := len(p.dates) > 0
	p.readPrint(a, sure)
	if d, ok := p.x.dates.OfPath(p.address.Path); ok {
		weight := weightAddress
		if d.Precision() == schema.PrecisionMonth {
			weight = weightMonth
		}
		p.keepReading("text", inAddress, weight, d)
	}
	if p.Item != nil {
		p.reading("feed", byFeed, weightFeed, string(p.Item.Published))
	}
	for _, name := range datedMetas() {
		for _, v := range p.survey.Metas[name] {
			p.reading("meta", byOtherMeta, weightOther, v)
		}
	}
}

// readPrint reads the dates that readers see: the lines about the headline, the
// page's <time> elements, the beginning of the text and, where nothing marks the
// date for machines, what says that it is the date of publication.
func (p *page) readPrint(a *schema.Article, sure bool) {
	const words, each = 16, 0.01 // a line that says more is less likely to be the date's
	first, title := p.firstProse(), p.headlineBlock()
	from, to := p.aboutHeadline(first, title)
	near := map[*html.Node]float64{}
	for i := from; i < to; i++ {
		b := &p.blocks[i]
		if b.Words > words || b.Counts.Digits == 0 || i == title {
			continue
		}
		weight := weightPrint
		if b.LinkShare > half && b.Words > words/2 {
			weight = weightFar
		}
		weight = max(weightChange, weight-apart(i, title, first)-each*float64(b.Words))
		if p.printed(a, b, weight) {
			near[b.Holder] = weight
		}
	}
	p.readOpenings(first)
	p.readTimes(near)
	if !sure && len(near) == 0 {
		p.readLabelled(a, false)
	}
}

// apart makes what stands farther from the headline, or from the text where it
// has none, weigh a little less, and what stands within the text least.
func apart(i, title, first int) float64 {
	const each, most, within = 0.01, 0.1, 0.15
	from := title
	if title < 0 {
		from = first
	}
	off := min(each*float64(max(i-from, from-i)), most)
	if i > first {
		off += within
	}
	return off
}

// aboutHeadline are the blocks from a few above the headline, or above the text
// where it has none, to the beginning of the text.
func (p *page) aboutHeadline(first, title int) (from, to int) {
	const above, overhead, begun, most = 12, 4, 5, 40
	from = max(0, first-above)
	if title >= 0 && title <= first {
		from = min(from, max(0, title-overhead))
		from = max(from, first-most, 0)
	}
	return from, min(first+begun, len(p.blocks))
}

// printed reads the dates of one line.
func (p *page) printed(a *schema.Article, b *block.Block, weight float64) (ok bool) {
	end := 0
	for _, f := range p.x.dates.Find(b.Text, p.order) {
		label := b.Text[end:f.At]
		end = f.End
		switch {
		case saysChanged(label):
			if a.DateModified == "" && !p.isFuture(f.Date) {
				a.DateModified = f.Date
			}
			weight = weightChange
		case saysPublished(label):
			weight = weightLabel
		}
		ok = p.keepReading("text", inPrint, min(weightLabel, weight+byClock(f.Date)), f.Date) || ok
	}
	return ok
}

// byClock is how much more a printed date weighs that has a time of day: those
// that a text speaks of seldom have.
func byClock(d schema.Date) float64 {
	switch d.Precision() {
	case schema.PrecisionMinute, schema.PrecisionSecond:
		return 0.05
	default:
		return 0
	}
}

// readOpenings reads the date that a text begins with, after its standfirst:
// "29.11.2022 – The boat", "(29 November 2022) The boat".
func (p *page) readOpenings(first int) {
	const early, most = 24, 4 // bytes, for a place may stand before it; blocks
	for i := first; i < min(first+most, len(p.blocks)); i++ {
		if found := p.x.dates.Find(p.blocks[i].Text, p.order); p.chosen[i] && len(found) > 0 && found[0].At <= early {
			p.keepReading("text", inPrint, weightOpening, found[0].Date)
			return
		}
	}
}

// readTimes reads the page's <time> elements: those in lines that were read are
// by the headline; of the others the first that is the article's counts.
func (p *page) readTimes(near map[*html.Node]float64) {
	const most = 4 // of those elsewhere: a page of comments has hundreds
	others := 0
	for _, n := range p.survey.Times {
		if inFurniture(n) || isOfChange(n) {
			continue
		}
		weight := weightTime
		if w, ok := weightAround(n, near); ok {
			weight = w
		} else if others++; others > most {
			continue
		} else if others > 1 || p.isAloof(n) {
			weight = weightChange
		}
		p.reading("time", inPrint, weight, firstOf(dom.Attr(n, "datetime"), dom.Text(n)))
	}
}

// weightAround is the weight of the line that an element is or stands in.
func weightAround(n *html.Node, lines map[*html.Node]float64) (float64, bool) {
	const deepest = 4
	for range deepest {
		if n == nil {
			break
		}
		if w, ok := lines[n]; ok {
			return w, true
		}
		n = n.Parent
	}
	return 0, false
}

// isOfChange knows the <time> of the last change.
func isOfChange(n *html.Node) bool {
	names := dom.ClassAndID(n) + " " + strings.ToLower(dom.Attr(n, "itemprop"))
	return (strings.Contains(names, "modif") || strings.Contains(names, "updat")) && !strings.Contains(names, "publish") && !strings.Contains(names, "entry-date")
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

// readLabelled reads the lines that say that they have the date of publication,
// wherever they stand, or at last also off the article.
func (p *page) readLabelled(a *schema.Article, anywhere bool) {
	const most = 24 // words
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.Words > most || b.Counts.Digits == 0 || p.aloof[i] && !anywhere {
			continue
		}
		end, found := 0, p.x.dates.Find(b.Text, p.order)
		for _, f := range found {
			switch label := b.Text[end:f.At]; {
			case saysChanged(label):
				if a.DateModified == "" && !p.isFuture(f.Date) {
					a.DateModified = f.Date
				}
			case saysPublished(label) || len(found) == 1 && saysPublished(b.Text[f.End:]):
				p.keepReading("text", inPrint, weightLabel, f.Date)
			}
			end = f.End
		}
	}
}

// headlineBlock is the index of the block that has the headline, -1 for none. It
// is looked for once.
func (p *page) headlineBlock() int {
	if p.title == 0 {
		p.title = p.findHeadline() + 2
	}
	return p.title - 2
}

func (p *page) findHeadline() int {
	const more = 60 // bytes: the publisher's name may stand beside it
	if len(p.headlines) == 0 {
		return -1
	}
	h := &p.headlines[0]
	for i := range p.blocks {
		b := &p.blocks[i]
		if p.aloof[i] || len(b.Text) < len(h.key)/2 || len(b.Text) > len(h.text)+more {
			continue
		}
		if text.Key(b.Text) == h.key || text.Key(p.withoutPublisher(b.Text)) == h.key {
			return i
		}
	}
	return -1
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

// saysPublished knows the words that label a date of publication.
func saysPublished(s string) bool {
	return holds(s, "publi", "posted", "veröffentlicht", "erschienen", "erstellt", "eingestellt am", "datum:", "date:", "mis en ligne",
		"pubblicato", "gepubliceerd", "geplaatst", "opublikowano", "опубликовано", "опубліковано", "julkaistu", "gepostet", "geschrieben am", "gespeichert von", "submitted",
		"udgivet", "yayın", "giriş", "发布", "發布", "公開", "掲載", "입력", "등록", "نشر", "פורסם", "δημοσί", "diterbitkan", "đăng")
}

// saysChanged knows the words that label the date of the last change.
func saysChanged(s string) bool {
	return holds(s, "updat", "modifi", "aktuali", "geändert", "änderung", "stand", "mis à jour", "mise à jour", "actuali", "aggiorna", "bijgewerkt", "gewijzigd",
		"atualiza", "обновлен", "изменен", "оновлен", "güncelle", "uppdatera", "oppdatert", "opdateret", "päivitetty", "zaktuali", "更新", "수정", "تحديث", "עודכן",
		"ενημέρω", "diperbarui", "cập nhật", "edited", "überarbeitet", "reviewed")
}

func holds(s string, words ...string) bool {
	if s == "" {
		return false
	}
	s = strings.ToLower(s)
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
