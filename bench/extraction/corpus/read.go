package corpus

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
)

// Sets are the names of the sets that the figures of this project are given for.
func Sets() []string { return []string{"scrapinghub", "fundus-dev", "trafilatura", "newspaper4k"} }

// Read reads sets from a directory, in the order of their truths.
func Read(dir string, sets ...string) ([]*Page, error) {
	var pages []*Page
	for _, set := range sets {
		byID := map[string]*Page{}
		if err := readLines(filepath.Join(dir, set+".pages.jsonl.gz"), func(p *Page) { byID[p.ID] = p }); err != nil {
			return nil, err
		}
		err := readLines(filepath.Join(dir, set+".truth.jsonl.gz"), func(t *Truth) {
			if p := byID[t.ID]; p != nil {
				p.Set, p.Truth = set, t
				pages = append(pages, p)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return pages, nil
}

func readLines[T any](name string, each func(*T)) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open set of pages: %w", err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("unzip %s: %w", name, err)
	}
	lines := json.NewDecoder(plain)
	for {
		v := new(T)
		if err := lines.Decode(v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		each(v)
	}
}

// Fold says to which of n parts a page belongs: the same for all pages of a publisher.
func Fold(p *Page, n int) int {
	h := fnv.New32a()
	_, _ = io.WriteString(h, p.Publisher())
	return int(h.Sum32()>>8) % n
}
