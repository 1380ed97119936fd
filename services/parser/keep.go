package parser

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// tidyEvery is how often pages are removed that are older than they are kept.
const tidyEvery = time.Hour

// keeper keeps the pages that versions were made of. A place that takes none
// holds nothing up: it is counted, and told once.
type keeper struct {
	shelf   *rawpage.Shelf // nil keeps none
	age     time.Duration  // for how long
	failing atomic.Bool
}

func (k *keeper) keeps() bool { return k.shelf != nil }

// lacks says whether an item's page may not be kept yet, although its version is
// published: by this message, before a crash. Such a page is asked for without its
// validators, to which a site answers with none.
func (k *keeper) lacks(t *task) bool { return k.keeps() && t.message.Redelivered() }

// page is what is kept of a page, with the later ones of its article, once there is
// a version of it; nil if nothing is kept, or its publisher minds. It is made before
// the record is published, which may have to shorten it.
func (k *keeper) page(t *task, got *page, a *schema.Article) *rawpage.Page {
	if !k.keeps() || a.Reservations != nil && a.Reservations.NoArchive {
		return nil
	}
	kept := &rawpage.Page{
		Article: a.ID, Record: recordOf(a), URL: got.response.URL, Header: rawpage.Fields(got.response.Header),
		HTTP: *a.HTTP, Item: t.item, Missing: got.rest.missing, Body: got.response.Body,
	}
	for _, had := range got.rest.parts {
		kept.Later = append(kept.Later, rawpage.Later{URL: had.answer.URL, Header: rawpage.Fields(had.answer.Header), Body: had.answer.Body})
	}
	return kept
}

// keep keeps the page that a version was made of, before its item is done: who dies
// in between gets the message again, and keeps it then.
//
// It is put after the version was published, and taken away if the article was
// erased meanwhile: whoever erases marks the article first, and then looks.
func (p *Parser) keep(ctx context.Context, t *task, a *schema.Article) {
	if t.kept == nil || a.Version == 0 {
		return
	}
	t.kept.Version = a.Version
	p.tellKept(a.ID, p.putPage(ctx, *t.kept))
}

func (p *Parser) putPage(ctx context.Context, kept rawpage.Page) error {
	if err := p.keeper.shelf.Put(ctx, kept); err != nil {
		return err
	}
	known, _, err := p.revisions.Article(ctx, kept.Article)
	if err == nil && known.Erased {
		_, err = p.keeper.shelf.Delete(ctx, kept.Article)
	}
	return err
}

// tellKept counts what couldn't be kept, and logs the first of a row and its end.
func (p *Parser) tellKept(article string, err error) {
	if err != nil {
		p.metrics.unkept.Inc()
	}
	switch was := p.keeper.failing.Swap(err != nil); {
	case err != nil && !was:
		p.log.Warn("pages can't be kept; articles go on without", zap.String("article", article), zap.Error(err))
	case err == nil && was:
		p.log.Info("pages are kept again")
	}
}

// tidyPages removes pages that are older than they are kept, until ctx ends.
func (p *Parser) tidyPages(ctx context.Context) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		if _, err := p.keeper.shelf.Tidy(ctx, time.Now().Add(-p.keeper.age)); err != nil {
			p.log.Warn("pages that are kept for too long can't be removed", zap.Error(err))
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// recordOf recognises a record by all that a page says: not by when and how it
// was read, nor by what the feed says of itself.
func recordOf(a *schema.Article) string {
	bare := *a
	bare.Version, bare.VersionCreated, bare.PubStatus, bare.Discovered = 0, time.Time{}, "", time.Time{}
	bare.Extraction, bare.HTTP, bare.Feed = schema.Extraction{}, nil, schema.FeedRef{}
	b, err := json.Marshal(bare)
	if err != nil {
		panic(fmt.Sprintf("a record can always be encoded: %v", err))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
