package boost_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/extraction/boost"
)

// crossed are rows whose label is 1 where exactly one of two figures is above a
// half, which no single figure tells, with a third figure that says nothing.
func crossed(seed uint64) *boost.Rows {
	dice := rand.New(rand.NewPCG(seed, 1))
	r := &boost.Rows{}
	for range 2000 {
		a, b := dice.Float32(), dice.Float32()
		label := float32(0)
		if (a > 0.5) != (b > 0.5) {
			label = 1
		}
		r.Add([]float32{a, b, dice.Float32()}, label, 1)
	}
	return r
}

func config() boost.Config {
	c := boost.Defaults()
	c.Trees, c.Depth, c.Columns = 30, 3, 1
	return c
}

func TestForestLearnsWhatNoFigureTellsAlone(t *testing.T) {
	t.Parallel()
	gains := make([]float64, 3)
	f := boost.Grow(crossed(1), config(), gains)
	test, right := crossed(2), 0
	for i := range test.Len() {
		if (f.Sum(test.Row(i)) > 0) == (test.Labels[i] == 1) {
			right++
		}
	}
	if share := float64(right) / float64(test.Len()); share < 0.97 {
		t.Errorf("%.3f of the rows are right", share)
	}
	if gains[2]*10 > gains[0] {
		t.Errorf("gains are %v: the third figure says nothing", gains)
	}
}

func TestTheSameRowsGrowTheSameForest(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(boost.Grow(crossed(1), config(), nil), boost.Grow(crossed(1), config(), nil)); diff != "" {
		t.Errorf("forests differ:\n%s", diff)
	}
}

func TestRowsWithoutWeightCountNothing(t *testing.T) {
	t.Parallel()
	r := &boost.Rows{}
	for i := range 400 {
		x := float32(i % 2)
		r.Add([]float32{x}, x, 1)
		r.Add([]float32{x}, 1-x, 0.01)
	}
	f := boost.Grow(r, config(), nil)
	if no, yes := f.Probability([]float32{0}), f.Probability([]float32{1}); no > 0.1 || yes < 0.9 {
		t.Errorf("chances are %v and %v", no, yes)
	}
}
