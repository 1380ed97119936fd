package dom

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// The faults of a page that make no tree of it. They are wrapped, with details.
var (
	ErrNotHTML  = errors.New("page is not HTML")
	ErrTooDeep  = errors.New("page is nested too deep")
	ErrTooLarge = errors.New("page is too large")
	ErrTooSlow  = errors.New("page took too long to parse")
)

// Bounds are what a page may cost.
type Bounds struct {
	MaxBytes int         // of the page as downloaded
	MaxNodes int         // of the tree
	Expired  func() bool // says that the time is up; nil for never
}

// Parser makes trees of pages. It is safe for use by any number of goroutines, and
// good as it is when new.
type Parser struct {
	rooms sync.Pool // of *[]byte, for pages on their way to the tree
}

// Parse makes a tree of a page, whose bytes are in the charset that the WHATWG's
// rules find: byte order mark, the answer's Content-Type, a meta element. But
// what is valid UTF-8 and not ASCII is UTF-8 whatever is declared: a text of
// another charset isn't so by chance, and wrong declarations are common.
func (p *Parser) Parse(body []byte, contentType string, bounds Bounds) (*html.Node, error) {
	if len(body) > bounds.MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes, more than %d", ErrTooLarge, len(body), bounds.MaxBytes)
	}
	if kind, ok := isHTML(body, contentType); !ok {
		return nil, fmt.Errorf("%w but %s", ErrNotHTML, kind)
	}
	body = decode(body, contentType)
	room, _ := p.rooms.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	kept, n := skim((*room)[:0], body)
	if *room = kept; cap(kept) <= maxRoom {
		defer p.rooms.Put(room) // the tree has copies of all that it holds
	}
	if n > bounds.MaxNodes {
		return nil, fmt.Errorf("%w: about %d nodes, more than %d", ErrTooLarge, n, bounds.MaxNodes)
	}
	doc, err := html.Parse(&timedReader{r: bytes.NewReader(kept), expired: bounds.Expired})
	switch {
	case errors.Is(err, ErrTooSlow):
		return nil, err
	case err != nil: // the only other one: the parser refuses more than 512 open elements
		return nil, fmt.Errorf("%w: %w", ErrTooDeep, err)
	}
	n = 0
	for at := doc.FirstChild; at != nil; at = Next(at, doc) {
		if n++; n > bounds.MaxNodes {
			return nil, fmt.Errorf("%w: more than %d nodes", ErrTooLarge, bounds.MaxNodes)
		}
	}
	return doc, nil
}

// maxRoom is what is kept of a room for the next page, in bytes: more than almost any page has.
const maxRoom = 2 << 20

// isHTML goes by the media type where it is a clear one, else by the first bytes.
func isHTML(body []byte, contentType string) (kind string, ok bool) {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && media == "" {
		media, _, _ = strings.Cut(contentType, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	sniffed, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch media {
	case "text/html", "application/xhtml+xml":
		// Some sites send every file as HTML.
		return sniffed, strings.HasPrefix(sniffed, "text/") || sniffed == "application/octet-stream" && !bytes.Contains(body[:min(len(body), 512)], []byte{0, 0, 0})
	case "", "text/plain", "application/octet-stream", "text/xml", "application/xml", "unknown/unknown":
		start := bytes.ToLower(body[:min(len(body), 1024)])
		return sniffed, sniffed == "text/html" || bytes.Contains(start, []byte("<html")) || bytes.Contains(start, []byte("<!doctype html"))
	}
	return media, false
}

// decode gives the page in valid UTF-8.
func decode(body []byte, contentType string) []byte {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if isPlain(body) || utf8.Valid(body) && !isASCII(body) {
		return body
	}
	encoding, name, _ := charset.DetermineEncoding(body, contentType)
	if name != "utf-8" {
		if decoded, err := encoding.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return bytes.ToValidUTF8(body, []byte("\ufffd"))
}

// isPlain says whether a page has nothing but the characters of ASCII, and none by
// which an encoding begins another set of them: it is the same in all encodings.
func isPlain(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			return false
		}
	}
	return true
}

func isASCII(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// timedReader ends the parser's work when the time is up.
type timedReader struct {
	r       io.Reader
	expired func() bool
}

// Read reads, unless the time is up.
func (t *timedReader) Read(p []byte) (int, error) {
	if t.expired != nil && t.expired() {
		return 0, ErrTooSlow
	}
	return t.r.Read(p)
}

// Deadline makes a Bounds.Expired of a clock.
func Deadline(now func() time.Time, limit time.Duration) func() bool {
	end := now().Add(limit)
	return func() bool { return now().After(end) }
}
