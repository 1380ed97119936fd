package rawpage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Page is a page that a version of an article was made of.
type Page struct {
	// V is the version of this form, [schema.StateVersion].
	V int `json:"v"`
	// Article is the article's id, and Version the number of the version.
	Article string `json:"article"`
	Version int    `json:"version"`
	// Record recognises the record that was made of the page.
	Record string `json:"record"`
	// URL is who answered, after redirects.
	URL string `json:"url"`
	// Header are the fields of the answer by which the page is read; see [Fields].
	Header http.Header `json:"header"`
	// HTTP are the facts of the download.
	HTTP schema.HTTPFacts `json:"http"`
	// Item is what announced the page.
	Item schema.Item `json:"item"`
	// Later are the later pages of the article, in order.
	Later []Later `json:"later,omitempty"`
	// Missing is what the record warns of where the article goes on after them.
	Missing string `json:"missing,omitempty"`
	// Body is the page, decoded from how it was sent, byte for byte.
	Body []byte `json:"-"`
}

// Later is a later page of an article of several.
type Later struct {
	// URL is who answered.
	URL string `json:"url"`
	// Header are the fields of the answer by which the page is read.
	Header http.Header `json:"header"`
	// Size is how long Body is.
	Size int `json:"size"`
	// Body is the page, as that of the first is.
	Body []byte `json:"-"`
}

// Fields are the header fields that are kept: what is in the others, such as
// cookies, is nobody's business later.
func Fields(h http.Header) http.Header {
	kept := http.Header{}
	for name, values := range h {
		if slices.Contains([]string{"Content-Type", "Content-Language", "Last-Modified", "Link", "X-Robots-Tag", "Tdm-Reservation", "Tdm-Policy"}, http.CanonicalHeaderKey(name)) {
			kept[name] = values
		}
	}
	return kept
}

// maxSize bounds a file and what it unpacks to, in bytes: a parser takes far less.
const maxSize = 256 << 20

// codec compresses pages. It may be used by any goroutine.
type codec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func newCodec() (c codec, err error) {
	if c.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return codec{}, err
	}
	c.decoder, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxSize))
	return c, err
}

// encode writes a line of JSON and the bodies, compressed.
func (c codec) encode(p *Page) ([]byte, error) {
	p.V = schema.StateVersion
	p.Later = slices.Clone(p.Later)
	bodies := p.Body
	for i := range p.Later {
		p.Later[i].Size = len(p.Later[i].Body)
		bodies = slices.Concat(bodies, p.Later[i].Body)
	}
	head, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return c.encoder.EncodeAll(slices.Concat(head, []byte{'\n'}, bodies), nil), nil
}

// decode reads what encode wrote, of an article.
func (c codec) decode(article string, b []byte) (*Page, error) {
	whole, err := c.decoder.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	head, bodies, found := bytes.Cut(whole, []byte{'\n'})
	if !found {
		return nil, errors.New("it has no head")
	}
	p := &Page{}
	if err := json.Unmarshal(head, p); err != nil {
		return nil, fmt.Errorf("read head: %w", err)
	}
	switch {
	case p.V != schema.StateVersion:
		return nil, fmt.Errorf("form %d is not known, only form %d is", p.V, schema.StateVersion)
	case p.Article != article:
		return nil, fmt.Errorf("it is that of article %q", p.Article)
	}
	for i := len(p.Later) - 1; i >= 0; i-- {
		begin := len(bodies) - p.Later[i].Size
		if p.Later[i].Size < 0 || begin < 0 {
			return nil, fmt.Errorf("page %d of it is said to have %d bytes", i+2, p.Later[i].Size)
		}
		bodies, p.Later[i].Body = bodies[:begin:begin], bodies[begin:]
	}
	p.Body = bodies
	return p, nil
}
