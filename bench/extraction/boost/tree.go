package boost

import "github.com/wirecopy/wirecopy/services/parser/extract/forest"

// tree is a tree as it grows, each left child right after its parent.
type tree struct {
	*grower

	columns []int
	nodes   []forest.Node
	cuts    []uint8 // by node: the last bin that goes to the left
}

// grow adds the node of some rows and all below it.
func (t *tree) grow(rows []int32, h []slope, depth int) {
	at := len(t.nodes)
	t.nodes = append(t.nodes, forest.Node{})
	t.cuts = append(t.cuts, 0)
	var total slope
	for b := range maxBins { // every column adds up to the same
		total.first += h[b].first
		total.second += h[b].second
	}
	column, cut, gain := t.best(h, total)
	if depth == t.Depth || gain <= 0 {
		t.nodes[at].Value = float32(-float64(total.first) / (float64(total.second) + t.Lambda) * t.Rate)
		return
	}
	figure := t.columns[column]
	if t.gains != nil {
		t.gains[figure] += gain
	}
	left, right := t.split(rows, figure, cut)
	var leftH, rightH []slope
	if len(left) < len(right) {
		leftH = t.histogram(left)
		rightH = subtract(h, leftH)
	} else {
		rightH = t.histogram(right)
		leftH = subtract(h, rightH)
	}
	t.grow(left, leftH, depth+1)
	t.nodes[at] = forest.Node{Value: t.bins.cuts[figure][cut], Figure: uint8(figure), Skip: uint8(len(t.nodes) - at)}
	t.cuts[at] = cut
	t.grow(right, rightH, depth+1)
}

// best finds the cut with the most gain.
func (t *tree) best(h []slope, total slope) (column int, cut uint8, gain float64) {
	score := func(s slope) float64 { return float64(s.first) * float64(s.first) / (float64(s.second) + t.Lambda) }
	whole := score(total)
	const least = 1e-6
	gain = least
	for c := range t.columns {
		var left slope
		for b := range len(t.bins.cuts[t.columns[c]]) - 1 {
			s := h[c*maxBins+b]
			left.first += s.first
			left.second += s.second
			right := slope{total.first - left.first, total.second - left.second}
			if float64(min(left.second, right.second)) < t.Least {
				continue
			}
			if g := score(left) + score(right) - whole; g > gain {
				column, cut, gain = c, uint8(b), g
			}
		}
	}
	if gain == least {
		return 0, 0, 0
	}
	return column, cut, gain
}

// split parts rows in place, keeping their order to keep the trees the same.
func (t *tree) split(rows []int32, figure int, cut uint8) (left, right []int32) {
	right = make([]int32, 0, len(rows)/2)
	left = rows[:0]
	for _, r := range rows {
		if t.bins.of(int(r), figure) <= cut {
			left = append(left, r)
		} else {
			right = append(right, r)
		}
	}
	return left, right
}

// histogram adds up the slopes of rows by column and bin.
func (t *tree) histogram(rows []int32) []slope {
	h := make([]slope, len(t.columns)*maxBins)
	for _, r := range rows {
		s := t.slopes[r]
		line := t.bins.row(int(r))
		for c, figure := range t.columns {
			cell := &h[c*maxBins+int(line[figure])]
			cell.first += s.first
			cell.second += s.second
		}
	}
	return h
}

func subtract(a, b []slope) []slope {
	for i := range a {
		a[i].first -= b[i].first
		a[i].second -= b[i].second
	}
	return a
}
