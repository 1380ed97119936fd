package command

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// maxLine is the longest line that is read, in bytes. An HTML page of 10 MiB,
// which is the largest that is extracted, may be six times as long in JSON.
const maxLine = 64 << 20

// runBatch makes records of pages, a line each:
//
//	         ┌─► worker ─┐
//	lines ───┼─► worker ─┼──► lines, in the order in which they came
//	         └─► worker ─┘
//
// A page that fails is an answer too. The error is that of reading or writing.
func (c *Extract) runBatch(ctx context.Context, t *Terminal, extractor *extract.Extractor) error {
	workers := cmp.Or(c.Workers, runtime.GOMAXPROCS(0))
	b := &batch{extractor: extractor, queue: make(chan *sheet), order: make(chan *sheet, 2*workers)}
	b.sheets.New = func() any { return &sheet{answer: make(chan []byte, 1)} }
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(b.queue)
		defer close(b.order)
		source, err := t.open(ctx, cmp.Or(c.Source, "-"))
		if err != nil {
			return err
		}
		defer source.Close()
		return b.read(ctx, source)
	})
	for range workers {
		group.Go(b.work)
	}
	group.Go(func() error { return b.write(ctx, t.out()) })
	return unlessGone(group.Wait())
}

// batch is the work on many pages. Lines in memory are bounded by the room in
// order: twice the workers, so that a slow page doesn't stop the others at once.
type batch struct {
	extractor *extract.Extractor
	queue     chan *sheet // to the workers
	order     chan *sheet // to the writer, as they came
	sheets    sync.Pool   // of *sheet
}

// sheet is a line on its way.
type sheet struct {
	number int
	line   []byte // without its end
	fault  error  // why there is no line
	answer chan []byte
}

// read reads the lines and hands them on.
func (b *batch) read(ctx context.Context, source io.Reader) error {
	lines := bufio.NewReaderSize(source, 64<<10)
	for number, end := 1, error(nil); end == nil; number++ {
		s := b.sheets.Get().(*sheet)
		s.number, s.fault = number, nil
		s.line, end = readLine(lines, s.line[:0])
		if end != nil && !errors.Is(end, io.EOF) {
			return fmt.Errorf("read line %d: %w", number, end)
		}
		if len(s.line) > maxLine {
			s.fault = fmt.Errorf("longer than %d MiB", maxLine>>20)
		} else if len(bytes.TrimSpace(s.line)) == 0 {
			b.sheets.Put(s)
			continue
		}
		for _, to := range []chan *sheet{b.order, b.queue} {
			select {
			case to <- s:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// readLine reads a line without its end into buf. Of a line that is too long
// only the beginning is kept, one byte more than may be.
func readLine(r *bufio.Reader, buf []byte) ([]byte, error) {
	for {
		part, err := r.ReadSlice('\n')
		buf = append(buf, part[:min(len(part), maxLine+1-len(buf))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(buf, []byte("\n")), err
		}
	}
}

// work answers lines until there are no more.
func (b *batch) work() error {
	for s := range b.queue {
		answer, err := encodeAnswer(b.answer(s))
		if err != nil {
			return err
		}
		s.answer <- answer
	}
	return nil
}

// write writes the answers in the order of the lines.
func (b *batch) write(ctx context.Context, out io.Writer) error {
	for s := range b.order {
		select {
		case answer := <-s.answer:
			if _, err := out.Write(answer); err != nil {
				return err
			}
			b.sheets.Put(s)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// question is what a line holds.
type question struct {
	ID   string `json:"id"`
	URL  string `json:"url"`
	HTML string `json:"html"`
}

// text is the answer for a page with an article.
type text struct {
	ID      string      `json:"id"`
	Text    string      `json:"text"` // paragraphs with line breaks between
	Title   string      `json:"title"`
	Authors []string    `json:"authors"`
	Date    schema.Date `json:"date"` // empty when unknown
}

// failure is the answer for any other line.
type failure struct {
	ID    string `json:"id"` // empty when the line couldn't be read
	Error string `json:"error"`
}

// answer makes the answer to a line: a text or a failure.
func (b *batch) answer(s *sheet) any {
	var q question
	if s.fault == nil {
		s.fault = json.Unmarshal(s.line, &q)
	}
	if s.fault != nil {
		return failure{Error: fmt.Sprintf("line %d: %v", s.number, s.fault)}
	}
	a, err := b.extractor.Article(extract.Page{
		URL: cmp.Or(q.URL, unknownURL), Body: []byte(q.HTML), ContentType: "text/html; charset=utf-8", // whatever the page says: JSON is UTF-8
	})
	if err != nil {
		return failure{ID: q.ID, Error: err.Error()}
	}
	authors := make([]string, len(a.Author))
	for i, person := range a.Author {
		authors[i] = person.Name
	}
	return text{ID: q.ID, Text: a.ArticleBody, Title: a.Headline, Authors: authors, Date: a.DatePublished}
}

// encodeAnswer writes an answer as a line. Markup stays legible.
func encodeAnswer(answer any) ([]byte, error) {
	var line bytes.Buffer
	out := json.NewEncoder(&line)
	out.SetEscapeHTML(false)
	if err := out.Encode(answer); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return line.Bytes(), nil
}
