package rawpage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	suffix = ".page.zst"
	// shard is how many characters of an id name its directory: 256 of them.
	shard = 2
)

// Shelf is a directory of pages. Its methods may be called by any goroutine, and
// by several processes on one directory.
type Shelf struct {
	dir   string
	codec codec
}

// Open opens a shelf, and makes its directory if it isn't there.
func Open(dir string) (*Shelf, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("open the directory of pages: %w", err)
	}
	c, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("open the directory of pages: %w", err)
	}
	return &Shelf{dir, c}, nil
}

// Put keeps a page in place of the one that its article had.
func (s *Shelf) Put(p Page) error {
	name, err := s.name(p.Article)
	if err != nil {
		return err
	}
	b, err := s.codec.encode(&p)
	if err != nil {
		return fmt.Errorf("keep the page of article %s: %w", p.Article, err)
	}
	if err := write(name, b); err != nil {
		return fmt.Errorf("keep the page of article %s: %w", p.Article, err)
	}
	return nil
}

// write makes a file that is there whole or not at all.
func write(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Delete removes the page of an article, and doesn't mind if there is none; found
// says whether there was.
func (s *Shelf) Delete(article string) (found bool, err error) {
	name, err := s.name(article)
	if err != nil {
		return false, err
	}
	switch err := os.Remove(name); {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("remove the page of article %s: %w", article, err)
	}
	return true, nil
}

// All yields every page, by the ids of their articles. An error is that of one
// file, or of the directory.
func (s *Shelf) All(ctx context.Context) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		for name, err := range s.files(ctx) {
			var page *Page
			if err == nil {
				page, err = s.read(name)
			}
			if errors.Is(err, fs.ErrNotExist) {
				continue // it was replaced or removed meanwhile
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

func (s *Shelf) read(name string) (*Page, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	if info.Size() > maxSize {
		return nil, fmt.Errorf("read page %s: %d bytes are more than %d", name, info.Size(), maxSize)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	page, err := s.codec.decode(b)
	if err != nil {
		return nil, fmt.Errorf("read page %s: %w", name, err)
	}
	if want := strings.TrimSuffix(filepath.Base(name), suffix); page.Article != want {
		return nil, fmt.Errorf("read page %s: it is that of article %q", name, page.Article)
	}
	return page, nil
}

// Tidy removes what was written before a time: pages, and what a process that died
// has left half done. It says how many pages those were.
func (s *Shelf) Tidy(ctx context.Context, before time.Time) (removed int, err error) {
	var faults []error
	for name, err := range s.all(ctx) {
		info, statErr := os.Stat(name)
		switch {
		case err != nil:
			faults = append(faults, err)
		case statErr != nil || !info.ModTime().Before(before):
		case os.Remove(name) == nil && strings.HasSuffix(name, suffix):
			removed++
		}
	}
	return removed, errors.Join(faults...)
}

// files yields the names of all pages.
func (s *Shelf) files(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for name, err := range s.all(ctx) {
			if (err != nil || strings.HasSuffix(name, suffix)) && !yield(name, err) {
				return
			}
		}
	}
}

// all yields the names of all files of the shelf, a directory of it at a time.
func (s *Shelf) all(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		shards, err := os.ReadDir(s.dir)
		if err != nil {
			yield("", fmt.Errorf("list pages: %w", err))
			return
		}
		for _, d := range shards {
			if !d.IsDir() || len(d.Name()) != shard {
				continue
			}
			entries, err := os.ReadDir(filepath.Join(s.dir, d.Name()))
			if err != nil && !yield("", fmt.Errorf("list pages: %w", err)) {
				return
			}
			for _, e := range entries {
				if ctx.Err() != nil || !e.IsDir() && !yield(filepath.Join(s.dir, d.Name(), e.Name()), nil) {
					return
				}
			}
		}
	}
}

// name is the file of an article's page. An id that could name another file is refused.
func (s *Shelf) name(article string) (string, error) {
	if len(article) <= shard || article != schema.Token(article) {
		return "", fmt.Errorf("page of article %.80q: that is no id", article)
	}
	return filepath.Join(s.dir, article[:shard], article+suffix), nil
}
