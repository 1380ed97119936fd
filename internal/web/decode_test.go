package web

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func FuzzBody(f *testing.F) {
	text := []byte("<rss><channel><title>Wire</title></channel></rss>")
	for coding, open := range map[string]func(io.Writer) io.WriteCloser{
		"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"br":   func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			if err != nil {
				f.Fatal(err)
			}
			return z
		},
	} {
		var body bytes.Buffer
		w := open(&body)
		if _, err := w.Write(text); err != nil {
			f.Fatal(err)
		}
		if err := w.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(coding, body.Bytes())
	}
	for _, coding := range []string{"", "deflate", "gzip, br", "utf-8"} {
		f.Add(coding, text)
	}
	caps := limits{wire: 1 << 12, decoded: 1 << 16, ratio: 100}
	readers := new(bodies)
	f.Fuzz(func(t *testing.T, encoding string, raw []byte) {
		c, err := codingOf(http.Header{"Content-Encoding": {encoding}})
		if err != nil {
			return
		}
		body, wire, err := readers.read(bytes.NewReader(raw), c, caps)
		switch {
		case err != nil && (KindOf(err) == "" || body != nil):
			t.Errorf("fault %v comes with %d bytes", err, len(body))
		case err == nil && (wire != int64(len(raw)) || wire > caps.wire || int64(len(body)) > caps.decoded):
			t.Errorf("%d bytes gave %d from %d on the wire", len(raw), len(body), wire)
		case err == nil && c == identity && !bytes.Equal(body, raw):
			t.Errorf("%q became %q", raw, body)
		}
	})
}
