package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// Extract makes records of pages, as a wire's parser does, without a wire.
type Extract struct {
	Source string `arg:"" optional:"" name:"source" help:"File, - for standard input, or the address of a page."`
	URL    string `name:"url" placeholder:"URL" help:"Address that the page of a file had; without one, addresses in the record are relative to https://example.invalid/."`

	Explain bool `help:"Say why each block of the page was kept or dropped, and where the fields came from, instead of the record."`

	JSONL   bool `name:"jsonl" help:"Read one {\"id\", \"url\", \"html\"} a line, and write one {\"id\", \"text\", \"title\", \"authors\", \"date\"} a line in the same order; a page that fails gives {\"id\", \"error\"}."`
	Workers int  `placeholder:"N" help:"How many pages of --jsonl are worked on at once; as many as there are processors by default."`

	AllowNet  []netip.Prefix `placeholder:"CIDR" help:"Network that may be asked although it is private; may be given several times."`
	UserAgent string         `help:"Name that sites see, with an address where they can complain." placeholder:"NAME"`
}

// Examples are shown in the help.
func (Extract) Examples() []string {
	return []string{
		"wirecopy extract https://news.example/2031/05/boat",
		"wirecopy extract --url https://news.example/2031/05/boat saved.html",
		"wirecopy extract --explain https://news.example/2031/05/boat",
		"wirecopy extract --jsonl pages.jsonl > texts.jsonl",
	}
}

// unknownURL is the address of a page whose address isn't known (RFC 2606).
const unknownURL = "https://example.invalid/"

// Validate reports all faults at once.
func (c *Extract) Validate() error {
	var faults []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	demand(c.Source != "" || c.JSONL, "<source> is missing: a file, - for standard input, or the address of a page")
	demand(!c.JSONL || !isAddress(c.Source), "--jsonl reads a file or standard input, and %q is an address", c.Source)
	demand(c.URL == "" || !c.JSONL, "--url is for a single page: the lines of --jsonl have a url each")
	demand(c.URL == "" || !isAddress(c.Source), "--url is for a file: %q is an address itself", c.Source)
	demand(!c.JSONL || !c.Explain, "--explain is for a single page, and not for --jsonl")
	demand(c.Workers >= 0, "--workers is %d: must not be below 0", c.Workers)
	if c.URL != "" {
		_, err := schema.CanonicalURL(c.URL)
		demand(err == nil, "--url: %v", err)
	}
	return errors.Join(append(faults, c.web().Validate())...)
}

// web is how a page is asked for. It is one request, for which no host needs sparing.
func (c *Extract) web() stage.Web { return stage.Web{AllowNet: c.AllowNet, UserAgent: c.UserAgent} }

func isAddress(source string) bool { return strings.Contains(source, "://") }

// Run prints the record of a page, or the records of many.
func (c *Extract) Run(ctx context.Context, t *Terminal) error {
	extractor, err := parser.NewExtractor()
	if err != nil {
		return err
	}
	if c.JSONL {
		return c.runBatch(ctx, t, extractor)
	}
	page, facts, err := c.page(ctx, t)
	if err != nil {
		return err
	}
	if c.Explain {
		return explain(t.out(), extractor, page)
	}
	article, err := extractor.Article(page)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	article.Version, article.VersionCreated, article.Discovered, article.HTTP = 1, now, now, facts
	if facts != nil {
		article.OriginalURL = c.Source
	} else if c.URL == "" {
		article.Extraction.Warnings = append(article.Extraction.Warnings, "address is not known: links are relative to "+unknownURL)
	}
	out := json.NewEncoder(t.out())
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return unlessGone(out.Encode(article))
}

// page reads or downloads the page; facts are those of a download.
func (c *Extract) page(ctx context.Context, t *Terminal) (page extract.Page, facts *schema.HTTPFacts, err error) {
	if isAddress(c.Source) {
		return c.download(ctx)
	}
	source, err := t.open(ctx, c.Source)
	if err != nil {
		return page, nil, err
	}
	defer source.Close()
	// A byte more than may be lets the extractor say so.
	body, err := io.ReadAll(io.LimitReader(source, int64(extract.Defaults().MaxBytes)+1))
	if err != nil {
		return page, nil, fmt.Errorf("read page: %w", err)
	}
	address := c.URL
	if address == "" {
		address = unknownURL
	}
	return extract.Page{URL: address, Body: body, ContentType: "text/html"}, nil, nil
}

func (c *Extract) download(ctx context.Context) (page extract.Page, facts *schema.HTTPFacts, err error) {
	client, err := c.web().Client(nil)
	if err != nil {
		return page, nil, err
	}
	defer client.Close()
	asked := time.Now().UTC()
	r, err := client.Get(ctx, web.Request{URL: c.Source, Accept: "text/html, application/xhtml+xml, */*;q=0.1"})
	if err != nil {
		return page, nil, err
	}
	if !r.OK() {
		return page, nil, fmt.Errorf("get %s: the site answered %d %s", r.URL, r.Status, http.StatusText(r.Status))
	}
	facts = &schema.HTTPFacts{
		Status: r.Status, Fetched: asked, ContentType: r.Header.Get("Content-Type"),
		ETag: r.Header.Get("ETag"), LastModified: r.Header.Get("Last-Modified"), Bytes: int64(len(r.Body)),
	}
	for _, hop := range r.Hops {
		facts.Redirects = append(facts.Redirects, hop.URL)
	}
	return extract.Page{URL: r.URL, Body: r.Body, ContentType: facts.ContentType}, facts, nil
}
