package command_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// question is a line to --jsonl.
func question(tb testing.TB, id, url, html string) string {
	tb.Helper()
	line, err := json.Marshal(map[string]string{"id": id, "url": url, "html": html})
	if err != nil {
		tb.Fatal(err)
	}
	return string(line) + "\n"
}

func TestBatchAnswersInOrder(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	var want []string
	for i := range 40 {
		id := fmt.Sprintf("page-%d", i)
		switch i % 5 {
		case 0:
			in.WriteString(question(t, id, "https://news.example/x", "<p>nothing"))
			want = append(want, id+": extract article: no-text")
		case 1:
			in.WriteString("no JSON \n\n")
			want = append(want, fmt.Sprintf(": line %d: invalid character", i+1+(i-1)/5))
		default:
			in.WriteString(question(t, id, []string{"", "https://news.example/x"}[i%2], page("Ferry "+id)))
			want = append(want, id+": Ferry "+id)
		}
	}
	for _, workers := range []string{"--workers=1", "--workers=3", "--workers=0"} {
		t.Run(workers, func(t *testing.T) {
			t.Parallel()
			out, complaints, err := shell{in: strings.NewReader(strings.TrimSuffix(in.String(), "\n"))}.run(t.Context(), "extract", "--jsonl", workers)
			if err != nil || complaints != "" {
				t.Fatalf("%v %s", err, complaints)
			}
			var got []string
			for line := range strings.Lines(out) {
				var answer struct{ ID, Title, Error string }
				if err := json.Unmarshal([]byte(line), &answer); err != nil {
					t.Fatalf("%v in %q", err, line)
				}
				text := answer.ID + ": " + answer.Title + answer.Error
				if i := len(got); i < len(want) {
					text = text[:min(len(text), len(want[i]))] // what follows are the words of libraries
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBatchAnswersWithText(t *testing.T) {
	t.Parallel()
	in := question(t, "<1>", "https://news.example/x", page("Ferry &amp; boat")) +
		question(t, "2", "", strings.NewReplacer("Ada Lind", "", "2021-12-27T10:00:00Z", "").Replace(page("Ferry")))
	out, _, err := shell{in: strings.NewReader(in)}.run(t.Context(), "extract", "--jsonl")
	const text = `The ferry left the northern harbour on Saturday for the first time in five months, with every seat taken, said its captain.\n` +
		`Traders on the far shore had waited for flour and letters since October, and the owner called the winter the longest that he had seen – “by far”.\n` +
		`A second boat is to follow on Monday if the wind stays in the south, and the harbour master asks for patience until then.`
	want := `{"id":"<1>","text":"` + text + `","title":"Ferry & boat","authors":["Ada Lind"],"date":"2021-12-27T10:00:00Z"}` + "\n" +
		`{"id":"2","text":"` + text + `","title":"Ferry","authors":[],"date":""}` + "\n"
	if diff := cmp.Diff(want, out); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestBatchReadsAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pages.jsonl")
	if err := os.WriteFile(file, []byte(question(t, "a", "https://news.example/x", page("Ferry"))), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := run(t, "extract", "--jsonl", file); !strings.HasPrefix(out, `{"id":"a","text":"The ferry left`) || strings.Count(out, "\n") != 1 {
		t.Errorf("answer is %s", out)
	}
	if _, _, err := (shell{}).run(t.Context(), "extract", "--jsonl", file+".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that isn't there: %v", err)
	}
}

func TestBatchLivesWithLongLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 65<<20)
	in := io.MultiReader(
		strings.NewReader(`{"id":"`), strings.NewReader(long), strings.NewReader("\"}\n"),
		strings.NewReader(question(t, "b", "", page("Ferry"))))
	out, _, err := shell{in: in}.run(t.Context(), "extract", "--jsonl", "--workers=2")
	lines := strings.Split(out, "\n")
	if err != nil || len(lines) != 3 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, want := range []string{`{"id":"","error":"line 1: longer than 64 MiB"}`, `{"id":"b","text":"The ferry`} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("answer %d is %.200s, want %s", i, lines[i], want)
		}
	}
}

// endless gives a line again and again, and fails after some.
type endless struct {
	line []byte
	most int64
	err  error
	read atomic.Int64 // lines
	rest []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.read.Add(1) > e.most {
			return 0, e.err
		}
		e.rest = e.line
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestBatchReadsNoFurtherThanItMust(t *testing.T) {
	t.Parallel()
	line := []byte(question(t, "a", "", page("Ferry")+strings.Repeat(" ", 256<<10)))
	synctest.Test(t, func(t *testing.T) {
		source := &endless{line: line, most: 1000, err: io.EOF}
		reader, writer := io.Pipe()
		done := make(chan error, 1)
		go func() {
			_, _, err := shell{in: source, out: writer}.run(t.Context(), "extract", "--jsonl", "--workers=2")
			done <- err
		}()
		synctest.Wait() // nobody takes the first answer, so that all stands still
		if read := source.read.Load(); read > 2*2+3 {
			t.Errorf("%d lines were read for no answer", read)
		}
		reader.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestBatchEndsWithItsReaderAndItsSource(t *testing.T) {
	t.Parallel()
	line := []byte(question(t, "a", "", page("Ferry")))
	if _, _, err := (shell{in: &endless{line: line, most: 1 << 30}, out: gone{}}).run(t.Context(), "extract", "--jsonl"); err != nil {
		t.Errorf("a closed pipe: %v", err)
	}
	if _, _, err := (shell{in: &endless{line: line, most: 1 << 30}, out: full{}}).run(t.Context(), "extract", "--jsonl"); exitCode(err) != 1 {
		t.Errorf("a full disk: %v", err)
	}
	torn := errors.New("torn")
	out, _, err := shell{in: &endless{line: line, most: 3, err: torn}}.run(t.Context(), "extract", "--jsonl")
	if !errors.Is(err, torn) || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("a torn source: %v\n%s", err, out)
	}
}

// BenchmarkBatch is what a page costs beside its extraction.
func BenchmarkBatch(b *testing.B) {
	line := []byte(question(b, "a", "", page("Ferry")))
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	if _, _, err := (shell{in: &endless{line: line, most: int64(b.N), err: io.EOF}, out: io.Discard}).run(b.Context(), "extract", "--jsonl"); err != nil {
		b.Fatal(err)
	}
}
