package web

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding is what we can undo. Deflate isn't offered: half the servers
// send it without the zlib wrapper, and all that have it have gzip.
const acceptEncoding = "gzip, br, zstd"

// maxZstdWindow is what a decoder of the web must have and needs no more than (RFC 9659 §3).
const maxZstdWindow = 8 << 20

// coding is the content coding of a body.
type coding string

const (
	identity   coding = ""
	codingGzip coding = "gzip"
	codingBr   coding = "br"
	codingZstd coding = "zstd"
)

// codingOf reads Content-Encoding (RFC 9110 §8.4).
func codingOf(h http.Header) (coding, error) {
	found := identity
	for name := range strings.SplitSeq(strings.Join(h["Content-Encoding"], ","), ",") {
		var c coding
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "gzip", "x-gzip":
			c = codingGzip
		case "br":
			c = codingBr
		case "zstd":
			c = codingZstd
		case "deflate", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm":
			return identity, fmt.Errorf("content coding %q was not offered", name)
		default:
			continue // "identity", "none", "utf-8": what is no coding encodes nothing, browsers agree
		}
		if found != identity {
			return identity, fmt.Errorf("content coded twice, as %s and %s", found, c)
		}
		found = c
	}
	return found, nil
}

// decoders keeps decoders for later bodies: making one costs more than decoding a page.
type decoders struct{ gzip, brotli, zstd sync.Pool }

// open gives a reader of the decoded body. release gives the decoder back; it
// must be called once, and the reader not used afterwards.
func (d *decoders) open(c coding, wire io.Reader) (decoded io.Reader, release func(), err error) {
	switch c {
	case codingGzip:
		return d.openGzip(wire)
	case codingBr:
		return d.openBrotli(wire)
	case codingZstd:
		return d.openZstd(wire)
	default:
		return wire, func() {}, nil
	}
}

func (d *decoders) openGzip(wire io.Reader) (io.Reader, func(), error) {
	z, ok := d.gzip.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	release := func() {
		_ = z.Reset(noBytes{}) // let go of the connection; says EOF
		d.gzip.Put(z)
	}
	if err := z.Reset(wire); err != nil {
		release()
		return nil, nil, err
	}
	return z, release, nil
}

func (d *decoders) openBrotli(wire io.Reader) (io.Reader, func(), error) {
	z, ok := d.brotli.Get().(*brotli.Reader)
	if !ok {
		z = new(brotli.Reader)
	}
	release := func() {
		_ = z.Reset(noBytes{})
		d.brotli.Put(z)
	}
	if err := z.Reset(wire); err != nil {
		release()
		return nil, nil, err
	}
	return z, release, nil
}

func (d *decoders) openZstd(wire io.Reader) (io.Reader, func(), error) {
	z, ok := d.zstd.Get().(*zstd.Decoder)
	if !ok {
		var err error
		// With a concurrency of 1 a decoder has no goroutines, so that the pool may drop it unclosed.
		z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, nil, err
		}
	}
	release := func() {
		_ = z.Reset(nil)
		d.zstd.Put(z)
	}
	if err := z.Reset(wire); err != nil {
		release()
		return nil, nil, err
	}
	return z, release, nil
}

// noBytes is an empty body.
type noBytes struct{}

func (noBytes) Read([]byte) (int, error) { return 0, io.EOF }
