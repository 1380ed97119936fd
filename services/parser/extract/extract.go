package extract

import (
	"errors"
	"fmt"
	"math"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
	"github.com/wirecopy/wirecopy/services/parser/extract/figure"
	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
	"github.com/wirecopy/wirecopy/services/parser/extract/jsonld"
	"github.com/wirecopy/wirecopy/services/parser/extract/licence"
)

// Page is a downloaded page.
type Page struct {
	URL         string       // address after redirects, absolute
	Body        []byte       // as downloaded, content coding undone, charset not
	ContentType string       // of the answer
	Item        *schema.Item // what the feed says of it; nil when there is none

	// Before is, for a later page of an article, the record of all pages before it;
	// nil for the first page. Number is which page it is, from 2.
	Before *schema.Article
	Number int
}

// Extractor makes records of pages. It is safe for use by any number of goroutines.
type Extractor struct {
	config   Config
	parser   dom.Parser
	judge    *forest.Forest
	tongues  tongues
	cutter   *block.Cutter
	meter    *feature.Meter
	agencies *agency.Directory
	bylines  *byline.Reader
	dates    *date.Reader
	licences *licence.Finder
	figures  *figure.Reader
	offers   offers
}

// New makes an extractor; its errors are those of [Config.Validate] and of the model.
func New(config Config) (*Extractor, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	judge := config.Judge
	if judge == nil {
		var err error
		if judge, err = forest.Model(feature.Count); err != nil {
			return nil, err
		}
	}
	agencies, licences, dates := agency.New(), licence.NewFinder(), date.New()
	return &Extractor{
		config:   config,
		judge:    judge,
		tongues:  newTongues(),
		agencies: agencies,
		cutter:   block.NewCutter(),
		meter:    feature.New(),
		bylines:  byline.New(agencies, dates),
		dates:    dates,
		licences: licences,
		figures:  figure.New(licences, agencies),
		offers:   newOffers(),
	}, nil
}

// Article makes the record of a page. Its errors are of type [*Error].
//
// It leaves Version, VersionCreated and HTTP to the caller.
func (x *Extractor) Article(p Page) (*schema.Article, error) {
	a, _, err := x.Read(p)
	return a, err
}

// Read is [Extractor.Article] for an article that may have several pages: next is
// the address of the one after this, "" when it is the last. Of a later page the
// record has what it adds to those before it, for [Join].
func (x *Extractor) Read(p Page) (article *schema.Article, next string, err error) {
	defer recovered(&err)
	w, err := x.newPage(p)
	if err != nil {
		return nil, "", err
	}
	if article, err = w.article(); err != nil {
		return nil, "", err
	}
	return article, w.next(), nil
}

func (p *page) article() (*schema.Article, error) {
	if err := p.parse(); err != nil {
		return nil, err
	}
	p.readPublisher()
	p.readHeadlines()
	p.readByline()
	p.readAuthors()
	a := p.newArticle()
	body, err := p.findBody(a)
	if err != nil {
		return nil, err
	}
	if p.Before != nil {
		if body, err = p.unread(body); err != nil {
			return nil, err
		}
		p.fillLater(a, body)
		return a, nil
	}
	if p.isStranger(body) {
		return nil, p.stranger()
	}
	p.fill(a, body)
	return a, nil
}

// recovered makes an error of a panic: a page must not take the process down,
// whoever's fault it is.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = &Error{ReasonPanic, fmt.Sprint(r)}
	}
}

// parse makes the tree and everything that is read of it but once.
func (p *page) parse() error {
	c := p.x.config
	expired := dom.Deadline(c.Now, c.Deadline)
	doc, err := p.x.parser.Parse(p.Body, p.ContentType, dom.Bounds{MaxBytes: c.MaxBytes, MaxNodes: c.MaxNodes, Expired: expired})
	if err != nil {
		return parseError(err)
	}
	p.doc = doc
	p.survey = dom.Look(doc, p.address)
	if ld, site := jsonld.Read(p.survey.Scripts, p.URL); ld != nil {
		p.ld, p.site = ld, site
	}
	p.layout = p.x.cutter.Cut(doc)
	p.blocks = p.layout.Blocks
	if p.layout.Full {
		p.warn(fmt.Sprintf("page is too long: only its first %d blocks were read", len(p.blocks)))
	}
	p.frames = p.x.figures.Frames(doc)
	p.markCaptions()
	p.aloof, p.offRoots = aloof(p.layout)
	if expired() {
		return &Error{ReasonTooSlow, fmt.Sprintf("no record after %v", c.Deadline)}
	}
	return nil
}

func parseError(err error) error {
	reason := ReasonNotHTML
	switch {
	case errors.Is(err, dom.ErrTooLarge):
		reason = ReasonTooLarge
	case errors.Is(err, dom.ErrTooDeep):
		reason = ReasonTooDeep
	case errors.Is(err, dom.ErrTooSlow):
		reason = ReasonTooSlow
	}
	return &Error{reason, err.Error()}
}

// newArticle has what is known before the text: addresses, and what the feed says.
func (p *page) newArticle() *schema.Article {
	canonical, _ := schema.CanonicalURL(p.URL) // was checked
	a := &schema.Article{
		ID:           schema.ArticleID(p.URL),
		PubStatus:    schema.StatusUsable,
		URL:          canonical,
		CanonicalURL: p.survey.Canonical,
		OriginalURL:  p.URL,
		IsBasedOn:    p.survey.Absolute(p.ld.IsBasedOn),
		Byline:       p.byline,
		Author:       p.authors.people,
		Publisher:    p.publisher,
		Extraction:   schema.Extraction{Extractor: "wirecopy/" + p.x.config.Version},
	}
	if p.authors.org != "" {
		a.SourceOrganization = &schema.Organization{Name: p.authors.org}
	} else if name := p.ld.SourceOrganization.Name; name != "" && !p.isAgencyName(name) && !p.isPublisherName(name) {
		a.SourceOrganization = &schema.Organization{Name: name, URL: p.survey.Absolute(p.ld.SourceOrganization.URL)}
	}
	if p.Item != nil {
		a.OriginalURL, a.Feed, a.Discovered = p.Item.URL, p.Item.Feed, p.Item.Discovered
	}
	return a
}

// fill writes the record around a body.
func (p *page) fill(a *schema.Article, body []block.Block) {
	if most := p.x.config.MaxBlocks; len(body) > most {
		body = body[:most]
		p.warn(fmt.Sprintf("body was cut after %d paragraphs", most))
	}
	a.Headline, a.AlternativeHeadline = p.headlineOf()
	if a.Headline == "" {
		p.warn("no headline")
	}
	if len(body) > 0 {
		p.dateline, _ = p.x.agencies.Dateline(body[0].Text)
	}
	if len(a.Author) == 0 {
		a.Author = p.signed(body)
	}
	a.Located = firstOf(p.dateline.Place, p.ld.Place)
	p.fillBody(a, body)
	p.readLanguage(a)
	p.dateMedia(a.WordCount)
	p.readDates(a)
	p.readSubject(a)
	p.readImages(a)
	p.readKind(a)
	p.readAccess(a)
	p.readRights(a)
	p.readSources(a)
	p.syndicate(a, body)
	a.ContentHash = schema.ContentHash(a.Headline, a.Body)
	a.Extraction.Warnings = p.warnings
}

func round(f float64) float64 { return math.Round(f*100) / 100 }
