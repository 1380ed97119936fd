package boost

import (
	"math"
	"math/rand/v2"

	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
)

// Config says how to grow.
type Config struct {
	Trees   int
	Depth   int
	Rate    float64 // by which each tree's answers are shrunk
	Columns float64 // share of the figures that a tree may ask for
	Rows    float64 // share of the rows that a tree is grown of
	Lambda  float64 // by which leaves are held small
	Least   float64 // weight of second derivatives that a leaf must have
	Seed    uint64

	// Of the rows that are judged within Settled of their label, trees are grown of
	// only SettledRows of those that Rows lets in, each counting for those left
	// out: they are most of all rows, and hardly move a tree.
	Settled, SettledRows float64

	// Stands is how many forests are grown, each with dice of its own: the answer is
	// their mean, in which much of what is chance in each is gone.
	Stands int
}

// Defaults are the settings that the extractor's model is grown with.
func Defaults() Config {
	return Config{Trees: 200, Depth: 5, Rate: 0.1, Columns: 0.4, Rows: 0.6, Lambda: 1, Least: 1, Seed: 2, Settled: 0.03, SettledRows: 0.15, Stands: 2}
}

// Rows are examples: Width figures each, a label of 0 or 1, and a weight.
type Rows struct {
	Width   int
	Figures []float32
	Labels  []float32
	Weights []float32
}

// Len is the number of examples.
func (r *Rows) Len() int { return len(r.Labels) }

// Row are the figures of example i.
func (r *Rows) Row(i int) []float32 { return r.Figures[i*r.Width : (i+1)*r.Width] }

// Add adds an example.
func (r *Rows) Add(figures []float32, label, weight float32) {
	r.Width = len(figures)
	r.Figures = append(r.Figures, figures...)
	r.Labels = append(r.Labels, label)
	r.Weights = append(r.Weights, weight)
}

// Grow grows a forest. gains, if not nil, gets what each figure gained.
func Grow(rows *Rows, c Config, gains []float64) *forest.Forest {
	stands, bins := make([]*grower, max(1, c.Stands)), bin(rows)
	for i := range stands {
		stands[i] = newGrower(rows, bins, c, uint64(i))
		stands[i].gains = gains
	}
	f := &forest.Forest{Bias: float32(stands[0].bias()), Figures: rows.Width}
	for range c.Trees {
		for _, g := range stands { // by turns, so that the first trees of a forest are of all
			g.derive()
			f.Roots = append(f.Roots, len(f.Nodes))
			for _, n := range g.tree() {
				if n.Skip == 0 {
					n.Value /= float32(len(stands))
				}
				f.Nodes = append(f.Nodes, n)
			}
		}
	}
	return f
}

func newGrower(rows *Rows, bins *bins, c Config, stand uint64) *grower {
	g := &grower{
		Config: c, rows: rows, bins: bins, dice: rand.New(rand.NewPCG(c.Seed, 0x77697265+stand)),
		sums: make([]float64, rows.Len()), slopes: make([]slope, rows.Len()),
	}
	bias := g.bias()
	for i := range g.sums {
		g.sums[i] = bias
	}
	return g
}

// slope is the first and second derivative of the loss at a row.
type slope struct{ first, second float32 }

type grower struct {
	Config

	rows   *Rows
	bins   *bins
	dice   *rand.Rand
	sums   []float64 // by row: what the trees so far add up to
	slopes []slope
	gains  []float64
}

// bias is the log-odds of all rows together.
func (g *grower) bias() float64 {
	yes, all := 1.0, 2.0
	for i, w := range g.rows.Weights {
		all += float64(w)
		yes += float64(w * g.rows.Labels[i])
	}
	return math.Log(yes / (all - yes))
}

func (g *grower) derive() {
	for i, sum := range g.sums {
		p, w := 1/(1+math.Exp(-sum)), float64(g.rows.Weights[i])
		g.slopes[i] = slope{float32(w * (p - float64(g.rows.Labels[i]))), float32(w * p * (1 - p))}
	}
}

// tree grows a tree and adds its answers to the sums of all rows.
func (g *grower) tree() []forest.Node {
	columns := g.dice.Perm(g.rows.Width)[:max(1, int(g.Columns*float64(g.rows.Width)))]
	chosen := g.choose()
	t := &tree{grower: g, columns: columns}
	t.grow(chosen, t.histogram(chosen), 0)
	for i := range g.sums {
		at := 0
		for t.nodes[at].Skip > 0 {
			n := &t.nodes[at]
			if g.bins.of(i, int(n.Figure)) <= t.cuts[at] {
				at++
			} else {
				at += int(n.Skip)
			}
		}
		g.sums[i] += float64(t.nodes[at].Value)
	}
	return t.nodes
}

// choose throws the dice for the rows that a tree is grown of.
func (g *grower) choose() []int32 {
	var chosen []int32
	for i := range g.rows.Len() {
		s := &g.slopes[i]
		settled := math.Abs(float64(s.first)) < g.Settled*float64(g.rows.Weights[i])
		share := g.Rows
		if settled {
			share *= g.SettledRows
		}
		if g.dice.Float64() >= share {
			continue
		}
		chosen = append(chosen, int32(i))
		if settled {
			s.first /= float32(g.SettledRows)
			s.second /= float32(g.SettledRows)
		}
	}
	return chosen
}
