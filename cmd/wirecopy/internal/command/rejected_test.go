package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// reject makes the n-th rejection.
func (w wire) reject(t *testing.T, n int, stage, reason, body string) {
	t.Helper()
	m := &bus.Message{
		Subject: "items.due.harbour-example.x", Stream: schema.StreamItems, Sequence: uint64(n), Deliveries: 1,
		Header: map[string][]string{"Nats-Msg-Id": {"x"}}, Body: []byte(body),
	}
	if err := w.Reject(t.Context(), stage, m, &bus.ParkedError{Reason: reason, Err: fmt.Errorf("a fault\x1b[2J of %d", n)}); err != nil {
		t.Fatal(err)
	}
}

// some are four rejections, one of which something else has written.
func some(t *testing.T) wire {
	t.Helper()
	w := newWire(t)
	w.reject(t, 1, "parser", "not-html", `{"url":"https://harbour.example/news/1"}`)
	w.reject(t, 2, "storer", "invalid", "\xff\x00")
	if _, _, err := w.Publish(t.Context(), bus.Outgoing{Subject: schema.RejectedSubject("storer", "odd"), ID: "odd", Body: []byte("null")}); err != nil {
		t.Fatal(err)
	}
	w.reject(t, 4, "parser", "too-large", "two\nlines\x1b[2J")
	return w
}

func TestRejectedListShowsTheNewestFirst(t *testing.T) {
	t.Parallel()
	w := some(t)
	out, _, err := shell{width: 90}.run(t.Context(), "rejected", "list", "--nats", w.url)
	when := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d`)
	want := `NUMBER  WHEN              STAGE   REASON     WHAT                   DETAIL
     4  WHEN              parser  too-large  items.due.harbour-ex…  a fault[2J of 4
     3  WHEN              storer  odd                               this is no rejection:…
     2  WHEN              storer  invalid    items.due.harbour-ex…  a fault[2J of 2
     1  WHEN              parser  not-html   https://harbour.exam…  a fault[2J of 1
`
	if diff := cmp.Diff(want, when.ReplaceAllString(out, "WHEN            ")); diff != "" || err != nil {
		t.Errorf("list: %v (-want +got):\n%s", err, diff)
	}
	for flags, want := range map[string]string{
		"":                                "4 3 2 1",
		"--limit=1":                       "4",
		"--limit=3":                       "4 3 2",
		"--limit=0":                       "4 3 2 1",
		"--stage=parser":                  "4 1",
		"--stage=parser --limit=1":        "4",
		"--reason=invalid":                "2",
		"--stage=parser --reason=invalid": "",
		"--since=1h":                      "4 3 2 1",
		"--since=0s":                      "",
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			var got []string
			for line := range strings.Lines(run(t, append(strings.Fields("rejected list "+flags), "--nats", w.url)...)) {
				if number := strings.Fields(line)[0]; number != "NUMBER" {
					got = append(got, number)
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("numbers are %v, want %s", got, want)
			}
		})
	}
}

func TestRejectedListInJSONIsWhatIsStored(t *testing.T) {
	t.Parallel()
	w := some(t)
	subject := schema.RejectedSubject("parser", "new")
	for id, body := range map[string]string{"a": "{\n \"new\": \"<field>\"}", "b": "{}"} {
		if _, _, err := w.Publish(t.Context(), bus.Outgoing{Subject: subject, ID: id, Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	out, complaints, err := shell{}.run(t.Context(), "rejected", "list", "--json", "--nats", w.url)
	if err != nil || !strings.Contains(complaints, "number 3") || strings.Count(complaints, "\n") != 1 {
		t.Errorf("%v, complaints are %q", err, complaints)
	}
	if !strings.Contains(out, `,"new":"<field>"}`+"\n") {
		t.Errorf("a field of another release is lost:\n%s", out)
	}
	var numbers []uint64
	for line := range strings.Lines(out) {
		var r struct {
			Number uint64 `json:"number"`
			schema.Rejection
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		numbers = append(numbers, r.Number)
		if r.Number == 2 && (string(r.Body) != "\xff\x00" || r.Stage != "storer" || r.Sequence != 2) {
			t.Errorf("rejection 2 is %+v", r)
		}
	}
	if diff := cmp.Diff([]uint64{6, 5, 4, 2, 1}, numbers); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

func TestRejectedShowShowsAll(t *testing.T) {
	t.Parallel()
	w := some(t)
	out := run(t, "rejected", "show", "--nats", w.url, "1")
	want := `number      1
when        WHEN
stage       parser
reason      not-html
detail      a fault[2J of 1
what        https://harbour.example/news/1
subject     items.due.harbour-example.x
stream      ITEMS, number 1
deliveries  1
by          test
header      Nats-Msg-Id: x
body        40 bytes

{
  "url": "https://harbour.example/news/1"
}
`
	if diff := cmp.Diff(want, regexp.MustCompile(`\d{4}-\S+T\S+`).ReplaceAllString(out, "WHEN")); diff != "" {
		t.Errorf("rejection (-want +got):\n%s", diff)
	}
	for number, want := range map[string]string{"2": "\n\n(no text: see --raw)\n", "3": "\n\nnull\n", "4": "\n\ntwo\nlines[2J\n"} {
		if out := run(t, "rejected", "show", "--nats", w.url, number); !strings.HasSuffix(out, want) {
			t.Errorf("rejection %s is\n%s", number, out)
		}
	}
	for number, want := range map[string]string{"2": "\xff\x00", "3": "null", "4": "two\nlines\x1b[2J"} {
		if out := run(t, "rejected", "show", "--nats", w.url, number, "--raw"); out != want {
			t.Errorf("rejection %s is %q, want %q", number, out, want)
		}
	}
	if _, _, err := (shell{}).run(t.Context(), "rejected", "show", "--nats", w.url, "99"); exitCode(err) != 1 || !strings.Contains(err.Error(), "99") {
		t.Errorf("an unknown number: %v", err)
	}
	w.reject(t, 5, "parser", "too-large", "") // its message didn't fit
	if _, _, err := (shell{}).run(t.Context(), "rejected", "show", "--nats", w.url, "5", "--raw"); exitCode(err) != 1 || !strings.Contains(err.Error(), "number 5 of stream ITEMS") {
		t.Errorf("a message that isn't there: %v", err)
	}
}

func TestRejectedRetrySendsThemBack(t *testing.T) {
	t.Parallel()
	w := some(t)
	w.reject(t, 5, "fetcher", "too-large", "") // can't be tried again
	out, _, err := shell{}.run(t.Context(), "rejected", "retry", "--nats", w.url, "99", "5", "1", "2")
	want := "sent back: 1 to parser (not-html) https://harbour.example/news/1\nsent back: 2 to storer (invalid) items.due.harbour-example.x\n"
	if out != want {
		t.Errorf("prints\n%s, want\n%s", out, want)
	}
	if exitCode(err) != 1 || !strings.Contains(err.Error(), "no rejection 99") || !strings.Contains(err.Error(), "rejection 5") {
		t.Errorf("error is %v", err)
	}
	for stage, want := range map[string]int{"parser": 1, "storer": 1, "fetcher": 0} {
		if got := w.retries(t, stage); got != want {
			t.Errorf("%d are on their way to the %s, want %d", got, stage, want)
		}
	}
	if out := run(t, "rejected", "retry", "--nats", w.url, "--all", "--stage", "parser"); strings.Count(out, "to parser") != 2 || strings.Count(out, "\n") != 2 {
		t.Errorf("all of the parser's:\n%s", out)
	}
	wantUsage(t, []string{"rejected", "retry", "--stage=The Parser"}, "--stage is", "give their numbers")
	wantUsage(t, []string{"rejected", "retry", "--stage=parser", "1"}, "go with --all")
	wantUsage(t, []string{"rejected", "retry", "--all", "1"}, "one of them")
	wantUsage(t, []string{"rejected", "retry", "one"}, "one")
	wantUsage(t, []string{"rejected", "list", "--since=soon", "--limit=-1", "--stage=*", "--reason=a.b"}, "--since", "--limit", "--stage", "--reason")
}

// retries is how many rejections are on their way back to a stage.
func (w wire) retries(t *testing.T, stage string) (n int) {
	t.Helper()
	for _, err := range w.Browse(t.Context(), schema.StreamRetries, schema.RetrySubject(stage), 1) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func TestRetryOfAllEndsThoughTheyComeBack(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	_, s := fill(t)
	for n := range 3 {
		w.reject(t, n, "storer", "bad-id", `{"id":"no id","n":`+strconv.Itoa(n)+`}`)
	}
	good, err := json.Marshal(storetest.Article(1))
	if err != nil {
		t.Fatal(err)
	}
	w.reject(t, 3, "storer", "refused", string(good))
	w.store(t, s) // which rejects three of them anew
	if out := run(t, "rejected", "retry", "--nats", w.url, "--all"); strings.Count(out, "\n") != 4 {
		t.Errorf("prints\n%s", out)
	}
	eventually(t, "all are tried", func() bool { return w.retries(t, "storer") == 0 })
	eventually(t, "those that fail come back with other numbers", func() bool {
		out := run(t, "rejected", "list", "--nats", w.url)
		return strings.Count(out, "bad-id") == 3 && strings.Count(out, "\n") == 4 && !strings.Contains(out, "\n     1  ")
	})
	if n, err := s.Count(t.Context()); n.Articles != 1 || err != nil {
		t.Errorf("stored %+v, %v", n, err)
	}
}

func TestRejectedEndsWhenToldTo(t *testing.T) {
	t.Parallel()
	w := some(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, line := range []string{"list", "list --json", "show 1", "show 1 --raw", "retry 1 2"} {
		args := append(strings.Fields("rejected "+line), "--nats", w.url)
		if _, _, err := (shell{}).run(ctx, args...); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, told to end: %v", line, err)
		}
		if _, _, err := (shell{out: gone{}}).run(t.Context(), args...); err != nil {
			t.Errorf("%s, a closed pipe: %v", line, err)
		}
	}
	if w.retries(t, "parser")+w.retries(t, "storer") != 2 {
		t.Error("a closed pipe kept something from being tried again")
	}
	begun := time.Now()
	if _, _, err := (shell{}).run(t.Context(), "rejected", "list", "--nats", "nats://127.0.0.1:1"); exitCode(err) != 1 || time.Since(begun) > patience {
		t.Errorf("no wire: %v", err)
	}
}
