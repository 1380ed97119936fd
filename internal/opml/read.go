package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The bounds of a list. What is beyond them is an error.
const (
	MaxBytes    = 8 << 20 // of the file
	MaxDepth    = 32      // folders within each other, and tags of a feed
	MaxOutlines = 200_000 // feeds and folders together
	MaxText     = 1 << 10 // bytes of a title or tag; the rest is cut off
)

// Read gives the feeds of a list in their order. A feed has an id, an address, a
// title where the list has one, and tags: the names of the folders it is in from
// the outermost on, and its categories. White space in titles and tags becomes
// one space. A feed that is in the list twice, by [schema.FeedID], comes once,
// with the tags of both and the first title.
//
// When some outlines can't be used, the error is a [*SkippedError] that names them
// all, and the feeds are the others. With any other error there are no feeds.
func Read(r io.Reader) ([]schema.Feed, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read list of feeds: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("list of feeds has more than %d MiB: split it", MaxBytes>>20)
	}
	text, err := toUTF8(data)
	if err != nil {
		return nil, fmt.Errorf("read list of feeds: %w", err)
	}
	l, err := parse(text)
	if _, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if mended, again := parse(mend(text)); again == nil {
			l, err = mended, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read list of feeds: %w", explained(err))
	}
	if len(l.skipped) > 0 {
		return l.feeds, &SkippedError{Outlines: l.skipped}
	}
	return l.feeds, nil
}

// list is what has been read of a list.
type list struct {
	decoder  *xml.Decoder
	path     []string // a name for each open element, empty but for folders
	outlines int
	feeds    []schema.Feed
	index    map[string]int // places in feeds by id
	skipped  []Outline
}

func parse(text []byte) (*list, error) {
	l := &list{decoder: xml.NewDecoder(bytes.NewReader(text)), index: make(map[string]int)}
	l.decoder.Strict = false // lone ampersands and missing end tags are common
	l.decoder.Entity = xml.HTMLEntity
	l.decoder.CharsetReader = func(_ string, text io.Reader) (io.Reader, error) { return text, nil } // it is UTF-8 by now
	return l, l.read()
}

func (l *list) read() error {
	for {
		line, _ := l.decoder.InputPos() // an element begins where the text before it ends
		token, err := l.decoder.Token()
		if errors.Is(err, io.EOF) && l.path != nil {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := l.open(t, line); err != nil {
				return fmt.Errorf("line %d: %w", line, err)
			}
		case xml.EndElement:
			l.path = l.path[:len(l.path)-1]
		}
	}
}

// open takes in the start of an element.
func (l *list) open(e xml.StartElement, line int) error {
	if l.path == nil && !strings.EqualFold(e.Name.Local, "opml") {
		return notAList(e.Name.Local)
	}
	if len(l.path) > MaxDepth+2 { // opml and body stand above the folders, and a feed below
		return fmt.Errorf("folders are more than %d deep: flatten the list", MaxDepth)
	}
	folder := ""
	if strings.EqualFold(e.Name.Local, "outline") {
		if l.outlines++; l.outlines > MaxOutlines {
			return fmt.Errorf("list has more than %d outlines: split it", MaxOutlines)
		}
		folder = l.outline(attributesOf(e), line)
	}
	l.path = append(l.path, folder)
	return nil
}

// outline takes in a feed, or gives the name of a folder.
func (l *list) outline(a attributes, line int) (folder string) {
	kind := strings.ToLower(a["type"])
	isFeed := kind == "rss" || kind == "atom"
	url := strings.TrimSpace(a["xmlurl"])
	if url == "" && isFeed {
		url = strings.TrimSpace(a["url"])
	}
	title := fold(a["text"])
	if title == "" {
		title = fold(a["title"])
	}
	switch {
	case url == "" && isFeed:
		l.skip(title, line, errors.New("feed has no address: give it an xmlUrl"))
	case url == "" && (kind == "include" || kind == "link" && strings.HasSuffix(strings.ToLower(a["url"]), ".opml")):
		l.skip(title, line, errors.New("it stands for another list: read that one too"))
	case url == "":
		return title
	default:
		l.feed(url, title, append(slices.Clone(l.path), categories(a["category"])...), line)
	}
	return ""
}

// feed adds a feed, or the tags to one that is there already. Tags may be empty
// or the same.
func (l *list) feed(url, title string, tags []string, line int) {
	if title == url { // a name that readers make up
		title = ""
	}
	f := schema.Feed{V: schema.StateVersion, ID: schema.FeedID(url), URL: url, Title: title}
	if err := f.Validate(); err != nil {
		l.skip(title, line, err)
		return
	}
	place, ok := l.index[f.ID]
	if !ok {
		place = len(l.feeds)
		l.index[f.ID] = place
		l.feeds = append(l.feeds, f)
	}
	known := &l.feeds[place]
	if known.Title == "" {
		known.Title = title
	}
	for _, tag := range tags {
		switch {
		case tag == "" || slices.Contains(known.Tags, tag):
		case len(known.Tags) == MaxDepth:
			l.skip(title, line, fmt.Errorf("feed is read without the tag %q, for it has %d", tag, MaxDepth))
		default:
			known.Tags = append(known.Tags, tag)
		}
	}
}

func (l *list) skip(title string, line int, err error) {
	l.skipped = append(l.skipped, Outline{Title: title, Line: line, Err: err})
}

// attributes are those of an outline by their names in lower case, which many
// writers get wrong; the first of a name counts.
type attributes map[string]string

func attributesOf(e xml.StartElement) attributes {
	all := make(attributes, len(e.Attr))
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		if _, ok := all[name]; !ok {
			all[name] = a.Value
		}
	}
	return all
}

// categories are the parts of paths with commas between: "/Boston/Weather, tag" (OPML 2.0).
func categories(s string) []string {
	var all []string
	for name := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == '/' }) {
		all = append(all, fold(name))
	}
	return all
}

// fold makes white space one space and cuts off what is too long.
func fold(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > MaxText {
		s = strings.TrimSpace(strings.ToValidUTF8(s[:MaxText], ""))
	}
	return s
}

// explained says where the list is broken and what to do.
func explained(err error) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if strings.Contains(syntax.Msg, "unexpected EOF") {
			return fmt.Errorf("line %d: the list ends in the middle: export or download it again", syntax.Line)
		}
		return fmt.Errorf("line %d: %s: correct that line, or export the list again", syntax.Line, syntax.Msg)
	}
	if errors.Is(err, io.EOF) {
		return errors.New("there is no list in it: export or download it again")
	}
	return err
}

func notAList(root string) error {
	switch strings.ToLower(root) {
	case "rss", "feed", "rdf":
		return fmt.Errorf("<%s> is a feed and not a list of feeds: add it by its address", root)
	case "html":
		return errors.New("it is a web page and not a list of feeds: download the file that it links to")
	}
	return fmt.Errorf("<%s> is no list of feeds: it should begin with <opml>", root)
}
