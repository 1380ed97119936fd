package extract

import (
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
)

// Galley is a page as the judge of its blocks sees it, for those who train one.
type Galley struct {
	Layout  *block.Layout
	Figures feature.Table // a row for each block
}

// Galley reads a page as [Extractor.Article] does, up to where its blocks are
// judged. Its errors are of type [*Error].
func (x *Extractor) Galley(p Page) (galley *Galley, err error) {
	defer recovered(&err)
	w, err := x.newPage(p)
	if err != nil {
		return nil, err
	}
	if err := w.parse(); err != nil {
		return nil, err
	}
	w.readPublisher()
	w.readHeadlines()
	return &Galley{w.layout, x.meter.Measure(w.layout, w.evidence())}, nil
}
