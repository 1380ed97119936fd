package newsroom

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strconv"
	"sync"

	"github.com/klauspost/compress/flate"
)

const (
	hugeBytes = 200 << 20 // of a body that is too large for anyone
	hugePiece = 1 << 20   // of which it is made
)

// mangle sends a document that no strict reader takes: it ends in the middle, or
// something in it stands where it may not. The entries before that are whole. It
// has no validators, because the next answer is another one.
func (d *draft) mangle(w http.ResponseWriter, f format, dice *dice) {
	body := d.body.Bytes()
	title, foul := []byte("<title>"), dice.pick([]string{"R&D & more ", "<b><i>New</b></i> "})
	if f == formatJSON {
		title, foul = []byte(`"title":"`), dice.pick([]string{"two\nlines ", `"quoted" `})
	}
	if at := bytes.Index(body, title); at >= 0 && dice.chance(2.0/3) {
		at += len(title)
		body = bytes.Join([][]byte{body[:at], []byte(foul), body[at:]}, nil)
	} else {
		body = body[:len(body)*dice.between(25, 75)/100]
	}
	d.header.Del("ETag")
	d.header.Del("Last-Modified")
	d.begin(w, len(body))
	_, _ = w.Write(body)
}

// opening is how a huge body begins, so that it is taken for what was asked for.
func opening(k kind) (mediaType, text string) {
	if k == kindFeed {
		return "application/rss+xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>huge</title><description>`
	}
	return "text/html; charset=utf-8", "<!DOCTYPE html>\n<html><head><title>huge</title></head><body><p>"
}

// filling is a piece of what follows.
func filling() []byte { return bytes.Repeat([]byte("and so on and on "), hugePiece/17+1)[:hugePiece] }

// huge sends a huge body as it is, half the time without saying how large.
func (h *hit) huge(w http.ResponseWriter, k kind) {
	media, text := opening(k)
	w.Header().Set("Content-Type", media)
	if h.dice.chance(0.5) {
		w.Header().Set("Content-Length", strconv.Itoa(len(text)+hugeBytes))
	}
	_, err := w.Write([]byte(text))
	piece := filling()
	for range hugeBytes / hugePiece {
		if err != nil {
			return // the client has had enough
		}
		_, err = w.Write(piece)
	}
}

// bombs make a huge body in gzip, when it is first asked for. It is one stream,
// so that every decoder goes through all of it: a piece is compressed once and
// flushed, and such pieces may follow each other (RFC 1951 §3.2).
type bombs struct{ page, feed func() []byte }

func newBombs() bombs {
	return bombs{
		page: sync.OnceValue(func() []byte { return newBomb(kindPage) }),
		feed: sync.OnceValue(func() []byte { return newBomb(kindFeed) }),
	}
}

func newBomb(k kind) []byte {
	_, text := opening(k)
	piece := filling()
	sum := crc32.ChecksumIEEE([]byte(text))
	out := bytes.NewBuffer([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}) // RFC 1952 §2.3
	out.Write(flushed([]byte(text)))
	packed := flushed(piece)
	for range hugeBytes / hugePiece {
		out.Write(packed)
		sum = crc32.Update(sum, crc32.IEEETable, piece)
	}
	out.Write([]byte{3, 0}) // an empty last block
	end := binary.LittleEndian.AppendUint32(nil, sum)
	out.Write(binary.LittleEndian.AppendUint32(end, uint32(len(text)+hugeBytes)))
	return out.Bytes()
}

// flushed is a compressed piece that ends with a whole byte and needs nothing before it.
func flushed(piece []byte) []byte {
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil // never: the level is one of flate's
	}
	_, _ = z.Write(piece) // a buffer takes everything
	_ = z.Flush()
	return out.Bytes()
}

// send sends the one of pages or of feeds.
func (b bombs) send(w http.ResponseWriter, k kind) {
	media, _ := opening(k)
	body := b.page
	if k == kindFeed {
		body = b.feed
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Length", strconv.Itoa(len(body())))
	_, _ = w.Write(body()) // a client that has gone needs no answer
}
