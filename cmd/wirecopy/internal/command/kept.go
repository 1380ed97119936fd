package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/erasure"
	"github.com/wirecopy/wirecopy/internal/rawpage"
)

// Kept is how a command finds the pages that a wire keeps.
type Kept struct {
	Pages string `name:"pages" placeholder:"DIR|nats" help:"Where the wire keeps pages, as its own flag has it; pages in --data by default."`
}

// errNoPages is that no pages are kept.
var errNoPages = errors.New("no pages are kept")

// place is where the pages of a wire are, whose data is in a directory.
func (k Kept) place(data string) string {
	if k.Pages != "" {
		return k.Pages
	}
	return filepath.Join(data, "pages")
}

// look says whether there is such a place, as far as can be seen without a server:
// none is made by looking. Its error is [errNoPages] where the wire keeps none in the
// place that is its usual one.
func (k Kept) look(data string) error {
	place := k.place(data)
	if place == rawpage.InNATS {
		return nil
	}
	info, err := os.Stat(place)
	switch {
	case errors.Is(err, os.ErrNotExist) && k.Pages == "":
		return fmt.Errorf("%w in %s: `wirecopy up --pages %s` keeps them; if they are elsewhere, give --pages", errNoPages, place, place)
	case err != nil:
		return fmt.Errorf("open the directory of pages: %w", err)
	case !info.IsDir():
		return fmt.Errorf("open the directory of pages: %s is a file", place)
	}
	return nil
}

// open opens the place.
func (k Kept) open(ctx context.Context, b *bus.Bus, data string) (*rawpage.Shelf, error) {
	if err := k.look(data); err != nil {
		return nil, err
	}
	return rawpage.Open(ctx, k.place(data), b)
}

// places are all places where the page of an article may be: the one that is given,
// and the bucket, which may be forgotten.
func (k Kept) places(ctx context.Context, b *bus.Bus, data string) (all []erasure.Pages, err error) {
	for _, kept := range []Kept{k, {Pages: rawpage.InNATS}} {
		shelf, err := kept.open(ctx, b, data)
		switch {
		case err == nil:
			all = append(all, shelf)
		case !errors.Is(err, errNoPages) && !errors.Is(err, rawpage.ErrNoBucket):
			return nil, err
		}
	}
	return all, nil
}
