package bus_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestBrowseReadsAll(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	const many = 1203 // more than two batches
	for n := range many {
		item(t, b, n)
	}
	var got []string
	for m, err := range b.Browse(t.Context(), schema.StreamItems, schema.SubjectItemsDue, 3) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(m.Body))
	}
	if len(got) != many-2 || got[0] != "2" || got[len(got)-1] != strconv.Itoa(many-1) || !slices.IsSortedFunc(got, byNumber) {
		t.Errorf("read %d messages", len(got))
	}
}

func byNumber(a, b string) int {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return x - y
}

// A server that is slow to answer must not make a part look like the whole.
func TestBrowseTellsOfAnAnswerThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	for name, answers := range map[string]int{"none": 0, "some": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bustest.New(t)
			_, err := b.Conn().Subscribe("$JS.API.DIRECT.GET.SLOW", func(request *nats.Msg) {
				for n := range answers {
					m := nats.NewMsg(request.Reply)
					m.Data = []byte("x")
					m.Header = nats.Header{
						"Nats-Stream": {"SLOW"}, "Nats-Subject": {"slow"}, "Nats-Sequence": {strconv.Itoa(n + 1)},
						"Nats-Time-Stamp": {time.Now().Format(time.RFC3339Nano)}, "Nats-Num-Pending": {"7"},
					}
					_ = request.RespondMsg(m)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			for what, read := range map[string]func(func(bus.Stored, error) bool){
				"browse": b.Browse(ctx, "SLOW", ">", 1),
				"lasts":  b.Lasts(ctx, "SLOW", []string{"slow"}),
			} {
				var last error
				for m, err := range read {
					if err == nil {
						t.Errorf("%s: message %d of a batch that never ended", what, m.Sequence)
					}
					last = err
				}
				if !errors.Is(last, context.DeadlineExceeded) {
					t.Errorf("%s: ended with %v", what, last)
				}
			}
		})
	}
}
