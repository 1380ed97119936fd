package document

import (
	"fmt"
	"io"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"
)

// parsed is what gofeed made of a text: one of the three.
type parsed struct {
	rss  *rss.Feed
	atom *atom.Feed
	json *json.Feed
}

// parse has gofeed parse a text, and says how far it had read when it failed.
// The parsers of the formats are used, not gofeed's universal one, which drops
// what we need (isPermaLink, ttl, skipHours) and parses every content as HTML to
// find a picture.
//
// It can't be cancelled. That it ends, and soon, is for the bounds of the text
// to see to: see BenchmarkWorst.
func parse(root string, text []byte) (p parsed, read int, err error) {
	tracked := &tracker{text: text}
	defer func() {
		read = tracked.read
		if fault := recover(); fault != nil {
			err = refuse(ReasonPanic, "gofeed: %s", clip(fmt.Sprint(fault), maxName))
		}
	}()
	switch root {
	case "{":
		p.json, err = (&json.Parser{}).Parse(tracked)
	case "feed":
		p.atom, err = (&atom.Parser{}).Parse(tracked)
	default:
		p.rss, err = (&rss.Parser{}).Parse(tracked)
	}
	return p, tracked.read, err
}

// tracker gives a text out in portions small enough to tell where a parser failed.
type tracker struct {
	text []byte
	read int
}

func (t *tracker) Read(p []byte) (int, error) {
	const portion = 512
	if t.read == len(t.text) {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), portion)], t.text[t.read:])
	t.read += n
	return n, nil
}
