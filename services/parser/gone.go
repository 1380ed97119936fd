package parser

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// confirmAfter is how long after it was first found gone a page must be found so
// again to be gone for good: a site that is being mended says so of all its pages.
const confirmAfter = 24 * time.Hour

// isGone says whether the page of an article was there once, and its site says now
// that it isn't. A page that was never had is merely one that can't be had.
func isGone(t *task, got *page) bool {
	return t.isKnown() && (t.known.FromPage || t.known.Withdrawn) && isGoneStatus(got.status)
}

func isGoneStatus(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// gone notes when a page was first found gone, and looks again a day later; from
// then on, the article is withdrawn.
func (p *Parser) gone(ctx context.Context, t *task, got *page) error {
	id := t.alias.Article
	if t.known.Withdrawn {
		p.metrics.count("unchanged")
		return p.finish(ctx, t, id)
	}
	since, err := p.revisions.Gone(ctx, id, got.fetched)
	if err != nil {
		return err
	}
	if confirm := since.Add(confirmAfter); got.fetched.Before(confirm) {
		p.metrics.count("gone")
		if err := p.learn(ctx, t, id); err != nil {
			return err
		}
		return p.lookAgain(ctx, t, confirm)
	}
	return p.withdraw(ctx, t, got)
}

// withdraw publishes the version that says that the page was taken away.
func (p *Parser) withdraw(ctx context.Context, t *task, got *page) error {
	id := t.alias.Article
	for range maxRounds {
		known, read, err := p.revisions.Article(ctx, id)
		if err != nil {
			return err
		}
		if known.Erased || known.Withdrawn || known.GoneSince.IsZero() {
			return p.finish(ctx, t, id) // somebody has done it, or has found the page again
		}
		a, err := p.withdrawn(ctx, t, known, got)
		if err != nil {
			return err
		}
		if a == nil { // nothing is left to say it with
			return p.giveUpGone(ctx, t, got)
		}
		if _, err := p.advance(ctx, a, "", known, read); err != nil {
			return err
		}
	}
	return fmt.Errorf("withdraw article %s: others were faster %d times", id, maxRounds)
}

// giveUpGone keeps the message of a page that is gone and whose record can't be
// made any more.
func (p *Parser) giveUpGone(ctx context.Context, t *task, got *page) error {
	if err := p.reject(ctx, t, got.fault); err != nil {
		return err
	}
	return p.finish(ctx, t, t.alias.Article)
}

// withdrawn is the record of a page that is gone: what the latest version says of
// it, but for the text. Where the stream has dropped that one, it is what the feed
// said; nil if that is too little, or if it is of another address.
func (p *Parser) withdrawn(ctx context.Context, t *task, known revision.Article, got *page) (*schema.Article, error) {
	why := fmt.Sprintf("the site answers %d %s", got.status, http.StatusText(got.status))
	last, found, err := p.latest(ctx, t.alias.Article, known)
	if err != nil {
		return nil, err
	}
	a := &last
	if !found {
		if a, err = p.extractor.FromFeed(&t.item, why); err != nil {
			return nil, nil //nolint:nilerr,nilnil // as said above
		}
		if a.ID != t.alias.Article {
			if a.URL, err = schema.CanonicalURL(got.address); err != nil || schema.ArticleID(a.URL) != t.alias.Article {
				return nil, nil //nolint:nilerr,nilnil // as said above
			}
			a.ID = t.alias.Article
		}
	}
	a.PubStatus = schema.StatusCanceled
	a.Body, a.ArticleBody, a.BodyHTML, a.WordCount, a.Simhash = nil, "", "", 0, ""
	a.Image, a.Links = nil, nil
	a.ContentHash = schema.ContentHash(a.Headline, nil)
	a.Extraction = schema.Extraction{Method: "none", Extractor: a.Extraction.Extractor, Warnings: []string{why}}
	a.HTTP = &schema.HTTPFacts{Status: got.status, Fetched: got.fetched}
	return a, nil
}

// latest is the latest version of an article, if the stream has it still.
func (p *Parser) latest(ctx context.Context, id string, known revision.Article) (a schema.Article, found bool, err error) {
	if known.Sequence == 0 {
		return schema.Article{}, false, nil
	}
	last, found, err := p.recordAt(ctx, known.Sequence)
	if err != nil || !found || last.article.ID != id {
		return schema.Article{}, false, err
	}
	return last.article, true, nil
}
