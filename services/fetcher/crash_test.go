package fetcher

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestLaw2AFetcherMayDieAnywhere(t *testing.T) {
	t.Parallel()
	windows := 0
	for write, died := 1, true; died; write++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("write %d, after %t", write, after), func(t *testing.T) {
				died = dieAndBeReplaced(t, bustest.Death{Write: write, After: after})
			})
			if t.Failed() {
				return
			}
			if died {
				windows++
			}
		}
	}
	if windows < 8 {
		t.Errorf("only %d crash windows: items, schedule and poll make ten", windows)
	}
}

// dieAndBeReplaced lets a fetcher die, and checks what the next one leaves.
func dieAndBeReplaced(t *testing.T, death bustest.Death) (died bool) {
	t.Helper()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 1)
	mortal := w.newFetcher(bustest.Mortal(t, w.server, death))
	died = bustest.Dies(func() { _ = mortal.handle(t.Context(), m) })
	m.Deliveries, m.Kept = 2, nil // another one takes over
	w.handle(m)
	if got := titles(w.items()); len(got) != 3 || len(slices.Compact(slices.Sorted(slices.Values(got)))) != 3 {
		t.Errorf("announced %q, want each once", got)
	}
	state, sequence := w.scheduled()
	if state.Count != 1 || state.Outcome != schema.OutcomeChanged {
		t.Errorf("state is %+v", state)
	}
	if told := w.told(); told.Count != 1 || !told.Next.Equal(state.Next) {
		t.Errorf("told %+v, scheduled %+v", told, state)
	}
	asked := len(w.site.asked())
	if asked > 2 {
		t.Errorf("asked %d times, want one repeat at most", asked)
	}
	w.handle(m)
	if _, now := w.scheduled(); now != sequence || len(w.site.asked()) != asked {
		t.Error("polled again when all was done")
	}
	return died
}
