package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wirecopy/wirecopy/internal/rawpage"
)

// Kept is how a command finds the pages that a wire keeps.
type Kept struct {
	PagesDir string `name:"pages-dir" placeholder:"DIR" help:"Where the wire keeps pages, as its own flag has it; pages in --data by default."`
}

// errNoPages is that no pages are kept.
var errNoPages = errors.New("no pages are kept")

// open opens the pages that are kept; its error is [errNoPages] where the wire keeps
// none in the place that is its usual one.
func (k Kept) open(data string) (*rawpage.Shelf, error) {
	dir := k.PagesDir
	if dir == "" {
		dir = filepath.Join(data, "pages")
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist) && k.PagesDir == "":
		return nil, fmt.Errorf("%w in %s: `wirecopy up --pages-dir %s` keeps them; if they are elsewhere, give --pages-dir", errNoPages, dir, dir)
	case err != nil:
		return nil, fmt.Errorf("open the directory of pages: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("open the directory of pages: %s is a file", dir)
	}
	return rawpage.Open(dir)
}
