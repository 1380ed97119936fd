package forest_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
)

// small is two trees: the first asks for two figures, the second is a leaf.
func small() *forest.Forest {
	return &forest.Forest{
		Bias: 0.5, Figures: 2,
		Nodes: []forest.Node{
			{Value: 10, Figure: 0, Skip: 2},
			{Value: -1},
			{Value: 0, Figure: 1, Skip: 2},
			{Value: 1},
			{Value: 2},
			{Value: 0.25},
		},
		Roots: []int{0, 5},
	}
}

func TestSumFollowsTheFigures(t *testing.T) {
	t.Parallel()
	for want, row := range map[float32][]float32{-0.25: {10, 5}, 1.75: {11, 0}, 2.75: {11, 1}} {
		if got := small().Sum(row); got != want {
			t.Errorf("sum of %v is %v, want %v", row, got, want)
		}
	}
	if p := small().Probability([]float32{10, 0}); math.Abs(float64(p)-0.4378) > 0.0001 {
		t.Errorf("probability is %v", p)
	}
}

func TestHopelessRowsAreJudgedEarly(t *testing.T) {
	t.Parallel()
	f := small()
	f.Early, f.Hopeless = 1, 0
	if got := f.Sum([]float32{10, 0}); got != -0.5 {
		t.Errorf("sum is %v: the second tree was asked", got)
	}
	if got := f.Sum([]float32{11, 0}); got != 1.75 {
		t.Errorf("sum is %v", got)
	}
}

func TestEncodedForestIsTheSame(t *testing.T) {
	t.Parallel()
	f := small()
	f.Early, f.Hopeless = 1, -2
	got, err := forest.Decode(f.Encode(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, got); diff != "" {
		t.Errorf("forest differs (-want +got):\n%s", diff)
	}
}

func TestTornForestsAreRefused(t *testing.T) {
	t.Parallel()
	loop := small()
	loop.Nodes[0].Skip = 3
	short := small()
	short.Nodes = short.Nodes[:2]
	other := small()
	other.Roots = other.Roots[:1]
	for name, s := range map[string]string{
		"no base64": "§", "nothing": "", "skip into a tree": loop.Encode(), "a child is missing": short.Encode(), "a tree too many": other.Encode(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if f, err := forest.Decode(s, 2); err == nil {
				t.Errorf("forest is %+v", f)
			}
		})
	}
	if _, err := forest.Decode(small().Encode(), 3); err == nil {
		t.Error("a forest for other rows is taken")
	}
	few := small()
	few.Figures = 1
	if _, err := forest.Decode(few.Encode(), 1); err == nil {
		t.Error("a forest that asks for a figure that rows don't have is taken")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(small().Encode())
	f.Add(strings.Repeat("A", 64))
	f.Fuzz(func(_ *testing.T, s string) {
		g, err := forest.Decode(s, 3)
		if err == nil {
			g.Sum([]float32{1, 2, 3}) // ends, and asks for nothing else
		}
	})
}
