package newsroom

import (
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// How papers change what they take over. The shares are guesses at what papers
// do, not measured.
const (
	kept        = 0.3  // of the headlines: as another paper may have it too
	sameSection = 0.8  // of the copies: where the story belongs
	sameWords   = 0.5  // of the standfirsts, and of the keywords: the agency's
	curtailed   = 0.7  // of the copies: without some of the last blocks
	localised   = 0.5  // of the copies: with a paragraph of the paper's own
	subdivided  = 0.3  // of the longer copies: with a subheading
	dropped     = 0.12 // of the blocks: without one of the sentences
	retouched   = 0.25 // of the blocks: with another adverbial
	lengthened  = 0.08 // of the blocks: with a sentence of the paper's own
	signedCopy  = 0.7  // of the copies that don't name the agency: by one of the staff
	fewestKept  = 3    // blocks of a copy, besides the paper's own
)

// habit is how often a publisher names the agency of what it takes over.
func habit(d dice) float64 {
	switch who := d.float(); {
	case who < 0.5:
		return 1
	case who < 0.7:
		return 0.5
	default:
		return 0
	}
}

// retell gives an article the headline and the section that its paper has for a story.
func (n *Newsroom) retell(b *brief) {
	d := roll(n.config.Seed, forCopy, b.number)
	if d.chance(kept) {
		d = roll(b.story.number, forCopy)
	}
	b.headline = b.story.headline(&d)
	d = roll(n.config.Seed, forCopy, b.number, 1)
	if d.chance(sameSection) {
		b.section = b.story.section()
	}
}

// adopt makes an article, which is whole otherwise, its paper's copy of a story.
func (n *Newsroom) adopt(c *card, s *story) {
	l := s.language
	c.story, c.Story, c.Provider, c.agency, c.Authors, c.CanonicalURL = s, s.id, "", s.agency, []string{}, c.URL
	if s.beat != nil {
		c.Beat = s.beat.name
	}
	d, theirs := roll(n.config.Seed, forCopy, c.number, 2), roll(s.number, forCopy, 2)
	if d.chance(sameWords) {
		c.Description = string(l.text(&theirs, nil, 2, ""))
		c.Keywords = l.keywords(&theirs, theirs.between(2, 5))
	}
	switch {
	case d.chance(c.feed.site.credits):
		c.Provider = s.agency.name
		if d.chance(elsewhere) {
			c.CanonicalURL = "https://" + s.agency.domain + "/story/" + s.id
		}
	case d.chance(signedCopy):
		c.Authors = append(c.Authors, string(l.phrase(&d, nil, "person", "")))
	}
}

// copied makes the text of a copy.
func (n *Newsroom) copied(c *card) []Paragraph {
	l := c.story.language
	d := roll(n.config.Seed, forCopy, c.number, 3)
	blocks := c.story.telling()
	if d.chance(curtailed) {
		blocks = blocks[:d.between(fewestKept, len(blocks)-1)]
	}
	for i := range blocks {
		if blocks[i].role == schema.RoleParagraph {
			blocks[i].sentences = l.edited(blocks[i].sentences, &d)
		}
	}
	own := func(role schema.Role, pattern string) block {
		return block{role: role, sentences: []string{string(l.fill(&d, nil, pattern, hole))}}
	}
	if d.chance(localised) {
		here := facts{'a': c.feed.site.place}
		blocks = slices.Insert(blocks, d.between(2, len(blocks)), own(schema.RoleParagraph, here.put(d.pick(l.words["local"]))))
	}
	if len(blocks) > 2*fewestKept && d.chance(subdivided) {
		blocks = slices.Insert(blocks, fewestKept, own(schema.RoleSubheading, d.pick(l.words["subheading"])))
	}
	paragraphs := make([]Paragraph, len(blocks))
	for i, b := range blocks {
		m := n.textMarker(c.number, i)
		paragraphs[i] = Paragraph{Role: b.role, Text: l.join(b.sentences, m), Marker: m}
	}
	return paragraphs
}

// edited is what an editor makes of some sentences. The one with the hole stays.
func (l *language) edited(sentences []string, d *dice) []string {
	if i := d.below(len(sentences)); d.chance(dropped) && !strings.Contains(sentences[i], hole) {
		sentences = slices.Delete(sentences, i, i+1)
	}
	if i := d.below(len(sentences)); d.chance(retouched) {
		sentences[i] = l.retouched(sentences[i], d)
	}
	if d.chance(lengthened) {
		sentences = append(sentences, string(l.phrase(d, nil, "sentence", "")))
	}
	return sentences
}

// retouched is a sentence with another adverbial, if it has one.
func (l *language) retouched(sentence string, d *dice) string {
	other := d.pick(l.words["when"])
	for _, adverbial := range l.words["when"] {
		if strings.Contains(sentence, adverbial) {
			return strings.Replace(sentence, adverbial, other, 1)
		}
	}
	return sentence
}
