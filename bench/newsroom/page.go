package newsroom

import (
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// writePage writes the page of an article.
func (n *Newsroom) writePage(p *printer, c *card) {
	s := c.feed.site
	d := roll(n.config.Seed, forNoise, c.number)
	f := s.furniture()
	direction := "ltr"
	if s.language.right {
		direction = "rtl"
	}
	p.raw("<!DOCTYPE html>\n<html lang=\"", s.language.code, `" dir="`, direction, "\" class=\"no-js\">\n<head>\n")
	writeHead(p, c, &d)
	p.buf = append(p.buf, f.head...)
	p.raw("</head>\n<body class=\"page page--story\" data-page-id=\"")
	p.num(int(c.number))
	p.raw("\">\n")
	p.buf = append(p.buf, f.top...)
	writeCrumbs(p, c)
	n.writeStory(p, c, &d)
	n.writeTeasers(p, c, &d)
	writeStrip(p, &d)
	writeComments(p, s, &d)
	p.buf = append(p.buf, f.bottom...)
	writeState(p, &d)
	p.raw("</body>\n</html>\n")
}

// writeStory writes the story with what stands around its text.
func (n *Newsroom) writeStory(p *printer, c *card, d *dice) {
	lay, lang := c.feed.site.layout, c.feed.site.language
	if lay.outside {
		p.tag(lay.headline, c.Headline)
	}
	p.raw(lay.main[0])
	p.tag(lay.kicker, c.Section)
	if !lay.outside {
		p.tag(lay.headline, c.Headline)
	}
	p.tag(lay.standfirst, c.Description)
	writeByline(p, c)
	writeShare(p, c, d)
	if !lay.pictureLast {
		writePicture(p, c, d)
	}
	p.raw(lay.body[0], "\n")
	for i, block := range c.Paragraphs {
		writeBlock(p, lay, c.Paragraphs, i, d)
		last := i == len(c.Paragraphs)-1
		if i == 0 && lay.pictureLast {
			writePicture(p, c, d)
		}
		if block.Role != schema.RoleParagraph || last || c.Paragraphs[i+1].Role == schema.RoleListItem {
			continue
		}
		switch {
		case i%6 == 3:
			p.raw(lay.inline[0])
			writeAdvert(p, lang, d)
			p.raw(lay.inline[1])
		case i == 1 || i == 8:
			p.raw(lay.inline[0])
			n.writeAlso(p, c, i, d)
			p.raw(lay.inline[1])
		}
	}
	p.raw(lay.body[1])
	writeTags(p, c)
	writeShare(p, c, d)
	p.raw(lay.main[1])
}

// writeBlock writes the i-th block of a text; list items that follow each other are one list.
func writeBlock(p *printer, lay *layout, blocks []Paragraph, i int, d *dice) {
	switch block := blocks[i]; block.Role {
	case schema.RoleSubheading:
		p.tag(lay.subheading, block.Text)
	case schema.RoleQuote:
		p.tag(lay.quote, block.Text)
	case schema.RoleListItem:
		if i == 0 || blocks[i-1].Role != schema.RoleListItem {
			p.raw(lay.list[0])
		}
		p.tag(lay.item, block.Text)
		if i == len(blocks)-1 || blocks[i+1].Role != schema.RoleListItem {
			p.raw(lay.list[1])
		}
	default:
		p.raw(lay.paragraph[0])
		writeInline(p, block.Text, d)
		p.raw(lay.paragraph[1])
	}
}

// writeInline writes a paragraph's text, now and then with a link or a stress on
// some words in the middle of it.
func writeInline(p *printer, text string, d *dice) {
	open, closing := "", ""
	switch d.below(6) {
	case 0:
		open, closing = `<a href="/topics/`+hexOf(d)[:6]+`" class="link link--inline">`, "</a>"
	case 1:
		open, closing = "<em>", "</em>"
	case 2:
		open, closing = "<strong>", "</strong>"
	}
	from, to := words(text, d)
	if open == "" || from == to {
		p.text(text)
		return
	}
	p.text(text[:from])
	p.raw(open)
	p.text(text[from:to])
	p.raw(closing)
	p.text(text[to:])
}

// words are the ends of two or three words of a text, none if it has no spaces to tell them.
func words(text string, d *dice) (from, to int) {
	start := d.below(max(len(text)/2, 1))
	i := strings.IndexByte(text[start:], ' ')
	if i < 0 {
		return 0, 0
	}
	from = start + i + 1
	to = from
	for range d.between(2, 3) {
		i := strings.IndexByte(text[to:], ' ')
		if i < 0 {
			return from, from
		}
		to += i + 1
	}
	return from, to - 1
}

func writeCrumbs(p *printer, c *card) {
	token := schema.Token(c.Section)
	p.raw(`<nav class="breadcrumbs" aria-label="breadcrumb"><ol class="breadcrumbs__list"><li class="breadcrumbs__item"><a href="/">`)
	p.text(c.feed.site.language.word("home"))
	p.raw(`</a></li><li class="breadcrumbs__item"><a href="/`, token, `/">`)
	p.text(c.Section)
	p.raw("</a></li></ol></nav>\n")
}

// writeByline writes who wrote, and when.
func writeByline(p *printer, c *card) {
	s := c.feed.site
	if c.Provider != "" || len(c.Authors) > 0 {
		p.raw(s.layout.byline[0])
		p.text(s.language.word("by"))
		p.raw(" ")
		if c.Provider != "" {
			p.raw(`<span class="agency">`)
			p.text(c.Provider)
			p.raw("</span>")
		}
		for i, name := range c.Authors {
			if i > 0 {
				p.raw(", ")
			}
			p.raw(`<a href="/people/`, schema.Token(name), `" rel="author">`)
			p.text(name)
			p.raw("</a>")
		}
		p.raw(s.layout.byline[1])
	}
	p.raw(s.layout.date[0], `<time datetime="`, string(c.Published), `">`, c.published.Format("02.01.2006 15:04"), "</time>")
	p.raw(s.layout.date[1])
}

// writePicture writes the lead picture with its caption, credit and licence.
func writePicture(p *printer, c *card, d *dice) {
	if c.Image == nil {
		return
	}
	lay := c.feed.site.layout
	p.raw(lay.figure[0], `<picture>`)
	for _, width := range []string{"1200", "800", "480"} {
		p.raw(`<source media="(min-width: `, width, `px)" srcset="`, c.Image.URL, "?w=", width, "&amp;k=")
		p.hex(d, 1)
		p.raw(` 1x">`)
	}
	p.raw(`<img src="`, c.Image.URL, `" alt="" width="1200" height="675" fetchpriority="high"></picture>`)
	p.raw(lay.caption[0])
	p.text(c.Image.Caption)
	p.raw(lay.caption[1], lay.credit[0])
	p.text(c.feed.site.language.word("credit") + ": " + c.Image.Credit)
	if c.Image.License != "" {
		p.raw(` / <a rel="license" href="`, c.Image.licenseURL, `">`, c.Image.licenseText, "</a>")
	}
	p.raw(lay.credit[1], lay.figure[1])
}

func writeTags(p *printer, c *card) {
	p.raw(`<ul class="tags">`)
	for _, keyword := range c.Keywords {
		p.raw(`<li class="tags__item"><a class="tags__link" rel="tag" href="/tags/`, schema.Token(keyword), `">`)
		p.text(keyword)
		p.raw("</a></li>")
	}
	p.raw("</ul>\n")
}
