package parser

import (
	"context"
	"errors"
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
	// maxPublishers is for how many publishers the sections are kept in memory.
	maxPublishers = 10_000
)

// revision is what is known of an article: its latest version.
type revision struct {
	V              int       `json:"v"`
	Version        int       `json:"version"`
	VersionCreated time.Time `json:"versionCreated"`
	ContentHash    string    `json:"contentHash"`
	Subject        string    `json:"subject"`
	ETag           string    `json:"etag,omitempty"`
	LastModified   string    `json:"lastModified,omitempty"`
}

// revisionOf is the revision that a version makes.
func revisionOf(a *schema.Article, subject string) revision {
	r := revision{V: schema.StateVersion, Version: a.Version, VersionCreated: a.VersionCreated, ContentHash: a.ContentHash, Subject: subject}
	if a.HTTP != nil {
		r.ETag, r.LastModified = a.HTTP.ETag, a.HTTP.LastModified
	}
	return r
}

// alias is what is known of an item: the article that it became, and what the
// feed said then.
type alias struct {
	V           int    `json:"v"`
	Article     string `json:"article"`
	Fingerprint string `json:"fingerprint"`
}

// revisions is the bucket of all that makes an article one article.
//
//	article.<article>     its latest version
//	item.<item>           the article that it became
//	sections.<publisher>  the section tokens that its subjects have
type revisions struct {
	bucket *bus.Bucket

	mu       sync.Mutex
	sections map[string][]string // of publishers, as last read
}

func newRevisions(bucket *bus.Bucket) *revisions {
	return &revisions{bucket: bucket, sections: map[string][]string{}}
}

func (r *revisions) article(ctx context.Context, id string) (revision, bus.Revision, error) {
	var known revision
	read, err := r.bucket.Get(ctx, "article."+id, &known)
	return known, read, err
}

func (r *revisions) swapArticle(ctx context.Context, id string, next revision, read bus.Revision) error {
	return r.bucket.Swap(ctx, "article."+id, next, read)
}

// touch keeps a revision that was looked at from growing too old.
func (r *revisions) touch(ctx context.Context, id string, known revision, read bus.Revision) error {
	if time.Since(read.Written) < touchAfter {
		return nil
	}
	if err := r.swapArticle(ctx, id, known, read); !errors.Is(err, bus.ErrFenced) {
		return err
	}
	return nil
}

func (r *revisions) alias(ctx context.Context, item string) (alias, error) {
	var known alias
	_, err := r.bucket.Get(ctx, "item."+item, &known)
	return known, err
}

func (r *revisions) setAlias(ctx context.Context, item string, a alias) error {
	a.V = schema.StateVersion
	return r.bucket.Put(ctx, "item."+item, a)
}

// section is the token of a section in the subjects of a publisher. The first
// [schema.MaxSubjectSections] are kept apart, and all others are one.
func (r *revisions) section(ctx context.Context, publisher, section string) (string, error) {
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
		switch err := r.bucket.Swap(ctx, "sections."+key, known, read); {
		case err == nil:
			r.remember(key, known)
			return token, nil
		case !errors.Is(err, bus.ErrFenced):
			return "", err
		}
	}
}

func (r *revisions) remembered(publisher string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sections[publisher]
}

func (r *revisions) remember(publisher string, sections []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.sections) >= maxPublishers {
		clear(r.sections)
	}
	r.sections[publisher] = sections
}
