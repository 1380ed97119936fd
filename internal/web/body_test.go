package web_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/wirecopy/wirecopy/internal/web"
)

// encode puts text into a content coding.
func encode(tb testing.TB, coding string, from io.Reader) []byte {
	tb.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w, _ = gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is one
	case "br":
		w = brotli.NewWriterLevel(&b, brotli.BestSpeed)
	case "zstd":
		var err error
		if w, err = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20)); err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := io.Copy(w, from); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// page is text that compresses about like one, the same for the same size.
func page(size int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(size)))
	b := make([]byte, 0, size+64)
	for len(b) < size {
		b = fmt.Appendf(b, `<p class="text">The council met %x times in %d.</p>`+"\n", random.Uint32(), random.IntN(2000))
	}
	return b[:size]
}

// serveBody starts a site that always answers with these bytes.
func serveBody(tb testing.TB, coding string, body []byte) *httptest.Server {
	tb.Helper()
	return serve(tb, func(w http.ResponseWriter, _ *http.Request) {
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
}

func TestBodyIsDecoded(t *testing.T) {
	t.Parallel()
	client := newClient(t, web.Deps{}, nil)
	small, large := page(30_000), page(3<<19)
	double := append(encode(t, "gzip", bytes.NewReader(small[:9_000])), encode(t, "gzip", bytes.NewReader(small[9_000:]))...)
	for name, test := range map[string]struct {
		coding     string
		body, want []byte
	}{
		"identity":       {"", small, small},
		"gzip":           {"gzip", encode(t, "gzip", bytes.NewReader(small)), small},
		"gzip, large":    {"gzip", encode(t, "gzip", bytes.NewReader(large)), large},
		"gzip, twice":    {"gzip", double, small},
		"gzip, old name": {"X-GZip", encode(t, "gzip", bytes.NewReader(small)), small},
		"br":             {"br", encode(t, "br", bytes.NewReader(small)), small},
		"br, large":      {"br", encode(t, "br", bytes.NewReader(large)), large},
		"zstd":           {"zstd", encode(t, "zstd", bytes.NewReader(small)), small},
		"zstd, large":    {"zstd", encode(t, "zstd", bytes.NewReader(large)), large},
		"no coding":      {"UTF-8", small, small},
		"nothing":        {"", nil, nil},
		"nothing gzip":   {"gzip", nil, nil},
		"nothing br":     {"br", nil, nil},
		"nothing zstd":   {"zstd", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := serveBody(t, test.coding, test.body)
			for range 3 { // decoders and buffers are used again
				response, err := client.Get(t.Context(), web.Request{URL: site.URL})
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(response.Body, test.want) || response.Wire != int64(len(test.body)) {
					t.Errorf("got %d bytes from %d, want %d from %d",
						len(response.Body), response.Wire, len(test.want), len(test.body))
				}
			}
		})
	}
}

func TestBodyIsTheCallers(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat(r.URL.Path[1:], 100)))
	})
	client := newClient(t, web.Deps{}, nil)
	first, err := client.Get(t.Context(), web.Request{URL: site.URL + "/a"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(t.Context(), web.Request{URL: site.URL + "/b"}); err != nil {
		t.Fatal(err)
	}
	if string(first.Body) != strings.Repeat("a", 100) {
		t.Errorf("the second Get changed the first body to %q", first.Body)
	}
}

func TestBodyCutShortIsNoSuccess(t *testing.T) {
	t.Parallel()
	text := page(50_000)
	cut := map[string][]byte{"length": nil, "chunk": nil, "part": nil}
	for _, coding := range []string{"gzip", "br", "zstd"} {
		whole := encode(t, coding, bytes.NewReader(text))
		cut[coding+" middle"], cut[coding+" end"] = whole[:len(whole)/2], whole[:len(whole)-1]
		cut[coding+" begin"], cut[coding+" promise"], cut[coding+" chunk"] = whole[:3], whole, whole[:5]
	}
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch name := r.URL.Query().Get("cut"); name {
		case "length":
			write(t, w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
		case "chunk":
			write(t, w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")
		case "part":
			w.WriteHeader(http.StatusPartialContent)
		default:
			coding, where, _ := strings.Cut(name, " ")
			head, body := "HTTP/1.1 200 OK\r\nContent-Encoding: "+coding+"\r\n", string(cut[name])
			switch where {
			case "promise": // the stream is whole, the answer isn't
				write(t, w, fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body)+1, body))
			case "chunk": // the answer breaks within the stream, which is no fault of the coding
				write(t, w, fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\nnonsense", head, len(body), body))
			default:
				w.Header().Set("Content-Encoding", coding)
				_, _ = w.Write(cut[name])
			}
		}
	})
	client := newClient(t, web.Deps{}, nil)
	for name := range cut {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := client.Get(t.Context(), web.Request{URL: site.URL + "/?cut=" + strings.ReplaceAll(name, " ", "+")})
			wantFault(t, err, web.KindTruncated)
			if response != nil {
				t.Errorf("a response comes with the error: %+v", response)
			}
		})
	}
}

func TestBodyThatCannotBeDecoded(t *testing.T) {
	t.Parallel()
	broken := encode(t, "gzip", bytes.NewReader(page(50_000)))
	broken[len(broken)-6] ^= 1 // its checksum
	// A frame with a window of 1 GiB (RFC 8878 §3.1.1.1), more than a browser must give.
	window := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 20 << 3, 0x01, 0x00, 0x00}
	client := newClient(t, web.Deps{}, nil)
	for name, test := range map[string]struct {
		coding string
		body   []byte
	}{
		"checksum":    {"gzip", broken},
		"not gzip":    {"gzip", page(5_000)},
		"not br":      {"br", page(5_000)},
		"not zstd":    {"zstd", page(5_000)},
		"window":      {"zstd", window},
		"not offered": {"deflate", page(5_000)},
		"twice":       {"gzip, br", page(5_000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := serveBody(t, test.coding, test.body)
			_, err := client.Get(t.Context(), web.Request{URL: site.URL})
			wantFault(t, err, web.KindEncoding)
		})
	}
}

func TestBodyIsCapped(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		size := 0
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &size)
		if r.URL.Query().Has("announced") { // and never sent: only who reads the header ends
			w.Header().Set("Content-Length", strconv.Itoa(size))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return
		}
		if r.URL.Query().Has("streamed") {
			_ = http.NewResponseController(w).Flush()
		}
		_, _ = w.Write(page(size))
	})
	client := newClient(t, web.Deps{}, func(c *web.Config) { c.MaxBody, c.MaxDecoded = 4000, 3000 })
	for path, want := range map[string]web.Kind{
		"/3000": "", "/3000?streamed": "",
		"/3001": web.KindTooLarge, "/3001?streamed": web.KindTooLarge, "/900000": web.KindTooLarge,
	} {
		_, err := client.Get(t.Context(), web.Request{URL: site.URL + path})
		if got := web.KindOf(err); got != want {
			t.Errorf("%s: fault is %q (%v), want %q", path, got, err, want)
		}
	}
	for path, want := range map[string]web.Kind{
		"/4000": "", "/4000?streamed": "", "/4001": web.KindTooLarge, "/4001?streamed": web.KindTooLarge,
		"/4001?announced": web.KindTooLarge,
	} {
		_, err := client.Get(t.Context(), web.Request{URL: site.URL + path, MaxDecoded: 9000})
		if got := web.KindOf(err); got != want {
			t.Errorf("%s with a cap of its own: fault is %q (%v), want %q", path, got, err, want)
		}
	}
}

func TestSmallBodiesMayHaveAnyRatio(t *testing.T) {
	t.Parallel()
	body := encode(t, "br", io.LimitReader(zeros{}, 1<<20))
	response, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: serveBody(t, "br", body).URL})
	if err != nil || len(response.Body) != 1<<20 {
		t.Errorf("1 MiB from %d bytes is an error: %v", len(body), err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestBombs isn't parallel: it measures what the process allocates.
//
//nolint:paralleltest // see above
func TestBombs(t *testing.T) {
	const unfolded, most = 24 << 20, 48 << 20 // a buffer that doubles up to all of it would take 64 MiB
	for _, coding := range []string{"gzip", "br", "zstd"} {
		bomb := encode(t, coding, io.LimitReader(zeros{}, unfolded))
		site := serveBody(t, coding, bomb)
		for want, ratio := range map[web.Kind]int{web.KindBomb: 100, web.KindTooLarge: 1 << 30} {
			t.Run(coding+" "+string(want), func(t *testing.T) { //nolint:paralleltest // see above
				client := newClient(t, web.Deps{}, func(c *web.Config) { c.MaxRatio = ratio })
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				_, err := client.Get(t.Context(), web.Request{URL: site.URL})
				runtime.ReadMemStats(&after)
				wantFault(t, err, want)
				allocated := after.TotalAlloc - before.TotalAlloc
				t.Logf("%d bytes on the wire, %d allocated", len(bomb), allocated)
				if allocated > most {
					t.Errorf("a bomb of %d bytes allocated %d, more than %d", len(bomb), allocated, most)
				}
			})
		}
	}
}
