package lesson

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wirecopy/wirecopy/bench/extraction/boost"
	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/peer"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
)

// Class is the pages of some sets, ready to learn from.
type Class struct {
	Pages []*corpus.Page

	config boost.Config
	keep   string // directory for what takes minutes and may be used again
	sheets []*Sheet
}

// NewClass reads the sets in a directory. What takes minutes is kept in another, if one is named.
func NewClass(data, keep string, config boost.Config) (*Class, error) {
	pages, err := corpus.Read(data, corpus.Sets()...)
	if err != nil {
		return nil, err
	}
	return &Class{Pages: pages, config: config, keep: keep}, nil
}

// Sheets are the pages with labels.
func (c *Class) Sheets() ([]*Sheet, error) {
	if c.sheets != nil {
		return c.sheets, nil
	}
	file := ""
	if c.keep != "" {
		file = filepath.Join(c.keep, "others.json")
	}
	others, err := Others(c.Pages, file)
	if err != nil {
		return nil, err
	}
	config := extract.Defaults()
	config.Judge = &forest.Forest{} // nothing is judged here
	x, err := extract.New(config)
	if err != nil {
		return nil, fmt.Errorf("make extractor: %w", err)
	}
	c.sheets = Sheets(x, c.Pages, others)
	return c.sheets, nil
}

// Grow grows the forest of all pages. gains gets what each figure gained.
func (c *Class) Grow(gains []float64) (*forest.Forest, error) {
	sheets, err := c.Sheets()
	if err != nil {
		return nil, err
	}
	return Grow(sheets, c.config, gains), nil
}

// Folds gives the forest of each fold: those that were kept for this model, else new ones.
func (c *Class) Folds(model *forest.Forest) ([]*forest.Forest, error) {
	if forests, err := c.kept(model); err != nil || forests != nil {
		return forests, err
	}
	sheets, err := c.Sheets()
	if err != nil {
		return nil, err
	}
	return Folds(sheets, c.config), nil
}

// Keep keeps the forests of the folds that belong to a model.
func (c *Class) Keep(model *forest.Forest, folds []*forest.Forest) error {
	if c.keep == "" {
		return nil
	}
	parts := []string{fingerprint(model)}
	for _, f := range folds {
		parts = append(parts, f.Encode())
	}
	if err := os.WriteFile(c.file(), []byte(strings.Join(parts, "\n\n")), 0o600); err != nil {
		return fmt.Errorf("keep folds: %w", err)
	}
	return nil
}

func (c *Class) file() string { return filepath.Join(c.keep, "folds.txt") }

func (c *Class) kept(model *forest.Forest) ([]*forest.Forest, error) {
	if c.keep == "" || model == nil {
		return nil, nil
	}
	b, err := os.ReadFile(c.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("read folds: %w", err)
	}
	parts := strings.Split(string(b), "\n\n")
	if parts[0] != fingerprint(model) || len(parts) != NumFolds+1 {
		return nil, nil
	}
	forests := make([]*forest.Forest, 0, NumFolds)
	for _, s := range parts[1:] {
		f, err := forest.Decode(strings.TrimSpace(s), feature.Count)
		if err != nil {
			return nil, fmt.Errorf("read folds: %w", err)
		}
		forests = append(forests, f)
	}
	return forests, nil
}

func fingerprint(f *forest.Forest) string {
	h := fnv.New64a()
	h.Write([]byte(f.Encode()))
	return fmt.Sprintf("%016x", h.Sum64())
}

// Judges are extractors that judge by the forests of the folds.
func Judges(folds []*forest.Forest) ([]*extract.Extractor, error) {
	judges := make([]*extract.Extractor, len(folds))
	for i, f := range folds {
		config := extract.Defaults()
		config.Judge = f
		var err error
		if judges[i], err = extract.New(config); err != nil {
			return nil, fmt.Errorf("make extractor: %w", err)
		}
	}
	return judges, nil
}

// Ours is this project's extractor, which judges each page by the forest that
// wasn't grown of its publisher's.
func Ours(judges []*extract.Extractor) peer.Peer {
	peers := make([]peer.Peer, len(judges))
	for i, x := range judges {
		peers[i] = peer.Ours("", x)
	}
	return peer.Peer{Name: "wirecopy, cross-validated", Read: func(p *corpus.Page) ruler.Answer {
		return peers[corpus.Fold(p, len(peers))].Read(p)
	}}
}
