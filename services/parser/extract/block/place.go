package block

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// place is what an element adds to the places of what it holds.
func place(n *html.Node, around Place) Place {
	p := offPlace(n)
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		p |= InNav
	case atom.Aside:
		p |= InAside
	case atom.Footer:
		p |= InFooter
	case atom.Header:
		p |= InHeader
	case atom.Figure, atom.Figcaption, atom.Picture:
		p |= InFigure
	case atom.Form, atom.Fieldset:
		p |= InForm
	case atom.Table:
		p |= InTable
	case atom.Ul, atom.Ol, atom.Dl:
		p |= InList
	case atom.Blockquote:
		p |= InQuote
	case atom.Article:
		p |= InArticle
	case atom.Main:
		p |= InMain
	default:
	}
	if around.Has(InArticle) {
		p &^= InFooter
	}
	if prop := dom.Attr(n, "itemprop"); strings.EqualFold(prop, "articleBody") {
		p |= InArticle
	}
	switch strings.ToLower(dom.Attr(n, "role")) {
	case "navigation", "menu", "menubar":
		p |= InNav
	case "complementary":
		p |= InAside
	case "contentinfo":
		p |= InFooter
	case "main":
		p |= InMain
	}
	return p
}

// offPlace reads what an element's class and attributes say against it.
func offPlace(n *html.Node) Place {
	if len(n.Attr) == 0 {
		return 0
	}
	var p Place
	if dom.HasAttr(n, "hidden") || isInvisible(dom.Attr(n, "style")) {
		p |= InHidden
	}
	names := dom.ClassAndID(n)
	if names == "" || n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.DataAtom == atom.Article || n.DataAtom == atom.Main {
		return p
	}
	if isCaption(names) {
		p |= InFigure
	}
	for token := range tokens(names) {
		if isOff(token) {
			return p | InOff
		}
	}
	return p
}

func isInvisible(style string) bool {
	if style == "" {
		return false
	}
	style = strings.ToLower(strings.ReplaceAll(style, " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

func isCaption(names string) bool {
	return strings.Contains(names, "caption") || strings.Contains(names, "photo-credit") ||
		strings.Contains(names, "image-credit") || strings.Contains(names, "photocredit")
}

// tokens yields the words of class names: those between spaces, hyphens and underscores.
func tokens(names string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for token := range strings.FieldsFuncSeq(names, func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == ':' || r == '\t' || r == '\n' }) {
			if !yield(token) {
				return
			}
		}
	}
}

// isOff knows the words of classes that never hold the article's text.
func isOff(token string) bool {
	switch token {
	case "comment", "comments", "disqus", "related", "recommended", "recommendations", "newsletter", "share", "sharing",
		"social", "promo", "ad", "ads", "adslot", "adbox", "advert", "advertisement", "advertising", "anzeige", "werbung", "sponsored", "breadcrumb", "breadcrumbs", "pagination",
		"cookie", "cookies", "consent", "subscribe", "signup", "trending", "popular", "readmore", "tags",
		"byline", "dateline", "timestamp", "toolbar", "menu", "taboola", "outbrain", "sidebar", "copyright":
		return true
	}
	return false
}
