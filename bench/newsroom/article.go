package newsroom

import (
	"strconv"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Article is the truth of one published article: what a perfect consumer would know of it.
type Article struct {
	// URL is the page's address, canonical.
	URL string `json:"url"`
	// Announced is the address that feeds give, but for tracking: URL, or one that redirects to it.
	Announced string `json:"announced"`
	// Fate says whether the page is to be had, and how.
	Fate Fate `json:"fate"`
	// CanonicalURL is what the page's rel=canonical says; on some wire copy it is on the agency's domain.
	CanonicalURL string `json:"canonicalUrl"`
	// Feeds are the ids of the feeds that announce the article, one or two.
	Feeds []string `json:"feeds"`
	// Headline is the title.
	Headline string `json:"headline"`
	// Description is the standfirst; it is no block of the text.
	Description string `json:"description"`
	// Paragraphs are the blocks of the text, in order.
	Paragraphs []Paragraph `json:"paragraphs"`
	// Authors are people's names; wire copy has none.
	Authors []string `json:"authors"`
	// Provider is the agency's name as printed; empty when the publisher wrote the text itself.
	Provider string `json:"provider,omitempty"`
	// Publisher is the site's name.
	Publisher string `json:"publisher"`
	// Domain is the publisher's domain, which on the loopback is its address.
	Domain string `json:"domain"`
	// Language is that of the text, BCP 47.
	Language string `json:"language"`
	// Section is the section as printed.
	Section string `json:"section"`
	// Published is when the page says that it was published, as exactly as the page says it.
	Published schema.Date `json:"published"`
	// Image is the lead picture; nil when there is none.
	Image *Image `json:"image,omitempty"`
	// Keywords are the page's own.
	Keywords []string `json:"keywords"`
	// Story tells which story the article tells: all copies of an agency's story
	// have one, and an article of a paper's own has one for itself.
	Story string `json:"story"`
	// Beat is the kind of an agency's routine report: match, weather or market. Two
	// of one kind are alike in most of their words, and are no copies of each other
	// unless they have one story. Empty for all other articles.
	Beat string `json:"beat,omitempty"`

	number uint64
}

// Paragraph is one block of a text.
type Paragraph struct {
	// Role is what the block is in the text.
	Role schema.Role `json:"role"`
	// Text is the block's text, the marker within it.
	Text string `json:"text"`
	// Marker is the token that no other block has.
	Marker string `json:"marker"`
}

// Image is a lead picture.
type Image struct {
	// URL is the picture's address.
	URL string `json:"url"`
	// Caption says what is seen. It carries a marker of noise, for it is no part of the text.
	Caption string `json:"caption"`
	// Credit is the credit line, without the licence and without a word such as "Photo".
	Credit string `json:"credit"`
	// License is the licence's name in the style of SPDX; empty when the page names none.
	License string `json:"license,omitempty"`

	licenseURL, licenseText string
}

// agency is a news agency whose name stands over wire copy.
type agency struct{ name, long, domain string }

// agencies are real ones; what they wrote here is invented. The domains are not theirs.
func agencies() []agency {
	return []agency{
		{"AFP", "Agence France-Presse", "afp.example"},
		{"Reuters", "Thomson Reuters", "reuters.example"},
		{"AP", "Associated Press", "ap.example"},
		{"dpa", "Deutsche Presse-Agentur", "dpa.example"},
		{"TASS", "ITAR-TASS", "tass.example"},
		{"EFE", "Agencia EFE", "efe.example"},
		{"ANSA", "Agenzia Nazionale Stampa Associata", "ansa.example"},
		{"Lusa", "Agência Lusa", "lusa.example"},
	}
}

// license is a licence of pictures.
type license struct{ spdx, text, url string }

func licenses() []license {
	const at = "https://creativecommons.org/licenses/"
	return []license{
		{"CC-BY-4.0", "CC BY 4.0", at + "by/4.0/"},
		{"CC-BY-SA-4.0", "CC BY-SA 4.0", at + "by-sa/4.0/"},
		{"CC-BY-SA-3.0", "CC BY-SA 3.0", at + "by-sa/3.0/"},
		{"CC-BY-NC-ND-2.0", "CC BY-NC-ND 2.0", at + "by-nc-nd/2.0/"},
	}
}

// How often articles have what; the shares are guesses at what a mixed bag of
// publishers has, not measured.
const (
	wireShare    = 0.25 // wire copy, without a person's name
	unsigned     = 0.10 // neither person nor agency
	twoAuthors   = 0.15
	pictured     = 0.85
	licensed     = 0.30 // of the pictures
	elsewhere    = 0.30 // of the wire copy: rel=canonical is the agency's page
	subheadings  = 0.40
	quotes       = 0.35
	lists        = 0.20
	fewestBlocks = 5 // paragraphs, besides subheadings, quotes and lists
	mostBlocks   = 30
)

// card is an article without its text: what feeds and teasers say of it.
type card struct {
	Article
	feed      *feed
	published time.Time
	agency    agency // that wrote it, named or not
	story     *story // that it is a copy of; nil of a paper's own
}

// brief is what the address of an article is made from.
type brief struct {
	number    uint64
	headline  string
	section   string
	published time.Time // in the zone of the site
	story     *story    // that it is a copy of; nil of a paper's own
}

// brief makes the little that teasers need, and gives the dice for what follows.
func (n *Newsroom) brief(f *feed, k int) (brief, dice) {
	l := f.site.language
	b := brief{number: n.number(f, k), published: time.Unix(f.press.when(k), 0).In(l.zone)}
	d := roll(n.config.Seed, forCard, b.number)
	b.headline = string(l.phrase(&d, make([]byte, 0, 160), "headline", ""))
	b.section = d.pick(l.sections())
	if b.story = n.taken(f, k); b.story != nil {
		n.retell(&b)
	}
	return b, d
}

// card makes the card of an article, which must have been published.
func (n *Newsroom) card(article uint64) *card {
	f, k := n.feedOf(article)
	s := f.site
	b, d := n.brief(f, k)
	c := &card{feed: f, published: b.published}
	c.Article = Article{
		URL:         s.base + s.articlePath(b),
		Headline:    b.headline,
		Description: string(s.language.text(&d, make([]byte, 0, 320), 2, "")),
		Feeds:       []string{schema.FeedID(f.url())},
		Authors:     []string{}, Publisher: s.name, Domain: s.domain(), Language: s.language.code,
		Section:   b.section,
		Published: schema.NewDate(c.published, s.layout.precision),
		Keywords:  s.language.keywords(&d, d.between(2, 5)),
		Story:     "own-" + strconv.FormatUint(article, 10),
		number:    article,
	}
	c.Fate = n.fate(article, f.press.when(k))
	c.Announced = s.announced(&c.Article)
	if n.isShared(f, article) {
		c.Feeds = append(c.Feeds, schema.FeedID(f.main.url()))
	}
	c.sign(&d)
	c.CanonicalURL = c.URL
	if c.Provider != "" && d.chance(elsewhere) {
		c.CanonicalURL = "https://" + c.agency.domain + "/copy/" + hexOf(&d)
	}
	if d.chance(pictured) {
		c.Image = c.picture(&d)
	}
	if b.story != nil {
		n.adopt(c, b.story)
	}
	return c
}

// sign says who wrote.
func (c *card) sign(d *dice) {
	person := func() string { return string(c.feed.site.language.phrase(d, nil, "person", "")) }
	switch who := d.float(); {
	case who < wireShare:
		all := agencies()
		c.agency = all[d.below(len(all))]
		c.Provider = c.agency.name
	case who < wireShare+unsigned:
	default:
		c.Authors = append(c.Authors, person())
		if second := person(); d.chance(twoAuthors) && second != c.Authors[0] {
			c.Authors = append(c.Authors, second)
		}
	}
}

// picture makes the lead picture.
func (c *card) picture(d *dice) *Image {
	l := c.feed.site.language
	image := &Image{URL: c.feed.site.base + "/img/" + hexOf(d) + ".jpg"}
	image.Caption = string(l.phrase(d, nil, "caption", noiseMarker(d)))
	image.Credit = string(l.phrase(d, nil, "person", ""))
	if d.chance(0.5) {
		all := agencies()
		image.Credit += " / " + all[d.below(len(all))].name
	}
	if d.chance(licensed) {
		all := licenses()
		given := all[d.below(len(all))]
		image.License, image.licenseText, image.licenseURL = given.spdx, given.text, given.url
	}
	return image
}

// article makes the whole truth of an article, which must have been published.
func (n *Newsroom) article(number uint64) *card {
	c := n.card(number)
	c.Paragraphs = n.paragraphs(c)
	return c
}

// paragraphs makes the text.
func (n *Newsroom) paragraphs(c *card) []Paragraph {
	if c.story != nil {
		return n.copied(c)
	}
	l := c.feed.site.language
	d := roll(n.config.Seed, forText, c.number)
	count := fewestBlocks + int(float64(mostBlocks-fewestBlocks+1)*d.float()*d.float()) // short texts are the more frequent ones
	withHeads, quoteAt, listAt := d.chance(subheadings), -1, -1
	if d.chance(quotes) {
		quoteAt = d.between(1, count-1)
	}
	if d.chance(lists) {
		listAt = d.between(2, count-1)
	}
	var blocks []Paragraph
	scratch := make([]byte, 0, 1024)
	add := func(role schema.Role, write func(marker string) []byte) {
		m := n.textMarker(c.number, len(blocks))
		blocks = append(blocks, Paragraph{Role: role, Text: string(write(m)), Marker: m})
	}
	phrase := func(key string) func(string) []byte {
		return func(m string) []byte { return l.phrase(&d, scratch, key, m) }
	}
	for i := range count {
		if withHeads && i > 0 && i%5 == 0 {
			add(schema.RoleSubheading, phrase("subheading"))
		}
		if i == quoteAt {
			add(schema.RoleQuote, phrase("quote"))
		}
		if i == listAt {
			for range d.between(3, 5) {
				add(schema.RoleListItem, phrase("item"))
			}
		}
		add(schema.RoleParagraph, func(m string) []byte { return l.text(&d, scratch, d.between(2, 3), m) })
	}
	return blocks
}

// hexOf is a name as a content management system gives it, 16 digits.
func hexOf(d *dice) string {
	return strconv.FormatUint(d.next()|1<<63, 16)
}
