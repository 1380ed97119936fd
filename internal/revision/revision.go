package revision

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// touchAfter is how old a revision gets before a look at it writes it anew, so
	// that the bucket's age counts from the last look.
	touchAfter = 24 * time.Hour
	// maxFeeds is how many feeds are heeded that announce one item.
	maxFeeds = 8
	// maxPublishers is for how many publishers the sections are kept in memory.
	maxPublishers = 10_000
)

// Article is what is known of an article: its latest version.
type Article struct {
	V              int       `json:"v"`
	Version        int       `json:"version"`
	VersionCreated time.Time `json:"versionCreated"`
	ContentHash    string    `json:"contentHash"`
	Subject        string    `json:"subject"`
	ETag           string    `json:"etag,omitempty"`
	LastModified   string    `json:"lastModified,omitempty"`
	// Page is the hash of the page that the version was read from; "" if that was more than one, or none.
	Page string `json:"page,omitempty"`
	// Sequence is the version's number in the stream of articles, which may have
	// dropped it since; 0 when unknown.
	Sequence uint64 `json:"sequence,omitempty"`
	// FromPage says that the version is of a page that was had, and not only of what the feed said.
	FromPage bool `json:"fromPage,omitempty"`
	// GoneSince is when the page was first seen to be gone, if it was since then
	// never seen to be there; zero while it is there.
	GoneSince time.Time `json:"goneSince,omitzero"`
	// Withdrawn says that the version is that of a page which is gone for good.
	Withdrawn bool `json:"withdrawn,omitempty"`
	// Erased says that no version may be published any more: somebody had a right to that.
	Erased bool `json:"erased,omitempty"`
}

// Of is what a version makes known of its article.
func Of(a *schema.Article, subject string) Article {
	r := Article{V: schema.StateVersion, Version: a.Version, VersionCreated: a.VersionCreated, ContentHash: a.ContentHash, Subject: subject}
	r.Withdrawn = a.PubStatus == schema.StatusCanceled
	if a.HTTP != nil {
		r.ETag, r.LastModified, r.FromPage = a.HTTP.ETag, a.HTTP.LastModified, true
	}
	return r
}

// Has says whether the version is the latest one already: its text is known, or
// it withdraws what is withdrawn.
func (k Article) Has(a *schema.Article) bool {
	if k.Withdrawn || a.PubStatus == schema.StatusCanceled {
		return k.Withdrawn && a.PubStatus == schema.StatusCanceled
	}
	return k.ContentHash == a.ContentHash
}

// Alias is what is known of an item: the article that it became, and what its
// feeds said then.
type Alias struct {
	V       int    `json:"v"`
	Article string `json:"article"`
	// Fingerprints are those of the entries by which feeds announced the item, by
	// feed id; none while some of the article is missing.
	Fingerprints map[string]string `json:"fingerprints,omitempty"`
}

// IsWhole says whether all of the article was read.
func (a Alias) IsWhole() bool { return len(a.Fingerprints) > 0 }

// Heard is the alias once a feed's entry was heeded as well. The first feeds that
// announce an item are: what changes is told by all of them.
func (a Alias) Heard(feed, fingerprint string) Alias {
	if _, known := a.Fingerprints[feed]; !known && len(a.Fingerprints) >= maxFeeds {
		return a
	}
	a.Fingerprints = maps.Clone(a.Fingerprints)
	if a.Fingerprints == nil {
		a.Fingerprints = map[string]string{}
	}
	a.Fingerprints[feed] = fingerprint
	return a
}

// Revisions is the bucket of all that makes an article one article. Its methods
// may be called by any goroutine.
//
//	article.<article>     its latest version
//	item.<item>           the article that it became
//	sections.<publisher>  the section tokens that its subjects have
type Revisions struct {
	bucket *bus.Bucket
	erased *bus.Bucket // what is known for ever: the other bucket forgets

	mu       sync.Mutex
	sections map[string][]string // of publishers, as last read
}

// Open opens the revisions of the wire behind a bus.
func Open(ctx context.Context, b *bus.Bus) (*Revisions, error) {
	bucket, err := b.Bucket(ctx, schema.BucketRevisions)
	if err != nil {
		return nil, err
	}
	erased, err := b.Bucket(ctx, schema.BucketErased)
	if err != nil {
		return nil, err
	}
	return &Revisions{bucket: bucket, erased: erased, sections: map[string][]string{}}, nil
}

// Article reads what is known of an article: nothing, if its ContentHash is
// empty and it isn't erased. Read is for [Revisions.SwapArticle].
func (r *Revisions) Article(ctx context.Context, id string) (known Article, read bus.Revision, err error) {
	read, err = r.bucket.Get(ctx, "article."+id, &known)
	if err != nil || read.Number > 0 {
		return known, read, err
	}
	_, err = r.erased.Get(ctx, id, &known) // it may have been forgotten here
	return known, read, err
}

// SwapArticle writes what is known of an article, if that is still what was read;
// else the error is [bus.ErrFenced].
func (r *Revisions) SwapArticle(ctx context.Context, id string, next Article, read bus.Revision) error {
	_, err := r.bucket.Swap(ctx, "article."+id, next, read)
	return err
}

// Touch keeps what is known of an article from growing too old, once its page was
// looked at and is there: it isn't gone any more, if it was.
func (r *Revisions) Touch(ctx context.Context, id string, known Article, read bus.Revision) error {
	if known.GoneSince.IsZero() && time.Since(read.Written) < touchAfter {
		return nil
	}
	known.GoneSince = time.Time{}
	if err := r.SwapArticle(ctx, id, known, read); !errors.Is(err, bus.ErrFenced) {
		return err
	}
	return nil
}

// Gone notes that an article's page was found gone at a time, and gives since
// when it is: the first time that it was found so.
func (r *Revisions) Gone(ctx context.Context, id string, at time.Time) (since time.Time, err error) {
	for {
		known, read, err := r.Article(ctx, id)
		if err != nil {
			return time.Time{}, err
		}
		if known.Erased || !known.GoneSince.IsZero() {
			return known.GoneSince, nil
		}
		known.V, known.GoneSince = schema.StateVersion, at
		if err := r.SwapArticle(ctx, id, known, read); !errors.Is(err, bus.ErrFenced) {
			return at, err
		}
	}
}

// Erase says of an article that no version may be published any more, and gives
// what was known of it.
func (r *Revisions) Erase(ctx context.Context, id string) (was Article, err error) {
	if err := r.erased.Put(ctx, id, Article{V: schema.StateVersion, Erased: true}); err != nil {
		return Article{}, err
	}
	for {
		known, read, err := r.Article(ctx, id)
		if err != nil || known.Erased && read.Number > 0 {
			return known, err
		}
		err = r.SwapArticle(ctx, id, Article{V: schema.StateVersion, Subject: known.Subject, Erased: true}, read)
		if !errors.Is(err, bus.ErrFenced) {
			return known, err
		}
	}
}

// Alias reads what is known of an item; its Article is empty if that is nothing.
// Read is for [Revisions.SwapAlias].
func (r *Revisions) Alias(ctx context.Context, item string) (known Alias, read bus.Revision, err error) {
	read, err = r.bucket.Get(ctx, "item."+item, &known)
	return known, read, err
}

// SwapAlias writes what is known of an item, if that is still what was read; else
// the error is [bus.ErrFenced].
func (r *Revisions) SwapAlias(ctx context.Context, item string, next Alias, read bus.Revision) error {
	next.V = schema.StateVersion
	_, err := r.bucket.Swap(ctx, "item."+item, next, read)
	return err
}

// Section is the token of a section in the subjects of a publisher. The first
// [schema.MaxSubjectSections] are kept apart, and all others are one.
func (r *Revisions) Section(ctx context.Context, publisher, section string) (string, error) {
	token := schema.Token(section)
	if token == "" {
		return schema.SectionNone, nil
	}
	key := schema.Token(publisher)
	if key == "" || slices.Contains(r.remembered(key), token) {
		return token, nil
	}
	for {
		var known []string
		read, err := r.bucket.Get(ctx, "sections."+key, &known)
		if err != nil {
			return "", err
		}
		if slices.Contains(known, token) {
			r.remember(key, known)
			return token, nil
		}
		if len(known) >= schema.MaxSubjectSections {
			return schema.SectionOther, nil
		}
		known = append(known, token)
		switch _, err := r.bucket.Swap(ctx, "sections."+key, known, read); {
		case err == nil:
			r.remember(key, known)
			return token, nil
		case !errors.Is(err, bus.ErrFenced):
			return "", err
		}
	}
}

func (r *Revisions) remembered(publisher string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sections[publisher]
}

func (r *Revisions) remember(publisher string, sections []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.sections) >= maxPublishers {
		clear(r.sections)
	}
	r.sections[publisher] = sections
}
