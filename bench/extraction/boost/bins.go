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
		for i := range rows.Len() {
			at, _ := slices.BinarySearch(b.cuts[figure], rows.Figures[i*rows.Width+figure])
			b.all[i*rows.Width+figure] = uint8(min(at, len(b.cuts[figure])-1))
		}
	}
	return b
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
