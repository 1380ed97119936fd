package newsroom

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// faulty lets go wrong with an answer what was decided to.
func (n *Newsroom) faulty(answer answerFunc) answerFunc {
	return func(w http.ResponseWriter, r *http.Request, t target) {
		h := &t.hit
		if h.delay > 0 {
			patient(w, h.delay)
			waited(r.Context(), h.delay)
		}
		switch h.fault {
		case "", FaultSlowHost:
			answer(w, r, t)
		case FaultServerError:
			h.serverError(w)
		case FaultTooMany:
			h.askLater(w, http.StatusTooManyRequests)
		case FaultGone:
			refuse(w, http.StatusGone)
		case FaultMissing:
			refuse(w, http.StatusNotFound)
		case FaultMoved:
			w.Header().Set("Location", n.movedTo(t))
			refuse(w, http.StatusMovedPermanently)
		case FaultLoop:
			w.Header().Set("Location", pathLoop+"a")
			refuse(w, http.StatusFound)
		case FaultFront:
			w.Header().Set("Location", pathFront)
			refuse(w, http.StatusFound)
		case FaultHang:
			<-r.Context().Done()
			panic(http.ErrAbortHandler) // sends nothing at all
		case FaultHuge:
			h.huge(w, t.kind)
		case FaultBomb:
			if !acceptsGzip(r.Header) {
				h.huge(w, t.kind)
				return
			}
			n.bombs.send(w, t.kind)
		case FaultSlow:
			draw(answer, r, t, "").drip(r.Context(), w, h.settings.SlowFor)
		case FaultTruncated:
			draw(answer, r, t, "").cut(w, &h.dice)
		case FaultCharset:
			draw(answer, r, t, "Accept-Encoding").mislabel(w, &h.dice)
		case FaultBroken:
			draw(answer, r, t, "Accept-Encoding").mangle(w, t.feed.format, &h.dice)
		}
	}
}

// movedTo is the address where something is that has moved.
func (n *Newsroom) movedTo(t target) string {
	if t.kind == kindFeed {
		return t.feed.site.base + pathMovedFeed + t.feed.path
	}
	return n.card(t.article).URL
}

// patient puts off the time at which the server gives up writing.
func patient(w http.ResponseWriter, by time.Duration) {
	// A writer without deadlines never gives up.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(by + writeTimeout))
}

// waited waits; when the client goes or the newsroom stops meanwhile, the answer ends there.
func waited(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// serverError is one of the answers of servers that are overloaded, half dead or being restarted.
func (h *hit) serverError(w http.ResponseWriter) {
	all := []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable}
	status := all[h.dice.below(len(all))]
	if status == http.StatusServiceUnavailable {
		h.askLater(w, status)
		return
	}
	refuse(w, status)
}

// askLater refuses and says for how long (RFC 9110 §10.2.3).
func (h *hit) askLater(w http.ResponseWriter, status int) {
	w.Header().Set("Retry-After", strconv.Itoa(int(h.settings.RetryAfter/time.Second)))
	refuse(w, status)
}

// refuse answers with a status and a page that says it.
func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	_, _ = w.Write([]byte("<!DOCTYPE html>\n<html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>\n"))
}

// draft is an answer that was not sent yet.
type draft struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// draw makes the whole answer to a request as if it had no validators, and
// without another header that is named.
func draw(answer answerFunc, r *http.Request, t target, without string) *draft {
	asked := r.Clone(r.Context())
	for _, name := range []string{"If-None-Match", "If-Modified-Since", without} {
		asked.Header.Del(name)
	}
	d := &draft{header: make(http.Header), status: http.StatusOK}
	answer(d, asked, t)
	return d
}

// Header is the answer's.
func (d *draft) Header() http.Header { return d.header }

// WriteHeader keeps the status.
func (d *draft) WriteHeader(status int) { d.status = status }

// Write keeps the bytes.
func (d *draft) Write(b []byte) (int, error) { return d.body.Write(b) }

// begin sends all but the body.
func (d *draft) begin(w http.ResponseWriter, length int) {
	h := w.Header()
	maps.Copy(h, d.header)
	h.Del("Content-Length")
	if length >= 0 {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(d.status)
}

// drip sends the answer in pieces, over a time.
func (d *draft) drip(ctx context.Context, w http.ResponseWriter, over time.Duration) {
	const pieces = 20
	patient(w, over)
	body := d.body.Bytes()
	d.begin(w, len(body))
	for piece := range slices.Chunk(body, max((len(body)+pieces-1)/pieces, 1)) {
		if _, err := w.Write(piece); err != nil {
			return // the client has gone
		}
		_ = http.NewResponseController(w).Flush()
		waited(ctx, over/pieces)
	}
}

// cut sends the beginning of the body, as if there were all of it.
func (d *draft) cut(w http.ResponseWriter, dice *dice) {
	body := d.body.Bytes()
	part := body[:len(body)*dice.between(10, 90)/100]
	if dice.chance(0.5) {
		d.begin(w, len(body))
		_, _ = w.Write(part) // the server sees that it isn't all, and ends the connection
		return
	}
	d.begin(w, -1)
	_, _ = w.Write(part)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // before the last chunk
}

// mislabel sends the body under the name of another charset.
func (d *draft) mislabel(w http.ResponseWriter, dice *dice) {
	charset := dice.pick([]string{"iso-8859-1", "windows-1252", "windows-1251", "koi8-r", "shift_jis"})
	body := d.body.Bytes()
	for _, says := range []string{`<meta charset="utf-8">`, `encoding="utf-8"`, `encoding="UTF-8"`} {
		if i := bytes.Index(body, []byte(says)); i >= 0 {
			named := bytes.Replace([]byte(says), []byte("utf-8"), []byte(charset), 1)
			named = bytes.Replace(named, []byte("UTF-8"), []byte(charset), 1)
			body = bytes.Replace(body, []byte(says), named, 1)
			break
		}
	}
	media, _, _ := bytes.Cut([]byte(d.header.Get("Content-Type")), []byte(";"))
	d.header.Set("Content-Type", string(media)+"; charset="+charset)
	d.begin(w, len(body))
	_, _ = w.Write(body)
}
