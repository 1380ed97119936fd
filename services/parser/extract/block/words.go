package block

import (
	"math/bits"
	"strings"
)

// Groups is a set of groups of words that classes and ids are made of.
type Groups uint64

// Far is the level of a group that doesn't occur.
const Far = 15

// NumGroups is how many groups there are.
const NumGroups = 37

// GroupComments is the group of what readers say.
const GroupComments = 0

// each calls f with the number of each group of the set.
func (g Groups) each(f func(int)) {
	for ; g != 0; g &= g - 1 {
		f(bits.TrailingZeros64(uint64(g)))
	}
}

// Has says whether a group is in the set.
func (g Groups) Has(group int) bool { return g>>group&1 == 1 }

// groups are the words, a group a line, in the languages of the web.
func groups() [NumGroups]string {
	return [NumGroups]string{
		"comment comments commentlist commenting disqus kommentar kommentare kommentarer comentario comentarios commentaire commentaires respond reply replies discussion forum coral spotim fb",
		"post posts hentry entry blogpost singlepost single",
		"content contents inhalt contenu contenido conteudo contenuto innhold maincontent pagecontent contentarea",
		"text texts txt richtext rte rtf wysiwyg prose copy freetext texto texte testo tekst textblock textbody formatted markdown",
		"main primary hauptinhalt maincol maincolumn central center",
		"article art artikel artikkel articulo articolo artigo nota noticia notizia news story beitrag longread artikkeli",
		"body articlebody storybody bodytext bodycopy articletext articlecontent storycontent storytext entrycontent postcontent postbody newstext articlebodytext article_body corpo cuerpo corps brodtext",
		"paragraph paragraphs para p absatz parrafo paragrafo alinea",
		"date time timestamp datum published publish pubdate fecha updated datetime dateline zeit data modified dato posted reading",
		"caption figcaption captions bildunterschrift legende legend pie credit credits photocredit didascalia bildtext cutline copyright fotograf",
		"image images img figure photo photos picture pic bild bilder foto fotos thumbnail thumb imagen imagem",
		"gallery slideshow slider carousel slick swiper galerie galeria fotostrecke slide lightbox",
		"related relacionadas relacionados recommended recommendation recommendations recommend readmore similar siblings verwandte artigos passend weitere lire leggi mais",
		"promo teaser teasers trending popular mostread latest newest top hot tipp tips outbrain taboola recirc recirculation plista",
		"newsletter subscribe subscription subscriber signup optin mailchimp abo abonnement abonnieren suscripcion assinatura",
		"paywall premium piano plus regwall locked gate meter metered offer",
		"share sharing shares social facebook twitter whatsapp addtoany sharedaddy sns follow linkedin telegram pinterest addthis",
		"card cards tile tiles item items grid",
		"list listing feed river liste lista stream index archive",
		"tag tags keyword keywords topic topics category categories cat cats schlagworte etiquetas label labels rubrik kicker overline eyebrow dachzeile",
		"ad ads adslot adbox advert adverts advertisement advertising anzeige anzeigen werbung banner sponsor sponsored publicidad publicidade publicite pub dfp gpt adsense adv reklame mpu leaderboard",
		"nav navigation menu navbar breadcrumb breadcrumbs pagination pager prev previous next toc subnav menubar",
		"hidden hide invisible sr visually screenreader collapse collapsed offscreen noprint none assistive",
		"header head masthead topbar kopf hero intro_header",
		"footer foot bottom colophon fuss tail after end",
		"sidebar aside side rail secondary right left widget widgets",
		"title titel titre titulo titolo headline heading hed heads subhead subheading subtitle zwischentitel intertitre ladillo",
		"lead lede intro introduction standfirst deck dek summary excerpt abstract subline vorspann chapo entradilla sommario description perex ingress anleser bajada sumario catenaccio subtitulo teasertext leadtext",
		"author authors byline autor autoren auteur auteurs autore autori writer bio profile avatar contributor reporter writtenby skribent forfatter signature", //nolint:misspell // German and Spanish
		"cookie cookies consent gdpr privacy cmp onetrust modal popup overlay dialog notice alert banner_cookie",
		"video videos player audio podcast youtube media jwplayer brightcove vimeo listen",
		"quote quotes blockquote pullquote zitat citation pull cita citazione",
		"box infobox factbox fact facts callout highlight highlights inset info note notes module panel kasten faktaboks faktaruta takeaways keypoints bullets",
		"source sources quelle reference references footnote footnotes disclaimer correction corrections legal license licence editors",
		"form login register search input account user signin field",
		"button btn cta link links tool tools toolbar action actions print",
		"embed embedded tweet instagram oembed wp iframe table shop product price buy deal affiliate",
	}
}

// words knows the words of classes.
type words map[string]class

// class is what the words of a class or an id say.
type class struct {
	groups  Groups
	off     bool // the words of classes that never hold the article's text
	caption bool
	hash    uint64
}

func (c class) with(d class) class {
	c.groups |= d.groups
	c.off = c.off || d.off
	c.caption = c.caption || d.caption
	return c
}

func newWords() words {
	w := words{}
	for i, group := range groups() {
		for word := range strings.FieldsSeq(group) {
			c := w[word]
			c.groups |= 1 << i
			w[word] = c
		}
	}
	for word := range strings.FieldsSeq(`comment comments disqus related recommended recommendations newsletter share sharing
		social promo ad ads adslot adbox advert advertisement advertising anzeige werbung sponsored breadcrumb breadcrumbs pagination
		cookie cookies consent subscribe signup trending popular readmore tags
		byline dateline timestamp toolbar menu taboola outbrain sidebar copyright`) {
		c := w[word]
		c.off = true
		w[word] = c
	}
	return w
}

// class reads names: their words are parted by anything but letters, and by a
// capital after a small letter. "off" are only words that nothing but spaces,
// hyphens, underscores and colons part.
func (w words) class(names string) class {
	var c class
	var word [32]byte
	n, lower := 0, false
	whole := true // the word begins and ends at one of those marks
	flush := func(ends bool) {
		if n > 0 && n <= len(word) {
			found := w[string(word[:n])]
			c.groups |= found.groups
			c.off = c.off || found.off && whole && ends
		}
		n, whole = 0, ends
	}
	for i := range len(names) {
		b := names[i]
		switch {
		case b >= 'A' && b <= 'Z':
			if lower {
				flush(false)
			}
			b |= 0x20
			lower = false
		case b >= 'a' && b <= 'z':
			lower = true
		default:
			flush(b == ' ' || b == '-' || b == '_' || b == ':' || b == '\t' || b == '\n')
			lower = false
			continue
		}
		if n < len(word) {
			word[n] = b
		}
		n++
	}
	flush(true)
	c.caption = isCaption(names)
	return c
}

func isCaption(names string) bool {
	if !strings.Contains(names, "aption") && !strings.Contains(names, "redit") && !strings.Contains(names, "APTION") {
		return false
	}
	names = strings.ToLower(names)
	return strings.Contains(names, "caption") || strings.Contains(names, "photo-credit") ||
		strings.Contains(names, "image-credit") || strings.Contains(names, "photocredit")
}

// Cutter cuts pages into blocks. It is safe for use by any number of goroutines.
type Cutter struct{ words words }

// NewCutter makes a cutter.
func NewCutter() *Cutter { return &Cutter{words: newWords()} }
