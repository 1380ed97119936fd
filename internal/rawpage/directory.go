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
)

const (
	suffix = ".page.zst"
	// shard is how many characters of an id name its directory: 256 of them.
	shard = 2
)

// directory is a place of a file for each article, which takes its place whole or
// not at all.
type directory string

var _ place = directory("")

// openDirectory makes a directory if it isn't there.
func openDirectory(dir string) (directory, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", fmt.Errorf("open the directory of pages: %w", err)
	}
	return directory(dir), nil
}

// file is that of an article.
func (d directory) file(article string) string {
	return filepath.Join(string(d), article[:shard], article+suffix)
}

func (d directory) put(_ context.Context, article string, b []byte) error {
	name := d.file(article)
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

func (d directory) delete(_ context.Context, article string) (found bool, err error) {
	err = os.Remove(d.file(article))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (d directory) all(ctx context.Context) iter.Seq2[packed, error] {
	return func(yield func(packed, error) bool) {
		for name, err := range d.files(ctx) {
			p := packed{name: name, article: strings.TrimSuffix(filepath.Base(name), suffix)}
			if err == nil && !strings.HasSuffix(name, suffix) {
				continue
			}
			if err == nil {
				p.bytes, err = read(name)
			}
			if errors.Is(err, fs.ErrNotExist) {
				continue // it was replaced or removed meanwhile
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// read reads a file that isn't too large to be one of ours.
func read(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxSize {
		return nil, fmt.Errorf("%d bytes are more than %d", info.Size(), maxSize)
	}
	return os.ReadFile(name)
}

func (d directory) tidy(ctx context.Context, before time.Time) (removed int, err error) {
	var faults []error
	for name, err := range d.files(ctx) {
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

// files yields the names of all files, a directory of them at a time.
func (d directory) files(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		shards, err := os.ReadDir(string(d))
		if err != nil {
			yield(string(d), fmt.Errorf("list pages: %w", err))
			return
		}
		for _, s := range shards {
			if !s.IsDir() || len(s.Name()) != shard {
				continue
			}
			dir := filepath.Join(string(d), s.Name())
			entries, err := os.ReadDir(dir)
			if err != nil && !yield(dir, fmt.Errorf("list pages: %w", err)) {
				return
			}
			for _, e := range entries {
				if ctx.Err() != nil || !e.IsDir() && !yield(filepath.Join(dir, e.Name()), nil) {
					return
				}
			}
		}
	}
}
