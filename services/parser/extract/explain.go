package extract

import (
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Explanation says how a record came about, for people who wonder.
type Explanation struct {
	// Article is the record, as [Extractor.Article] gives it; nil when there is none.
	Article *schema.Article `json:"article,omitempty"`
	// Fields say where the record's fields came from.
	Fields []Origin `json:"fields"`
	// Blocks are all the blocks of the page, in order.
	Blocks []Verdict `json:"blocks"`
}

// Origin is where a field, or what could have been one, came from.
type Origin struct {
	Field string `json:"field"`
	Value string `json:"value"`
	From  string `json:"from"`
	Taken bool   `json:"taken"`
}

// Verdict is what was made of a block.
type Verdict struct {
	Text   string      `json:"text"`
	Role   schema.Role `json:"role"`
	Chance float64     `json:"chance"` // that it is in the body, as the judge has it
	Kept   bool        `json:"kept"`
	Why    string      `json:"why"`
}

// ByRule says whether a rule has decided, and not the judge by the block's chance.
func (v *Verdict) ByRule() bool {
	return v.Why != whyLikely && v.Why != whyUnlikely && v.Why != whyOutside
}

// The reasons of a [Verdict].
const (
	whyLikely    = "likely"
	whyGuess     = "likelier than most of a page where nothing is likely"
	whyUnlikely  = "unlikely"
	whyOutside   = "likely, but outside the text's container"
	whyBetween   = "is a list, quote or heading between kept blocks"
	whyRepeat    = "repeats what is kept"
	whyComment   = "is what readers say"
	whyStory     = "is another story"
	whyHeadline  = "is the headline"
	whyByline    = "is the byline"
	whyDate      = "is the date line"
	whyPointer   = "leads to another page"
	whyLabel     = "is a label and a link"
	whyCopyright = "is a copyright line"
	whyOrigin    = "says where the copy was taken from"
	whyOffer     = "offers more to those who pay"
)

// Explain makes the record of a page and says why it is as it is. It fails as
// [Extractor.Article] does, but gives what there is even then.
func (x *Extractor) Explain(p Page) (explained *Explanation, err error) {
	explained = &Explanation{}
	defer recovered(&err)
	w, err := x.newPage(p)
	if err != nil {
		return explained, err
	}
	w.explains = true
	explained.Article, err = w.article()
	for i := range w.whys {
		b := &w.blocks[i]
		explained.Blocks = append(explained.Blocks, Verdict{b.Text, b.Role, round(float64(w.chances[i])), w.chosen[i], w.whys[i]})
	}
	explained.Fields = w.origins(explained.Article)
	return explained, err
}

// note keeps why a block is kept or not; the last reason counts.
func (p *page) note(block int, why string) {
	if p.explains {
		p.whys[block] = why
	}
}

// origins are where the fields came from that have several sources.
func (p *page) origins(a *schema.Article) []Origin {
	var list []Origin
	for i, h := range p.headlines {
		for _, from := range h.from {
			list = append(list, Origin{"headline", h.text, from, i == 0})
		}
	}
	if a == nil {
		return list
	}
	for _, person := range a.Author {
		list = append(list, Origin{"author", person.Name, p.authors.from, true})
	}
	if a.DatePublished != "" {
		list = append(list, Origin{"datePublished", string(a.DatePublished), a.DateSource, true})
	}
	if a.Syndication.IsSyndicated && a.Provider != nil {
		list = append(list, Origin{"provider", a.Provider.Name, a.Syndication.Method, true})
	}
	return append(list, Origin{"body", a.Extraction.Extractor, a.Extraction.Method, true})
}
