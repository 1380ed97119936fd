package extract

import (
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// searchDate looks where a date may be that nothing marks: lines off the article
// that say that they have it, titles and descriptions, lines by the text, the
// date of the last change, the month of the address. The record says that it is
// a guess.
func (p *page) searchDate(a *schema.Article) {
	p.readLabelled(a, true)
	r, ok := p.elect()
	if !ok {
		r, ok = p.describedDate()
	}
	if !ok {
		r, ok = p.nearestDate()
	}
	switch {
	case ok:
		a.DatePublished, a.DateSource = r.date, "text"
		p.warn("date of publication is a guess")
	case a.DateModified != "":
		a.DatePublished, a.DateSource = a.DateModified, "text"
		p.warn("date of publication is that of the last change")
	case len(p.dates) > 0: // the month of the address
		a.DatePublished, a.DateSource = p.dates[0].date, p.dates[0].source
	}
}

// describedDate is the date in the page's title or description.
func (p *page) describedDate() (reading, bool) {
	for _, s := range [...]string{p.survey.Title, p.survey.Meta("og:title"), p.survey.Meta("description", "og:description")} {
		if found := p.x.dates.Find(s, p.order); len(found) == 1 && p.keepReading("text", inPrint, weightFar, found[0].Date) {
			return p.dates[len(p.dates)-1], true
		}
	}
	return reading{}, false
}

// nearestDate is the date in the short line that is nearest to the text.
func (p *page) nearestDate() (reading, bool) {
	const most, far = 24, 24 // words; blocks
	first, last := p.firstProse(), len(p.blocks)
	for i, c := range p.chosen {
		if c {
			last = i
		}
	}
	for apart := range far {
		for _, i := range [...]int{first - apart, last + apart} {
			if i < 0 || i >= len(p.blocks) || p.blocks[i].Counts.Digits == 0 {
				continue
			}
			b := &p.blocks[i]
			if b.Words > most && !p.chosen[i] {
				continue
			}
			if found := p.x.dates.Find(b.Text, p.order); len(found) > 0 && p.keepReading("text", inPrint, weightFar, found[0].Date) {
				return p.dates[len(p.dates)-1], true
			}
		}
	}
	return reading{}, false
}
