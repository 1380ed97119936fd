package newsroom

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// validators are what a client may ask with again (RFC 9110 §8.8).
type validators struct {
	tag      string
	modified time.Time
}

// validators makes those of a document, which is known by its site and some
// numbers. The bytes in gzip are another representation and have a tag of their
// own (RFC 9110 §8.8.3.3).
func (n *Newsroom) validators(s *site, zipped bool, modified time.Time, things ...uint64) validators {
	d := roll(n.config.Seed, forETag, append(things, uint64(s.addr.Port()))...)
	tag := `"` + hexOf(&d)
	if zipped {
		tag += "-gz"
	}
	tag += `"`
	if s.weak {
		tag = "W/" + tag
	}
	return validators{tag: tag, modified: modified}
}

// notModified sets the validators, and answers 304 if a client has the document
// already. If-None-Match, where it is given, is all that counts (RFC 9110 §13.2.2).
func (v validators) notModified(w http.ResponseWriter, request http.Header) bool {
	h := w.Header()
	h.Set("ETag", v.tag)
	h.Set("Last-Modified", v.modified.UTC().Format(http.TimeFormat))
	h.Set("Vary", "Accept-Encoding")
	if tags := request.Values("If-None-Match"); len(tags) > 0 {
		if !matches(tags, v.tag) {
			return false
		}
	} else {
		since, err := http.ParseTime(request.Get("If-Modified-Since"))
		if err != nil || v.modified.After(since) {
			return false
		}
	}
	h.Del("Content-Type")
	w.WriteHeader(http.StatusNotModified)
	return true
}

// matches compares weakly (RFC 9110 §8.8.3.2). Our tags hold no comma.
func matches(lists []string, tag string) bool {
	opaque := func(tag string) string { return strings.TrimPrefix(strings.TrimSpace(tag), "W/") }
	for _, list := range lists {
		for candidate := range strings.SplitSeq(list, ",") {
			if c := opaque(candidate); c == "*" || c == opaque(tag) {
				return true
			}
		}
	}
	return false
}

// acceptsGzip says whether a client takes gzip (RFC 9110 §12.5.3).
func acceptsGzip(request http.Header) bool {
	for _, list := range request.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(list, ",") {
			name, weight, _ := strings.Cut(coding, ";")
			if name = strings.TrimSpace(name); !strings.EqualFold(name, "gzip") && name != "*" {
				continue
			}
			q, found := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			v, err := strconv.ParseFloat(q, 64)
			return !found || err != nil || v > 0
		}
	}
	return false
}

// send sends a whole body; without one when only the head was asked for.
func send(w http.ResponseWriter, r *http.Request, body []byte, zipped bool) {
	h := w.Header()
	if zipped {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that has gone needs no answer
	}
}

// packer is a gzip writer with its output, made once and used again.
type packer struct {
	out bytes.Buffer
	zip *gzip.Writer
}

// newPacker compresses at the level that servers come with, which is also the cheapest.
func newPacker() *packer {
	p := new(packer)
	var err error
	if p.zip, err = gzip.NewWriterLevel(&p.out, gzip.BestSpeed); err != nil {
		p.zip = gzip.NewWriter(&p.out) // never: the level is one of gzip's
	}
	return p
}

// pack compresses a body. The result is the packer's and ends with its next use.
func (p *packer) pack(body []byte) []byte {
	p.out.Reset()
	p.zip.Reset(&p.out)
	_, _ = p.zip.Write(body) // a buffer takes everything
	_ = p.zip.Close()
	return p.out.Bytes()
}
