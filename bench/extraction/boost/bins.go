package boost

import "slices"

// maxBins is how many bins a figure is cut into: more were measured to gain nothing.
const maxBins = 64

// bins are rows with a small number for each figure.
type bins struct {
	width int
	all   []uint8
	cuts  [][]float32 // by figure: the largest value of each bin
}

func (b *bins) row(i int) []uint8      { return b.all[i*b.width : (i+1)*b.width] }
func (b *bins) of(i, figure int) uint8 { return b.all[i*b.width+figure] }

// bin cuts each figure into bins of about as many rows each.
func bin(rows *Rows) *bins {
	b := &bins{width: rows.Width, all: make([]uint8, len(rows.Figures)), cuts: make([][]float32, rows.Width)}
	const sampled = 50_000
	step := max(1, rows.Len()/sampled)
	var values []float32
	for figure := range rows.Width {
		values = values[:0]
		for i := 0; i < rows.Len(); i += step {
			values = append(values, rows.Figures[i*rows.Width+figure])
		}
		b.cuts[figure] = cut(values)
	}
	for i := range rows.Len() { // row by row, as they lie in memory
		line := b.row(i)
		for figure, v := range rows.Row(i) {
			line[figure] = binOf(b.cuts[figure], v)
		}
	}
	return b
}

// binOf is the first bin whose largest value is at least v, or the last.
func binOf(cuts []float32, v float32) uint8 {
	low, high := 0, len(cuts)-1
	for low < high {
		if at := (low + high) / 2; cuts[at] < v {
			low = at + 1
		} else {
			high = at
		}
	}
	return uint8(low)
}

// cut finds the ends of the bins: all values where they are few, else quantiles.
func cut(values []float32) []float32 {
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) <= maxBins {
		return distinct
	}
	var cuts []float32
	for i := 1; i <= maxBins; i++ {
		v := values[i*len(values)/maxBins-1]
		if len(cuts) == 0 || v > cuts[len(cuts)-1] {
			cuts = append(cuts, v)
		}
	}
	return cuts
}
