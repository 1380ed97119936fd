package newsroom

// What is on a page and is no part of its text. Each block of it that reads like
// text has a marker of noise.

// writeTeasers writes the grid of related articles and the list of the most read.
func (n *Newsroom) writeTeasers(p *printer, c *card, d *dice) {
	s := c.feed.site
	p.raw(`<section class="related related--grid" data-tracking="related"><div class="related__head"><h2 class="related__title">`)
	p.text(s.language.word("related"))
	p.raw("</h2></div>\n<div class=\"related__grid\">\n")
	for i := range d.between(11, 17) {
		n.writeTeaser(p, c, i, d)
	}
	p.raw("</div></section>\n<aside class=\"popular\"><h3 class=\"popular__title\">")
	p.text(s.language.word("popular"))
	p.raw("</h3>\n<ol class=\"popular__list\">\n")
	for i := range 10 {
		url, headline := n.other(c, 20+i)
		p.raw(`<li class="popular__item"><a class="popular__link" href="`, url, `" data-rank="`)
		p.num(i + 1)
		p.raw(`"><span class="popular__text">`)
		p.text(headline)
		p.raw(" ", noiseMarker(d), "</span></a></li>\n")
	}
	p.raw("</ol></aside>\n")
}

// writeTeaser writes a picture, a headline and a sentence that lead to another article.
func (n *Newsroom) writeTeaser(p *printer, c *card, i int, d *dice) {
	lay, lang := c.feed.site.layout, c.feed.site.language
	url, headline := n.other(c, i)
	p.raw(lay.teaser[0], `<div class="`, lay.card, " ", lay.card, `--medium `, lay.card, `--with-media" data-id="`)
	p.hex(d, 1)
	p.raw(`" data-component="card" data-tracking='{"module":"related","type":"article","position":`)
	p.num(i)
	p.raw(`}'><div class="`, lay.card, `-wrap"><a class="`, lay.card, `-media" href="`, url, `" tabindex="-1" aria-hidden="true">`)
	if i < 9 {
		writeThumbnail(p, lay.card, d)
	}
	p.raw(`</a><div class="`, lay.card, `-text"><span class="`, lay.card, `-label">`)
	p.text(d.pick(lang.sections()))
	p.raw(`</span><h3 class="`, lay.card, `-title"><a href="`, url, `" data-track="teaser" data-track-position="`)
	p.num(i)
	p.raw(`">`)
	p.text(headline)
	p.raw(`</a></h3>`)
	if i%3 == 0 {
		p.raw(`<p class="`, lay.card, `-summary">`)
		start := len(p.buf)
		p.buf = lang.phrase(d, p.buf, "marked", noiseMarker(d))
		escapeFrom(p, start)
		p.raw("</p>")
	} else {
		p.raw(`<span class="`, lay.card, `-more">`)
		p.text(lang.word("more"))
		p.raw(" ", noiseMarker(d), "</span>")
	}
	p.raw(`<div class="`, lay.card, `-tools"><button type="button" class="`, lay.card, `-save button button--icon button--small" data-action="save" aria-pressed="false" data-url="`, url,
		`"><svg class="icon icon--small" width="16" height="16" aria-hidden="true" focusable="false"><use href="#icon-save"></use></svg></button></div>`)
	p.raw("</div></div></div>", lay.teaser[1])
}

// writeThumbnail writes a teaser's picture in all sizes.
func writeThumbnail(p *printer, class string, d *dice) {
	p.raw(`<span class="`, class, `-ratio `, class, `-ratio--16x9" style="padding-bottom:56.25%"><picture class="`, class, `-picture">`, "\n")
	name := hexOf(d)
	for _, media := range []string{"(min-width: 1024px)", "(min-width: 640px)"} {
		p.raw(`<source media="`, media, `" type="image/webp" data-srcset="`)
		for _, width := range []string{"320", "480", "640", "960"} {
			p.raw("/img/", name, "-", width, ".webp?width=", width, "&amp;quality=75&amp;crop=16:9,smart&amp;auto=webp&amp;s=")
			p.hex(d, 1)
			p.raw(" ", width, "w, ")
		}
		p.raw(`" sizes="320px">`, "\n")
	}
	p.raw(`<img class="`, class, `-img lazyload" loading="lazy" decoding="async" width="320" height="180" alt="" `,
		`src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" data-src="/img/`, name, `.jpg"></picture></span>`)
}

// writeStrip writes a row of videos that has no words.
func writeStrip(p *printer, d *dice) {
	p.raw(`<section class="video-strip" data-component="carousel" data-config='{"autoplay":false,"lazy":true,"slides":{"s":2,"m":4,"l":6}}'><div class="video-strip__track">`, "\n")
	for range stripVideos {
		id := hexOf(d)
		p.raw(`<div class="video-strip__item carousel__slide" role="group" aria-roledescription="slide"><a class="video-strip__link" href="/video/`, id,
			`" data-video-id="`, id, `" data-player="inline" data-poster="/img/`, id, `.jpg?width=480&amp;quality=60&amp;auto=webp" aria-label="`)
		p.num(d.between(1, 9))
		p.raw(":")
		p.num(d.between(10, 59))
		p.raw(`"><span class="video-strip__poster"><img class="video-strip__img lazyload" loading="lazy" width="240" height="135" alt="" data-src="/img/`, id,
			`.jpg?width=240&amp;quality=60&amp;auto=webp"></span><span class="video-strip__play"><svg class="icon icon--play" width="48" height="48" viewBox="0 0 48 48" aria-hidden="true">`,
			`<path d="M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40zm-4 29V15l12 9-12 9z"></path></svg></span></a></div>`, "\n")
	}
	p.raw("</div></section>\n")
}

// other is an older article of the feed, or an invented one where there is none.
func (n *Newsroom) other(c *card, i int) (url, headline string) {
	if _, k := n.feedOf(c.number); k > i {
		b, _ := n.brief(c.feed, k-i-1)
		return c.feed.site.articlePath(b), b.headline
	}
	d := roll(n.config.Seed, forTeaser, c.number, uint64(i))
	headline = string(c.feed.site.language.phrase(&d, make([]byte, 0, 160), "headline", ""))
	return "/archive/" + hexOf(&d) + ".html", headline
}

// writeAlso writes the box within a text that leads to another article.
func (n *Newsroom) writeAlso(p *printer, c *card, i int, d *dice) {
	url, headline := n.other(c, 40+i)
	p.raw(`<p class="also"><strong>`)
	p.text(c.feed.site.language.word("also"))
	p.raw(`:</strong> <a href="`, url, `">`)
	p.text(headline)
	p.raw(" ", noiseMarker(d), "</a></p>")
}

func writeAdvert(p *printer, l *language, d *dice) {
	p.raw(`<div class="ad ad--inline" data-slot="/71347885/story/inline" data-sizes="[[300,250],[336,280],[728,90]]" id="ad-`)
	p.hex(d, 1)
	p.raw(`"><span class="ad__label">`)
	p.text(l.word("advert"))
	p.raw(" ", noiseMarker(d), "</span></div>")
}

// writeShare writes the row of buttons that stands above and below a story.
func writeShare(p *printer, c *card, d *dice) {
	p.raw(`<div class="share" role="group" aria-label="`)
	p.text(c.feed.site.language.word("share"))
	p.raw("\">\n")
	for _, network := range []string{"facebook", "twitter", "whatsapp", "telegram", "linkedin", "email"} {
		p.raw(`<a class="share__button share__button--`, network, `" rel="nofollow noopener" target="_blank" href="https://`, network,
			`.example/share?url=`, c.URL, `&amp;ref=`)
		p.hex(d, 1)
		p.raw(`"><svg class="icon" width="24" height="24" aria-hidden="true"><use href="#icon-`, network, `"></use></svg></a>`, "\n")
	}
	p.raw("</div>\n")
}

// writeComments writes what readers had to say.
func writeComments(p *printer, s *site, d *dice) {
	l := s.language
	p.raw(`<section class="comments" id="comments"><h2 class="comments__title">`)
	p.text(l.word("comments"))
	p.raw("</h2>\n")
	for range d.below(7) {
		p.raw(`<div class="comment" id="comment-`)
		p.hex(d, 1)
		p.raw(`"><div class="comment__meta"><span class="comment__author">`)
		p.buf = l.phrase(d, p.buf, "person", "")
		p.raw(`</span></div><div class="comment__text"><p>`)
		start := len(p.buf)
		p.buf = l.text(d, p.buf, 1, noiseMarker(d))
		escapeFrom(p, start)
		p.raw(`</p></div><button class="comment__reply" type="button">`)
		p.text(l.word("reply"))
		p.raw("</button></div>\n")
	}
	p.raw("</section>\n")
}

// writeState writes the state that a script would make the page from again: long, and hard to compress.
func writeState(p *printer, d *dice) {
	p.raw(`<script id="state">window.__STATE__={"session":{"id":"`)
	p.hex(d, 2)
	p.raw(`"},"blocks":[`)
	for i := range d.between(stateBlocks/2, stateBlocks*3/2) {
		p.raw(`{"type":"slot","position":`)
		p.num(i)
		p.raw(`,"id":"`)
		p.hex(d, 2)
		p.raw(`","visible":true,"targeting":{"section":"news","keys":["`)
		p.hex(d, 1)
		p.raw(`"]},"token":"`)
		p.hex(d, 10)
		p.raw(`"},`)
	}
	p.uncomma()
	p.raw("]};</script>\n")
}

// escapeFrom escapes what was written since start, where there is need for it.
func escapeFrom(p *printer, start int) {
	written := p.buf[start:]
	for _, c := range written {
		if c == '&' || c == '<' || c == '>' || c == '"' {
			text := string(written)
			p.buf = p.buf[:start]
			p.text(text)
			return
		}
	}
}
