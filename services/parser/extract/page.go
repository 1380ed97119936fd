package extract

import (
	"net/url"
	"slices"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/jsonld"
)

// page is a page at work: what was read of it so far.
type page struct {
	Page
	x       *Extractor
	address *url.URL

	doc      *html.Node
	survey   *dom.Survey
	ld       *jsonld.Article // empty when the page has none
	site     string          // the name of the site by JSON-LD
	layout   *block.Layout
	blocks   []block.Block       // the layout's
	frames   map[*html.Node]bool // elements of a picture with its caption
	aloof    []bool              // by block: stands off the article
	offRoots map[*html.Node]bool // the elements that do
	chances  []float32           // by block: that it is in the body
	chosen   []bool              // by block: is in the body
	walled   bool                // an offer to pay ends what is shown of the text
	root     *html.Node          // by articleRoot

	publisher  schema.Organization
	names      []string // squeezed names of the publisher
	headlines  []headline
	title      int // index of the headline's block, plus two; 0 is not looked for yet
	byline     string
	bylineNode *html.Node
	authors    authorship
	dateline   agency.Dateline
	copyright  string     // the copyright line in the text
	dates      []reading  // of when it was published
	order      date.Order // of numeric dates
	warnings   []string

	explains bool     // reasons are wanted
	whys     []string // by block: why it is in the body or not
}

func (x *Extractor) newPage(p Page) (*page, error) {
	if _, err := schema.CanonicalURL(p.URL); err != nil {
		return nil, &Error{ReasonBadURL, err.Error()}
	}
	address, err := url.Parse(p.URL)
	if err != nil || address.Host == "" {
		// net/url refuses some addresses that the web lives with; their canonical form it takes
		canonical, _ := schema.CanonicalURL(p.URL)
		if address, err = url.Parse(canonical); err != nil {
			return nil, &Error{ReasonBadURL, "address can't be parsed"}
		}
	}
	if p.Before != nil && p.Item != nil { // what the feed has of the text is of the first page
		item := *p.Item
		item.Content, item.Summary = "", ""
		p.Item = &item
	}
	return &page{Page: p, x: x, address: address, ld: &jsonld.Article{}}, nil
}

// warn says in the record what is doubtful, each thing once.
func (p *page) warn(s string) {
	if s != "" && !slices.Contains(p.warnings, s) {
		p.warnings = append(p.warnings, s)
	}
}
