package extract

import (
	"fmt"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// The words of a body below which something is amiss.
const (
	leastWords = 8  // no article is shorter
	fewWords   = 60 // short news are, but then so are index pages' leftovers
)

// methodLearned names the reading by the judge of blocks.
const methodLearned = "learned"

// findBody judges what is the body, or rescues it: when the page gave next to nothing,
// the texts that JSON-LD and the feed hold are taken instead, and the record
// says so. A page without any text is an error.
func (p *page) findBody(a *schema.Article) ([]block.Block, error) {
	var agreement float64
	guessed := false
	p.chosen, agreement = p.judge()
	body, words := p.kept()
	a.Extraction.Method = methodLearned
	if rescued, method, n := p.rescue(words); rescued != nil {
		p.warn(fmt.Sprintf("the page's markup gave %d words, %s has %d", words, method, n))
		a.Extraction.Method, a.Extraction.Confidence = method, 0.5
		return rescued, nil
	}
	if words < leastWords {
		if described, ok := p.bodyOfMedia(a); ok {
			return described, nil
		}
		guessed = p.guess()
		body, words = p.kept()
		agreement = p.expected(p.chosen)
	}
	if words < leastWords || guessed && p.isIndex(words) {
		return nil, &Error{ReasonNoText, fmt.Sprintf("%d words in %d blocks", words, len(p.blocks))}
	}
	a.Extraction.Confidence = p.confidence(agreement, words)
	return body, nil
}

// kept are the chosen blocks and their words.
func (p *page) kept() (body []block.Block, words int) {
	for i := range p.blocks {
		if p.chosen[i] {
			body = append(body, p.blocks[i])
			words += p.blocks[i].Words
		}
	}
	return body, words
}

// rescue gives JSON-LD's or the feed's text when what was chosen is less than
// a third of it, and it isn't a stub itself.
func (p *page) rescue(words int) (body []block.Block, method string, n int) {
	candidates := [...]struct {
		method string
		blocks []block.Block
	}{
		{"jsonld", plainBlocks(p.x.linesOf(p.ld.Body))},
		{"feed", p.feedBody()},
	}
	for _, c := range candidates {
		count := 0
		for i := range c.blocks {
			count += c.blocks[i].Words
		}
		if count >= leastWords && count > words*3 && (count >= fewWords || words < leastWords && c.method == "feed") && count > n {
			body, method, n = c.blocks, c.method, count
		}
	}
	if method == "feed" && n < fewWords {
		p.warn("the page has no text, the feed's is taken")
	}
	return body, method, n
}

// bodyOfMedia is the description of pictures, a video or a recording whose page has
// no text. A gallery without even that has its captions, and no body.
func (p *page) bodyOfMedia(a *schema.Article) (body []block.Block, ok bool) {
	const captions = 3 // of a gallery, at least
	switch p.declaredKind(0) {
	case schema.TypeGallery, "MediaGallery", schema.TypeVideo, schema.TypeAudio, schema.TypePodcast, "RadioEpisode":
	default:
		return nil, false
	}
	a.Extraction.Confidence = 0.5
	for _, c := range [...]struct{ method, text string }{{"jsonld", p.ld.Description}, {"meta", p.survey.Meta("og:description", "description")}} {
		if text.Count(c.text) >= leastWords {
			p.warn("the page has no text, its description is taken")
			a.Extraction.Method = c.method
			return plainBlocks([]string{c.text}), true
		}
	}
	captioned := 0
	for _, i := range p.figures(nil) {
		if i.Caption != "" {
			captioned++
		}
	}
	if captioned >= captions {
		p.warn("the page has no text but the captions of its pictures")
		return nil, true
	}
	return nil, false
}

// confidence is lower for a short body, for a judge in doubt, without a
// headline, and for a page that is mostly links to others.
func (p *page) confidence(agreement float64, words int) float64 {
	c := agreement
	if words < fewWords && p.Before == nil { // the last of several pages may well be
		c *= 0.6
		p.warn("body is very short")
	}
	if len(p.headlines) == 0 {
		c *= 0.8
	} else if p.headlines[0].weight < 1 {
		c *= 0.95
	}
	if p.isIndex(words) {
		c *= 0.5
		p.warn("page looks like a list of articles")
	}
	return round(min(max(0.01, c), 0.99)) // nothing is sure
}

// isIndex says whether the page is more likely a front page than an article:
// what was chosen is mostly links, or there are no metadata of an article and
// far more linked lines than text.
func (p *page) isIndex(words int) bool {
	linked, elected := 0, 0
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.LinkShare <= half {
			continue
		}
		if p.chosen[i] {
			elected += b.Words
		}
		if b.Words >= 4 && !b.Within.Has(block.InNav|block.InFooter) {
			linked += b.Words
		}
	}
	if p.ld.Body != "" || p.ld.DatePublished != "" || p.survey.Meta("og:type") == "article" {
		return elected*2 > words
	}
	return elected*2 > words || linked > words
}
