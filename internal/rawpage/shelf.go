package rawpage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Shelf is a place of pages. Its methods may be called by any goroutine, and
// several processes may use one place.
type Shelf struct {
	place place
	codec codec
}

// place is where a shelf keeps pages, each by the id of its article.
type place interface {
	// put keeps bytes in place of those that were there. Who dies meanwhile leaves
	// the one or the other.
	put(ctx context.Context, article string, b []byte) error
	// delete says whether there was something.
	delete(ctx context.Context, article string) (found bool, err error)
	// all yields what is there. An error is that of one page, or of the place.
	all(ctx context.Context) iter.Seq2[packed, error]
	// tidy removes what was put before a time, unless the place does so by itself,
	// and says how many pages those were.
	tidy(ctx context.Context, before time.Time) (removed int, err error)
}

// packed is a page as it is kept.
type packed struct {
	article string
	name    string // for people: where it lies
	bytes   []byte
}

// InNATS is the name of the bucket of pages, beside the names of directories.
const InNATS = "nats"

// ErrNoBucket is that the server of a wire has no bucket of pages.
var ErrNoBucket = errors.New("there is no bucket of pages on the NATS server")

// Open opens a place by its name: a directory, which is made if it isn't there, or
// with [InNATS] the bucket of the wire behind a bus, which is set up beforehand; else
// the error is [ErrNoBucket].
func Open(ctx context.Context, name string, b *bus.Bus) (*Shelf, error) {
	var (
		p   place
		err error
	)
	if name == InNATS {
		p, err = openBucket(ctx, b)
	} else {
		p, err = openDirectory(name)
	}
	if err != nil {
		return nil, err
	}
	c, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("open the place of pages: %w", err)
	}
	return &Shelf{p, c}, nil
}

// Put keeps a page in place of the one that its article had.
func (s *Shelf) Put(ctx context.Context, p Page) error {
	err := checkID(p.Article)
	if err != nil {
		return err
	}
	b, err := s.codec.encode(&p)
	if err == nil {
		err = s.place.put(ctx, p.Article, b)
	}
	if err != nil {
		return fmt.Errorf("keep the page of article %s: %w", p.Article, err)
	}
	return nil
}

// Delete removes the page of an article, and doesn't mind if there is none; found
// says whether there was.
func (s *Shelf) Delete(ctx context.Context, article string) (found bool, err error) {
	if err := checkID(article); err != nil {
		return false, err
	}
	if found, err = s.place.delete(ctx, article); err != nil {
		return found, fmt.Errorf("remove the page of article %s: %w", article, err)
	}
	return found, nil
}

// All yields every page, in no order that means anything. What is put meanwhile may
// be among them. An error is that of one page, or of the place.
func (s *Shelf) All(ctx context.Context) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		for p, err := range s.place.all(ctx) {
			if !yield(s.unpack(p, err)) {
				return
			}
		}
	}
}

// unpack reads a page, unless it couldn't be had.
func (s *Shelf) unpack(p packed, err error) (*Page, error) {
	var page *Page
	if err == nil {
		page, err = s.codec.decode(p.article, p.bytes)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", p.name, err)
	}
	return page, nil
}

// Tidy removes pages that were put before a time, where the place doesn't do so by
// itself, and what a process that died has left half done. It says how many pages
// those were.
func (s *Shelf) Tidy(ctx context.Context, before time.Time) (removed int, err error) {
	return s.place.tidy(ctx, before)
}

// checkID finds what is no id of an article, and could name another place.
func checkID(article string) error {
	if len(article) <= shard || article != schema.Token(article) {
		return fmt.Errorf("page of article %.80q: that is no id", article)
	}
	return nil
}
