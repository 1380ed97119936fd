package parser

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// maxRounds bounds how often a publication begins again because others were faster.
	maxRounds = 10
	// maxHeaders is room for a message's headers beside its body, in bytes.
	maxHeaders = 8 << 10
)

// publish publishes an article as the next version, unless its text is that of
// the latest one, keeps its page, and finishes the item.
func (p *Parser) publish(ctx context.Context, t *task, a *schema.Article) error {
	for range maxRounds {
		done, err := p.publishOnce(ctx, t, a)
		if errors.Is(err, errErased) {
			p.metrics.count("erased")
			t.again = time.Time{}
			return p.learn(ctx, t, a.ID)
		}
		if err != nil {
			return err
		}
		if done {
			p.keep(ctx, t, a)
			return p.finish(ctx, t, a.ID)
		}
	}
	return fmt.Errorf("publish article %s: others were faster %d times", a.ID, maxRounds)
}

// publishOnce is one round. It is done when the latest version has the text of
// the article, or was read from the same page in the light of what another feed
// said, whoever published it; otherwise another round has to follow.
func (p *Parser) publishOnce(ctx context.Context, t *task, a *schema.Article) (done bool, err error) {
	known, read, err := p.revisions.Article(ctx, a.ID)
	if err != nil {
		return false, err
	}
	if known.Erased {
		return false, errErased
	}
	if known.Has(a) || t.digest != "" && t.digest == known.Page {
		p.metrics.count("unchanged")
		a.Version = 0 // none was made, also if a round before this one has tried
		if p.keeper.lacks(t) {
			a.Version = known.Version
		}
		return true, p.revisions.Touch(ctx, a.ID, known, read)
	}
	return p.advance(ctx, a, t.digest, known, read)
}

// digest is what a page is known by, to the byte.
func digest(page []byte) string {
	sum := sha256.Sum256(page)
	return hex.EncodeToString(sum[:16])
}

// advance publishes the version after the one that is known, of a page with this
// digest ("" if of none, or of several). It is done if that is the latest one then.
func (p *Parser) advance(ctx context.Context, a *schema.Article, page string, known revision.Article, read bus.Revision) (done bool, err error) {
	subject := known.Subject // fixed at the first version, so that filters see all of them
	if subject == "" {
		if subject, err = p.subject(ctx, a); err != nil {
			return false, err
		}
	}
	a.Version, a.VersionCreated = known.Version+1, now()
	if !a.VersionCreated.After(known.VersionCreated) { // of two clocks, one is behind
		a.VersionCreated = known.VersionCreated.Add(time.Millisecond)
	}
	next, sequence, stored, err := p.send(ctx, a, subject)
	if err != nil {
		return false, err
	}
	if stored {
		next.Page = page
	}
	switch err := p.revisions.SwapArticle(ctx, a.ID, next, read); {
	case errors.Is(err, bus.ErrFenced):
		return false, p.takeBackIfErased(ctx, a.ID, sequence)
	case err != nil:
		return false, err
	}
	if stored {
		p.metrics.published(a)
	}
	return next.Has(a), nil
}

// errErased is that an article may not be published any more.
var errErased = errors.New("erased")

// takeBackIfErased takes a message off the stream whose article was erased while
// it was published.
func (p *Parser) takeBackIfErased(ctx context.Context, id string, sequence uint64) error {
	known, _, err := p.revisions.Article(ctx, id)
	if err != nil || !known.Erased {
		return err
	}
	return p.bus.Delete(ctx, schema.StreamArticles, sequence)
}

// send stores the message and gives the revision that it makes. If its id was
// used already, by us before a crash or by another parser, then what is stored
// under it is the version of that number.
func (p *Parser) send(ctx context.Context, a *schema.Article, subject string) (next revision.Article, sequence uint64, stored bool, err error) {
	body, err := fit(a, p.bus.Conn().MaxPayload()-maxHeaders)
	if err != nil {
		return revision.Article{}, 0, false, err
	}
	sequence, stored, err = p.bus.Publish(ctx, bus.Outgoing{Subject: subject, ID: a.EventID(), Header: a.EventHeader(), Body: body})
	if err != nil {
		return revision.Article{}, 0, false, err
	}
	next = revision.Of(a, subject)
	if !stored {
		// What is gone by the stream's limits was ours: nobody can have anything else under this id.
		first, found, err := p.recordAt(ctx, sequence)
		if err != nil {
			return revision.Article{}, 0, false, err
		}
		if found {
			next = revision.Of(&first.article, first.subject)
		}
	}
	next.Sequence = sequence
	return next, sequence, stored, nil
}

// stored is a version as the stream of articles has it.
type stored struct {
	article schema.Article
	subject string
}

// recordAt reads a version off the stream; it may be gone.
func (p *Parser) recordAt(ctx context.Context, sequence uint64) (s stored, found bool, err error) {
	m, found, err := p.bus.Get(ctx, schema.StreamArticles, sequence)
	if err != nil || !found {
		return stored{}, found, err
	}
	if err := json.Unmarshal(m.Body, &s.article); err != nil {
		return stored{}, false, fmt.Errorf("read article %d of the stream: %w", sequence, err)
	}
	s.subject = m.Subject
	return s, true, nil
}

// subject is what an article's messages are sent to.
func (p *Parser) subject(ctx context.Context, a *schema.Article) (string, error) {
	section, err := p.revisions.Section(ctx, a.Publisher.Domain, a.ArticleSection)
	if err != nil {
		return "", err
	}
	return schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, section), nil
}

// fit encodes an article in no more than limit bytes. What can be made again
// from the rest is left out first, and a warning says so.
func fit(a *schema.Article, limit int64) ([]byte, error) {
	body, err := encode(a)
	if err != nil {
		return nil, fmt.Errorf("encode article %s: %w", a.ID, err)
	}
	if int64(len(body)) <= limit {
		return body, nil
	}
	a.BodyHTML, a.Links = "", nil
	a.Extraction.Warnings = append(a.Extraction.Warnings, "bodyHtml and links left out: too large")
	if body, err = encode(a); err != nil {
		return nil, fmt.Errorf("encode article %s: %w", a.ID, err)
	}
	if int64(len(body)) > limit {
		return nil, bus.Park("too-large", fmt.Errorf("article %s: its record has %d bytes, and a message holds %d", a.ID, len(body), limit))
	}
	return body, nil
}

// encode writes JSON without escaping the markup in it, which would make it up
// to six times as long.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
