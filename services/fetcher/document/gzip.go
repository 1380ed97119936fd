package document

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// isGzip says whether a body is a gzip file (RFC 1952 §2.3.1): what is sent for
// sitemap.xml.gz, whose compression is no content coding and so was not undone.
func isGzip(body []byte) bool {
	const magic = "\x1F\x8B\x08"
	return bytes.HasPrefix(body, []byte(magic))
}

// parseGzip reads a document in a gzip file. A sitemap is read as it is inflated
// and never stands in memory; anything else has the bounds of a feed.
func parseGzip(s Source) (*Document, error) {
	if len(s.Body) > MaxBytes {
		return nil, refuse(ReasonTooLarge, "%d bytes are more than %d", len(s.Body), MaxBytes)
	}
	inflated, err := inflate(s.Body)
	if err != nil {
		return nil, refuse(ReasonBroken, "a gzip file that isn't one: %s", err)
	}
	head, fault := readUpTo(inflated, maxJunk)
	if fault != nil {
		return nil, fault
	}
	if root, rest, _ := cutToRoot(head); isSitemap(root) {
		return readSitemap(root, io.MultiReader(bytes.NewReader(rest), inflated), s.URL, nil)
	}
	body, fault := readUpTo(io.MultiReader(bytes.NewReader(head), inflated), MaxBytes+1)
	if fault != nil {
		return nil, fault
	}
	if len(body) > MaxBytes {
		return nil, refuse(ReasonTooLarge, "inflated, it has more than %d bytes", MaxBytes)
	}
	s.Body = body
	return parseText(s)
}

// readUpTo reads at most limit bytes. What a truncated or damaged file holds
// before the damage is good; only a bound is a fault.
func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit))
	if refusal, ok := errors.AsType[*Error](err); ok {
		return body, refusal
	}
	return body, nil
}

// inflate undoes gzip within bounds: of size, and of how much a byte may become,
// which is what tells a bomb from a document before it has all come out.
func inflate(body []byte) (io.Reader, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return &capped{r: z, most: min(MaxSitemapBytes, max(1<<20, maxRatio*int64(len(body))))}, nil
}

// capped is a reader that refuses to give more than most.
type capped struct {
	r    io.Reader
	most int64
	read int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.read += int64(n); c.read > c.most {
		return 0, refuse(ReasonTooLarge, "inflated, it has more than %d bytes: a bomb, or no document of news", c.most)
	}
	return n, err
}
