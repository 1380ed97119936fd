package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// refuse takes out of the body what belongs to the page's other fields or to
// its furniture, wherever it stands: the headline, the byline and date line, pointers to other
// stories, copyright lines, where the copy was taken from, and what readers are asked to pay.
func (p *page) refuse(chosen []bool) {
	begun := false
	last := lastOf(chosen)
	for i := range p.blocks {
		if !chosen[i] {
			continue
		}
		if why := p.refusal(i, begun, i == last); why != "" {
			chosen[i] = false
			p.note(i, why)
			if why == whyOrigin {
				p.dropAddress(chosen, i)
			}
		}
		begun = begun || chosen[i] && looksLikeProse(&p.blocks[i])
	}
	p.dropOffers(chosen)
}

// refusal is why a block is none of the body, "" when it may be. begun says
// whether the text has begun, last that no chosen block follows.
func (p *page) refusal(i int, begun, last bool) string {
	const short = 20 // words
	b := &p.blocks[i]
	switch {
	case !begun && p.isHeadline(b):
		return whyHeadline
	case !begun && b.Words <= short && p.isBylineLine(b):
		return whyByline
	case !begun && b.Words <= short && p.isDateLine(b):
		return whyDate
	case isPointer(b):
		return whyPointer
	case isLabelledLink(b):
		return whyLabel
	case p.isCopyrightLine(b):
		return whyCopyright
	case b.Words <= short && isOriginLabel(b.Text), last && isAddress(b.Text):
		return whyOrigin
	}
	return ""
}

func lastOf(chosen []bool) int {
	for i, c := range slices.Backward(chosen) {
		if c {
			return i
		}
	}
	return -1
}

func (p *page) isHeadline(b *block.Block) bool {
	for i := range p.headlines {
		if text.HasKey(b.Text, p.headlines[i].key) {
			return true
		}
	}
	return false
}

// isBylineLine knows the line "By Jane Roe", with or without a date.
func (p *page) isBylineLine(b *block.Block) bool {
	if p.byline != "" && strings.HasPrefix(b.Text, p.byline) {
		return true
	}
	if !p.x.bylines.Begins(b.Text) || b.Words > 20 {
		return false
	}
	raw := p.x.bylines.Raw(b.Text)
	line := p.x.bylines.Read(raw, "")
	return len(line.People)+len(line.Agencies) > 0 || line.Desk
}

// isDateLine knows the short lines that hold a date or a reading time and no sentence.
func (p *page) isDateLine(b *block.Block) bool {
	const most = 12 // words
	if b.Words > most || endsSentence(b.Text) || !strings.ContainsFunc(b.Text, unicode.IsDigit) {
		return false
	}
	if _, ok := p.x.dates.Read(b.Text); ok || b.Counts.Letters == 0 && p.isNumericDate(b.Text) {
		return true
	}
	key := text.Key(b.Text)
	for _, words := range [...]string{"min read", "minute read", "minutes read", "mins read", "tempo de leitura", "temps de lecture", "min lesezeit", "minuten lesezeit", "tiempo de lectura"} {
		if strings.Contains(key, words) {
			return true
		}
	}
	return false
}

// isNumericDate knows "07/02/2022", whichever of the two is the month.
func (p *page) isNumericDate(s string) bool {
	_, dayFirst := p.x.dates.ReadIn(s, date.DayFirst)
	_, monthFirst := p.x.dates.ReadIn(s, date.MonthFirst)
	return dayFirst || monthFirst
}

func endsSentence(s string) bool {
	return strings.HasSuffix(s, ".") && len(s) > 40 || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "?")
}

// isPointer knows the lines that send readers to another page.
func isPointer(b *block.Block) bool {
	const most = 40 // words
	if b.Words > most {
		return false
	}
	s := strings.ToLower(strings.TrimLeft(b.Text, "[(>»•*–—- "))
	for _, start := range [...]string{
		"read more", "read also", "also read", "see also", "related:", "related article", "more:", "don't miss", "watch:", "listen:",
		"filed under", "à lire aussi", "lire aussi", "à lire", "leggi anche", "lee también", "lea también", "lee además", "te puede interesar",
		"lesen sie auch", "mehr zum thema", "auch interessant", "lees ook", "läs också", "les også", "læs også", "czytaj także", "czytaj też",
		"čtěte také", "читайте также", "читать также", "читайте ещё", "смотрите также", "leia também", "leia mais", "veja também", "saiba mais",
		"sign up for", "subscribe to our", "follow us on", "click here to", "download our app", "like this story?", "do you have a story",
	} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	const few = 6 // words
	if b.Words > few {
		return false
	}
	switch text.Key(s) {
	case "advertisement", "annonce", "anzeige", "publicidad", "publicité", "werbung", "реклама", "related", "share", "more", "分享让更多人看到":
		return true
	}
	return false
}

// isLabelledLink knows "See also: Ferry sails again" in any language: a short
// label with a colon, and a link that is all the rest.
func isLabelledLink(b *block.Block) bool {
	const longest = 40 // bytes; other scripts take more of them, but fewer letters
	if b.Counts.Links != 1 || b.LinkShare <= half || b.Role != schema.RoleParagraph {
		return false
	}
	linked := b.Links()[0].Text
	label, ok := strings.CutSuffix(b.Text, linked)
	label = strings.TrimSpace(label)
	return ok && linked != "" && len(label) <= longest && (strings.HasSuffix(label, ":") || strings.HasSuffix(label, "："))
}

// isCopyrightLine knows "© 2021 AFP" and its like. What it says is kept for the record.
func (p *page) isCopyrightLine(b *block.Block) bool {
	const most = 30 // words
	if b.Words > most || !isCopyright(b.Text) {
		return false
	}
	if p.copyright == "" {
		p.copyright = b.Text
	}
	return true
}

func isCopyright(s string) bool {
	s = strings.ToLower(s)
	if strings.HasPrefix(s, "©") || strings.HasPrefix(s, "all rights reserved") {
		return true
	}
	for _, word := range [...]string{"copyright", "(c)"} { // "Copyright law was changed" and "(c) the port" are text
		if rest, ok := strings.CutPrefix(s, word); ok {
			rest = strings.TrimLeft(rest, " :")
			return strings.HasPrefix(rest, "©") || strings.HasPrefix(rest, "(c)") || strings.HasPrefix(rest, "by ") ||
				strings.Contains(rest, "rights reserved") || rest != "" && rest[0] >= '0' && rest[0] <= '9'
		}
	}
	return false
}

// isOriginLabel knows "Original url:", with or without the address after it.
func isOriginLabel(s string) bool {
	key := text.Key(text.Cut(s, 40))
	for _, label := range [...]string{"original url", "original article", "original source", "source url", "originally published at", "quelle url", "url source"} {
		if strings.HasPrefix(key, label) {
			return true
		}
	}
	return false
}

// dropAddress drops the block after i if it is nothing but an address.
func (p *page) dropAddress(chosen []bool, i int) {
	if i+1 < len(p.blocks) && isAddress(p.blocks[i+1].Text) {
		chosen[i+1] = false
		p.note(i+1, whyOrigin)
	}
}

func isAddress(s string) bool {
	s = strings.Trim(s, "<>() ")
	return (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")) && !strings.Contains(s, " ")
}
