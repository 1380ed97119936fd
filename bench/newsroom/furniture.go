package newsroom

import (
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// furniture is what all pages of a site have in common: scripts, styles,
// navigation, the cookie note, the footer. It is most of the bytes of a page, so
// it is made once.
type furniture struct{ head, top, bottom []byte }

// The sizes that bring the pages to the medians of [Real]; a test holds them there.
const (
	styleRules  = 12 // of the style element in the head
	scriptLines = 76 // of each inline script of some length
	menuGroups  = 6  // of the navigation, with menuLinks each
	menuLinks   = 6
	stateBlocks = 46 // of the script that holds the page's state, the mean
	stripVideos = 8  // of the row of videos
)

func newFurniture(seed uint64, s *site) *furniture {
	d := roll(seed, forFurniture, uint64(s.index), 1)
	var head, top, bottom printer
	writeAssets(&head, s, &d)
	writeTop(&top, s, &d)
	writeBottom(&bottom, s, &d)
	return &furniture{head: head.buf, top: top.buf, bottom: bottom.buf}
}

// writeAssets writes the end of the head: links, styles and scripts.
func writeAssets(p *printer, s *site, d *dice) {
	for _, size := range []string{"16x16", "32x32", "192x192"} {
		p.raw(`<link rel="icon" type="image/png" sizes="`, size, `" href="/assets/icon-`, size, ".png\">\n")
	}
	for _, host := range []string{"fonts", "ads", "metrics", "consent"} {
		p.raw(`<link rel="preconnect" href="https://`, host, ".example\" crossorigin>\n")
	}
	for range 3 {
		p.raw(`<link rel="stylesheet" href="/assets/main.`)
		p.hex(d, 1)
		p.raw(".css\" media=\"all\">\n")
	}
	p.raw("<meta name=\"msapplication-TileColor\" content=\"#ffffff\"><meta name=\"apple-mobile-web-app-title\" content=\"")
	p.text(s.name)
	p.raw("\"><meta name=\"format-detection\" content=\"telephone=no\">\n<style>")
	for range styleRules {
		writeRule(p, d)
	}
	p.raw("</style>\n<script>document.documentElement.className=\"js\";</script>\n")
	for range 2 {
		writeScript(p, d, scriptLines)
	}
	for range 7 {
		p.raw(`<script async defer src="/assets/bundle.`)
		p.hex(d, 1)
		p.raw(".js\"></script>\n")
	}
}

// writeRule writes a rule of a style sheet.
func writeRule(p *printer, d *dice) {
	properties := []string{
		"display:flex", "margin:0 auto", "padding:0 16px", "font-weight:700", "line-height:1.4", "color:#1a1a1a",
		"background:#fff", "border-bottom:1px solid #ddd", "position:relative", "max-width:1240px",
	}
	p.raw(".", identifier(d), "__", identifier(d), "{")
	for range d.between(2, 5) {
		p.raw(d.pick(properties), ";")
	}
	p.raw("}")
}

// writeScript writes an inline script of some lines that look like what a bundler leaves.
func writeScript(p *printer, d *dice, lines int) {
	p.raw("<script>\n(function(w,d){\"use strict\";")
	for range lines {
		name := identifier(d)
		switch d.below(5) {
		case 0:
			p.raw("var ", name, "=w.", identifier(d), "||{};", name, ".id=\"")
			p.hex(d, 1)
			p.raw("\";")
		case 1:
			p.raw("function ", name, "(e){return e&&e.", identifier(d), "?e.", identifier(d), "(")
			p.num(d.between(10, 9999))
			p.raw("):null}")
		case 2:
			p.raw("w.addEventListener(\"", d.pick([]string{"load", "scroll", "resize", "message"}), "\",function(e){", name, "(e,\"", identifier(d), "\")},!1);")
		case 3:
			p.raw("if(d.querySelector(\".", name, "\")){d.body.setAttribute(\"data-", identifier(d), "\",\"")
			p.num(d.between(1, 999))
			p.raw("\")}")
		default:
			p.raw("w.dataLayer.push({event:\"", name, "\",", identifier(d), ":\"", identifier(d), "\",value:")
			p.num(d.between(1, 99_999))
			p.raw("});")
		}
		p.raw("\n")
	}
	p.raw("})(window,document);\n</script>\n")
}

// identifier is a name as programmers give it.
func identifier(d *dice) string {
	first := []string{"ad", "page", "user", "slot", "consent", "video", "nav", "teaser", "metric", "queue", "lazy", "scroll", "article", "module"}
	second := []string{"Ready", "Manager", "Config", "Handler", "Slot", "Index", "State", "Loader", "Target", "Cache", "Tracker", "Bid", "Size", "Key"}
	return d.pick(first) + d.pick(second) + string(rune('A'+d.below(26)))
}

// writeTop writes what stands above a story: icons, the cookie note, the navigation.
func writeTop(p *printer, s *site, d *dice) {
	l := s.language
	p.raw("<svg style=\"display:none\" aria-hidden=\"true\">\n")
	for _, icon := range []string{"facebook", "twitter", "whatsapp", "telegram", "linkedin", "email", "search", "menu", "close"} {
		p.raw(`<symbol id="icon-`, icon, `" viewBox="0 0 24 24"><path d="M`)
		for range 24 {
			p.num(d.below(24))
			p.raw(".")
			p.num(d.below(1000))
			p.raw(d.pick([]string{" ", "l", "c", "h", "v-"}))
		}
		p.raw("z\"></path></symbol>\n")
	}
	p.raw("</svg>\n<div class=\"cookie-note\" role=\"dialog\" aria-live=\"polite\"><div class=\"cookie-note__text\"><p>")
	p.text(l.word("cookies"))
	p.raw(" ", noiseMarker(d), `</p></div><div class="cookie-note__buttons"><button type="button" class="button button--primary">`)
	p.text(l.word("accept"))
	p.raw(`</button><button type="button" class="button">`)
	p.text(l.word("refuse"))
	p.raw("</button></div></div>\n<header class=\"site-header\"><div class=\"site-header__inner\"><a class=\"site-header__logo\" href=\"/\">")
	p.text(s.name)
	p.raw("</a>\n<ul class=\"site-header__tools\">")
	for _, key := range []string{"search", "login", "subscribe"} {
		writeLink(p, "site-header__tool", "/"+key, l.word(key))
	}
	p.raw("</ul></div>\n<nav class=\"main-nav\" role=\"navigation\"><ul class=\"main-nav__list\">\n")
	for i := range menuGroups {
		section := l.sections()[i%len(l.sections())]
		p.raw(`<li class="main-nav__item main-nav__item--has-children"><a class="main-nav__link" href="/`, schema.Token(section), `/">`)
		p.text(section)
		p.raw(`</a><div class="main-nav__panel"><ul class="main-nav__sub">`, "\n")
		for range menuLinks {
			keyword := d.pick(l.words["keyword"])
			writeLink(p, "main-nav__sub-item", "/topics/"+schema.Token(keyword), keyword)
		}
		p.raw("</ul></div></li>\n")
	}
	p.raw("</ul></nav></header>\n")
	writeAdvert(p, l, d)
}

func writeLink(p *printer, class, url, text string) {
	p.raw(`<li class="`, class, `"><a class="`, class, `-link" data-track="click" data-track-label="`, class, `" href="`, url, `">`)
	p.text(text)
	p.raw("</a></li>\n")
}

// writeBottom writes what stands below: the newsletter, the footer with a way
// into the trap, and more scripts.
func writeBottom(p *printer, s *site, d *dice) {
	l := s.language
	p.raw(`<section class="newsletter"><div class="newsletter__inner"><h3 class="newsletter__title">`)
	p.text(l.word("newsletter"))
	p.raw(" ", noiseMarker(d), `</h3><form class="newsletter__form" action="/newsletter" method="post"><input type="email" name="email" autocomplete="email"><button type="submit">`)
	p.text(l.word("subscribe"))
	p.raw("</button></form></div></section>\n<footer class=\"site-footer\"><div class=\"site-footer__columns\">\n")
	for range 4 {
		p.raw(`<div class="site-footer__column"><h4 class="site-footer__title">`)
		p.text(d.pick(l.sections()))
		p.raw("</h4><ul class=\"site-footer__list\">\n")
		for range 5 {
			keyword := d.pick(l.words["keyword"])
			writeLink(p, "site-footer__item", "/topics/"+schema.Token(keyword), keyword)
		}
		p.raw("</ul></div>\n")
	}
	p.raw("</div>\n<ul class=\"site-footer__legal\">")
	for _, key := range []string{"about", "contact", "privacy", "terms"} {
		writeLink(p, "site-footer__legal-item", "/"+key, l.word(key))
	}
	p.raw(`<li class="site-footer__legal-item" aria-hidden="true" style="display:none"><a href="`, s.trap, "all\" tabindex=\"-1\">")
	p.text(l.word("more"))
	p.raw("</a></li></ul>\n<p class=\"site-footer__copyright\">© ")
	p.text(strings.Join([]string{s.name, l.word("rights"), noiseMarker(d)}, ". "))
	p.raw("</p></footer>\n")
	for range 4 {
		writeScript(p, d, scriptLines/3)
	}
	for range 6 {
		p.raw(`<script src="/assets/vendor.`)
		p.hex(d, 1)
		p.raw(".js\" defer></script>\n")
	}
}
