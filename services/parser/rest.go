package parser

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/parser/reserve"
)

const (
	// restShare is the part of an item's deadline that all later pages of an article
	// may take together: the others are for the first page and for the publication.
	restShare = 3
	// reasonBusy is that a page's host is asked by others for longer than the page can wait.
	reasonBusy = "busy"
)

// rest is what came of the later pages of an article. Nothing is written before
// they were asked for, so that a crash in between begins with the first again.
type rest struct {
	begun bool
	parts []part    // that were had, in order
	next  string    // the page after them; "" when there is none
	fault *fault    // why that one isn't there
	again time.Time // when to ask for the article again, if that makes sense

	missing string // what the record warns of, if the article goes on after the parts
}

// part is a later page that was had.
type part struct {
	article  *schema.Article // what it adds
	reserved *schema.Reservations
	answer   *web.Response
}

// isPartial says whether some of the article is missing.
func (r *rest) isPartial() bool { return r.fault != nil }

// isNone says whether the article is all on its first page.
func (r *rest) isNone() bool { return len(r.parts) == 0 && r.next == "" }

// miss ends the article before the next page.
func (r *rest) miss(f *fault, again time.Time) { r.fault, r.again = f, again }

// follow asks for the later pages of an article, of which next is the first, and
// adds them to the record. What was had stays with the page in hand, should its
// message be held. Its error means that we were stopped.
func (p *Parser) follow(ctx context.Context, t *task, got *page, a *schema.Article, next string) error {
	r := &got.rest
	if !r.begun {
		r.begun, r.next = true, next
	}
	for _, had := range r.parts {
		had.addTo(a)
	}
	timed, cancel := context.WithTimeout(ctx, p.config.Deadline/restShare)
	defer cancel()
	for r.next != "" && !r.isPartial() && len(r.parts)+1 < p.config.MaxPages {
		answer, err := p.askNext(ctx, timed, t, r)
		if err != nil {
			return err
		}
		if answer != nil {
			p.readNext(ctx, t, r, a, answer)
		}
	}
	switch {
	case r.isPartial():
		r.missing = fmt.Sprintf("page %d of the article is not available: %s", len(r.parts)+2, r.fault.reason)
	case r.next != "":
		r.missing = fmt.Sprintf("the article has more pages than the %d that were read", p.config.MaxPages)
	}
	if r.missing != "" {
		a.Extraction.Warnings = append(a.Extraction.Warnings, r.missing)
	}
	if !r.isNone() {
		a.HTTP.ETag, a.HTTP.LastModified = "", "" // they speak for the first page alone
	}
	return nil
}

// askNext asks for the next page; it gives no answer when r says why there is
// none. timed ends when the time for later pages is over.
func (p *Parser) askNext(ctx, timed context.Context, t *task, r *rest) (*web.Response, error) {
	got, err := p.ask(timed, t, web.Request{URL: r.next, Accept: accept, Allow: p.allow, Cookies: true, Follows: true})
	switch {
	case err != nil && timed.Err() != nil && ctx.Err() == nil:
		r.miss(&fault{reason: reasonBusy, err: err}, p.again(t.item.Attempt, always, time.Time{}))
	case err != nil:
		return nil, err
	case got.fault != nil:
		r.miss(got.fault, got.again)
	case !got.again.IsZero():
		r.miss(&fault{reason: reasonBusy, err: fmt.Errorf("get %s: not before %s", r.next, got.again)}, p.again(t.item.Attempt, always, got.again))
	default:
		if f := astray(r.next, got.response); f != nil {
			r.miss(f, time.Time{})
			return nil, nil //nolint:nilnil // as said above
		}
		return got.response, nil
	}
	return nil, nil //nolint:nilnil // as said above
}

// readNext adds what the next page has to the record a of those before it.
func (p *Parser) readNext(ctx context.Context, t *task, r *rest, a *schema.Article, answer *web.Response) {
	reserved := reserve.Read(answer.Header, answer.Body)
	if word := p.config.refuses(reserved); word != "" {
		r.miss(&fault{reason: reasonReserved, err: fmt.Errorf("page %s reserves %s", answer.URL, word)}, time.Time{})
		return
	}
	added, next, err := p.extract(ctx, extract.Page{
		URL: answer.URL, Body: answer.Body, ContentType: answer.Header.Get("Content-Type"), Item: &t.item,
		Before: a, Number: len(r.parts) + 2,
	})
	if isEnd(err) {
		r.next = ""
		return
	}
	if err != nil {
		r.miss(faultOf(err), time.Time{})
		return
	}
	had := part{article: added, reserved: reserved, answer: answer}
	had.addTo(a)
	r.parts, r.next = append(r.parts, had), next
}

// isEnd says whether a page could not be added because the article has ended before it.
func isEnd(err error) bool {
	e, ok := errors.AsType[*extract.Error](err)
	return ok && (e.Reason == extract.ReasonElsewhere || e.Reason == extract.ReasonRepeat)
}

// addTo adds a part to the record of those before it. What any page reserves is
// reserved for the article.
func (had part) addTo(a *schema.Article) {
	extract.Join(a, had.article)
	switch {
	case had.reserved == nil:
	case a.Reservations == nil:
		a.Reservations = had.reserved
	default:
		both := *a.Reservations
		both.NoArchive = both.NoArchive || had.reserved.NoArchive
		both.NoAI = both.NoAI || had.reserved.NoAI
		both.NoImageAI = both.NoImageAI || had.reserved.NoImageAI
		if !both.TDM {
			both.TDM, both.TDMPolicy = had.reserved.TDM, had.reserved.TDMPolicy
		}
		a.Reservations = &both
	}
}

// publishPart publishes an article of which some is missing, and has it asked for
// again where that makes sense. It takes the place of no version that has all: of
// one that is known, the next try is awaited, and a look that brings less brings nothing.
func (p *Parser) publishPart(ctx context.Context, t *task, got *page, a *schema.Article) error {
	isWhole := t.isKnown() && t.alias.IsWhole()
	switch again := got.rest.again; {
	case isWhole && !again.IsZero():
		return p.tryAgain(ctx, t, again)
	case isWhole && t.isLook():
		p.metrics.count("unseen")
		return p.finish(ctx, t, t.alias.Article)
	default:
		t.again = again
		return p.publish(ctx, t, a)
	}
}
