package web

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

const (
	// ratioFloor is what may be decoded from however few bytes: a small body
	// does no harm, and repetitive small ones are real.
	ratioFloor = 1 << 20
	// firstBuffer holds most bodies; it grows by doubling.
	firstBuffer = 64 << 10
	// maxPooled is the largest buffer that is kept for later bodies.
	maxPooled = 1 << 20
)

// limits are the caps on one body, in bytes.
type limits struct {
	wire    int64
	decoded int64
	ratio   int64
}

// bodies reads bodies whole, with decoders and buffers used again and again.
type bodies struct {
	decoders decoders
	buffers  sync.Pool
}

// read gives the whole body, decoded, and how many bytes were read from the
// wire, also on error. An error of the wire itself is returned as it is.
func (b *bodies) read(raw io.Reader, c coding, caps limits) (body []byte, wire int64, err error) {
	w := &wireReader{from: raw, left: caps.wire}
	body, err = b.decode(w, c, caps) // each decoder reads on to the end of the wire
	switch {
	case w.err != nil: // the cause: decoders only see their input end, and zstd's takes a broken end for one
		body, err = nil, w.err
	case w.ended && w.read == 0: // an empty body says gzip and is nothing: servers do so, browsers agree
		err = nil
	}
	return body, w.read, err
}

func (b *bodies) decode(w *wireReader, c coding, caps limits) ([]byte, error) {
	decoded, release, err := b.decoders.open(c, w)
	if err != nil {
		return nil, corrupt(c, err)
	}
	defer release()
	kept, ok := b.buffers.Get().(*[]byte)
	if !ok {
		kept = new(make([]byte, 0, firstBuffer))
	}
	buf := (*kept)[:0]
	for err == nil {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, cap(buf))
		}
		var n int
		n, err = decoded.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if over := caps.exceeded(int64(len(buf)), w.read); over != nil {
			err = over
		}
	}
	if cap(buf) > maxPooled { // its own body now: too large to copy or to keep
		b.buffers.Put(kept)
	} else {
		*kept = buf
		defer b.buffers.Put(kept)
		buf = slices.Clone(buf)
	}
	if errors.Is(err, io.EOF) {
		return buf, nil
	}
	return nil, corrupt(c, err)
}

func (l limits) exceeded(decoded, wire int64) error {
	switch {
	case decoded > l.decoded:
		return fault(KindTooLarge, "read body", fmt.Errorf("more than %d bytes when decoded", l.decoded))
	case decoded > ratioFloor && decoded/l.ratio > wire:
		return fault(KindBomb, "read body", fmt.Errorf("%d bytes on the wire grew to more than %d times as many", wire, l.ratio))
	}
	return nil
}

// corrupt is the fault of a coded stream. Faults that are one already stay.
func corrupt(c coding, err error) error {
	if KindOf(err) != "" {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault(KindTruncated, "read body", fmt.Errorf("%s stream ends early: %w", c, io.ErrUnexpectedEOF))
	}
	return fault(KindEncoding, "read body", fmt.Errorf("%s stream is corrupt: %w", c, err))
}

// wireReader counts and caps the bytes of a body as they come, and remembers how it ended.
type wireReader struct {
	from  io.Reader
	left  int64 // until the cap
	read  int64
	ended bool  // by EOF
	err   error // any other end
}

func (w *wireReader) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if int64(len(p)) > w.left+1 { // one more than allowed shows that there is more
		p = p[:w.left+1]
	}
	n, err := w.from.Read(p)
	w.read += int64(n)
	w.left -= int64(n)
	switch {
	case w.left < 0:
		w.err = fault(KindTooLarge, "read body", fmt.Errorf("more than %d bytes on the wire", w.read-1))
		return 0, w.err
	case errors.Is(err, io.EOF):
		w.ended = true
		return n, io.EOF
	case err != nil:
		w.err = err
	}
	return n, err
}
