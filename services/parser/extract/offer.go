package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// offers know how sites ask readers to pay before they read on.
type offers struct {
	phrases map[string][]string // keys, by their first word
}

// newOffers knows the phrases of such offers. Each says that there is more for
// those who pay, or what that costs: none is in the news but of the press itself.
func newOffers() offers {
	o := offers{phrases: map[string][]string{}}
	for _, phrase := range [...]string{
		"read on with", "continue reading", "keep reading", "to read the full", "read the full story", "subscribe to read", "subscribe to continue", "subscribe now", "subscriber only",
		"subscribers only", "already a subscriber", "for subscribers", "already have an account", "already a member", "cancel anytime", "cancel at any time", "cancel whenever", "see our offers",
		"subscription options", "free trial", "this article is exclusive", "unlimited access", "log in to continue", "sign in to continue",
		"weiterlesen mit", "jetzt weiterlesen", "jetzt testen", "jederzeit kündbar", "monatlich kündbar", "exklusiv für abonnenten", "nur für abonnenten", "bereits abonnent", "schon abonnent",
		"diesen artikel weiterlesen", "um weiterzulesen", "mit plus lesen", "zum angebot", "alle angebote",
		"réservé aux abonnés", "réservé à nos abonnés", "déjà abonné", "pour lire la suite", "abonnez vous", "sans engagement", "il vous reste", "lire la suite avec",
		"exclusivo para suscriptores", "solo para suscriptores", "ya eres suscriptor", "suscríbete para", "para seguir leyendo", "sigue leyendo con",
		"exclusivo para assinantes", "já é assinante", "assine para", "conteúdo exclusivo", "para continuar lendo", "para continuar a ler", "exclusivo para subscritores",
		"riservato agli abbonati", "sei già abbonato", "abbonati per", "per continuare a leggere", "contenuto riservato", //nolint:misspell // Italian
		"alleen voor abonnees", "al abonnee", "verder lezen", "lees verder met", "word abonnee",
		"för prenumeranter", "redan prenumerant", "läs vidare med", "fortsätt läsa", "for abonnenter", "allerede abonnent", "les videre med", "læs videre med", "vain tilaajille", "jatka lukemista",
		"masz już prenumeratę", "dla prenumeratorów", "tylko dla subskrybentów", "czytaj dalej z", "pouze pro předplatitele", "pro předplatitele",
		"только для подписчиков", "доступно по подписке", "оформите подписку", "уже подписаны", "читать дальше по", "лише для передплатників", "оформіть передплату",
		"sadece abonelere", "abone ol", "μόνο για συνδρομητές", "για συνδρομητές",
		"有料会員限定", "会員限定", "続きを読むには", "この記事は会員", "订阅后", "付费阅读", "订户专享", "구독자 전용", "유료회원", "للمشتركين فقط", "למנויים בלבד",
	} {
		key := text.Key(phrase)
		first, _, _ := strings.Cut(key, " ")
		o.phrases[first] = append(o.phrases[first], key)
	}
	return o
}

// has says whether a text has any phrase of an offer.
func (o offers) has(s string) bool {
	for rest := text.Key(s); rest != ""; {
		word, after, _ := strings.Cut(rest, " ")
		for _, phrase := range o.phrases[word] {
			if end, ok := strings.CutPrefix(rest, phrase); ok && (end == "" || end[0] == ' ') {
				return true
			}
		}
		rest = after
	}
	return false
}

// dropOffers takes out of the body the offer that ends what is shown of a text,
// and notes that there is one. It is looked for next to the last of the text: a
// block with a phrase of an offer, with the whole of the element around it that
// is named as a wall, or alone on a page that says of itself that it isn't free.
func (p *page) dropOffers(chosen []bool) {
	const before, after = 6, 10 // blocks
	last := lastOf(chosen)
	if last < 0 {
		return
	}
	for i := max(0, last-before); i < min(len(p.blocks), last+after); i++ {
		if !p.isOffer(i) {
			continue
		}
		first, end, named := p.wallAround(i)
		if !named && !p.isShut() {
			continue
		}
		for j := first; j < end; j++ {
			if chosen[j] {
				chosen[j] = false
				p.note(j, whyOffer)
			}
		}
		p.walled = true
	}
	p.walled = p.walled && p.isStub(chosen)
}

// maxOffer is how many words an offer has at most, all its parts together.
const maxOffer = 120

func (p *page) isOffer(i int) bool {
	b := &p.blocks[i]
	return b.Words <= maxOffer && !b.Within.Has(block.InNav|block.InFooter) && p.x.offers.has(b.Text)
}

// isStub says whether so little is left that more of it is likely to stand behind an offer.
func (p *page) isStub(chosen []bool) bool {
	const most = 400 // words
	words := 0
	for i, c := range chosen {
		if c {
			words += p.blocks[i].Words
		}
	}
	return words < most
}

// wallAround gives the blocks of the largest element around a block that is named
// as a wall and has no more words than an offer; else the block alone.
func (p *page) wallAround(i int) (first, end int, named bool) {
	first, end = i, i+1
	elements := p.layout.Elements
	for at := p.blocks[i].Element; at > 0; at = elements[at].Parent {
		e, words := &elements[at], 0
		for j := e.First; j < e.End; j++ {
			words += p.blocks[j].Words
		}
		if words > maxOffer {
			break
		}
		if p.isWall(e.Node) {
			first, end, named = e.First, e.End, true
		}
	}
	return first, end, named
}

// isWall says whether an element is named as what readers see who don't pay: by
// its names, or by JSON-LD as the part that isn't free.
func (p *page) isWall(n *html.Node) bool {
	names := dom.ClassAndID(n)
	if namesAny(names, "paywall", "pay-wall", "regwall", "reg-wall", "barrier", "subscri", "abonn", "abo-", "piano", "offer", "premium", "plus-", "meter") {
		return true
	}
	return slices.ContainsFunc(p.ld.Walled, func(selector string) bool { return selects(selector, n) })
}

// selects knows the selectors that sites name their walls by: classes and ids,
// several of them with commas.
func selects(selector string, n *html.Node) bool {
	for s := range strings.SplitSeq(selector, ",") {
		s = strings.TrimSpace(s)
		if i := strings.LastIndexAny(s, " >"); i >= 0 {
			s = s[i+1:]
		}
		if id, ok := strings.CutPrefix(s, "#"); ok && id != "" && id == dom.Attr(n, "id") {
			return true
		}
		if class, ok := strings.CutPrefix(s, "."); ok && class != "" && slices.Contains(strings.Fields(dom.Class(n)), class) {
			return true
		}
	}
	return false
}
