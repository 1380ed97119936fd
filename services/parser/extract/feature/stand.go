package feature

import "github.com/wirecopy/wirecopy/services/parser/extract/block"

// stand fills in where a block stands.
func (w *work) stand(row []float32, i int) {
	b := &w.blocks[i]
	row[depth] = float32(w.elements[b.Element].Depth)
	for at, place := range [...]block.Place{
		block.InArticle, block.InBody, block.InMain, block.InAside, block.InNav, block.InFooter, block.InHeader, block.InFigure,
		block.InForm, block.InTable, block.InList, block.InQuote, block.InHidden, block.InOff,
	} {
		row[inArticle+at] = flag(b.Within.Has(place))
	}
	row[position], row[fromEnd] = float32(i), float32(len(w.blocks)-i)
	row[share] = ratio(w.before[i], w.total.good)
	row[pageBlocks], row[pageGood], row[pageLinked] = float32(len(w.blocks)), w.total.good, ratio(w.total.linked, w.total.runes)
	w.around(row, b.Element)
	k := &w.kins[w.kin[i]]
	row[kinShare], row[kinWords], row[kinCount] = ratio(k.words, w.total.good), k.words, float32(k.count)
	row[kinGood], row[kinLinked] = ratio(float32(k.good), float32(k.count)), ratio(k.linked, k.runes)
	path, trail := &w.paths[w.path[i]], &w.trails[w.trail[i]]
	row[pathShare], row[pathCount] = ratio(path.words, w.total.good), float32(path.count)
	row[trailShare], row[trailCount] = ratio(trail.words, w.total.good), float32(trail.count)
	row[containerLevels], row[containerDistance] = w.levelsTo(b.Element, w.container), w.distance(i, w.container)
	row[inContainer] = flag(row[containerLevels] >= 0)
	row[parentLevels], row[parentDistance] = w.levelsTo(b.Element, w.parent), w.distance(i, w.parent)
	row[parentShare] = ratio(w.sums[w.parent].direct, w.total.good)
	row[goodBefore], row[goodAfter] = w.before[i], w.total.good-w.before[i+1]
}

// around fills in what the holder and the elements above it are and hold.
func (w *work) around(row []float32, element int) {
	for up := range ups {
		if element < 0 {
			row[tagOwn+up] = -1
			row[goodShare+up] = -1
			row[goodWords+up], row[linkDensity+up], row[blocksIn+up] = -1, -1, -1
			continue
		}
		e, s := &w.elements[element], &w.sums[element]
		row[tagOwn+up] = tag(e)
		row[goodShare+up], row[goodWords+up], row[linkDensity+up] = ratio(s.good, w.total.good), s.good, ratio(s.linked, s.runes)
		row[blocksIn+up] = float32(e.End - e.First)
		row[paragraphs+up], row[children+up], row[pictures+up] = float32(e.Paragraphs), float32(e.Children), float32(e.Pictures)
		element = e.Parent
	}
}

// levels fills in how far up the words of classes occur: 0 within the holder's
// line, 1 at the holder.
func (w *work) levels(row []float32, i int) {
	b := &w.blocks[i]
	levels := &w.elements[b.Element].Levels
	for g, level := range levels {
		row[classLevel+g] = float32(level) + 1
	}
	for g := range block.NumGroups {
		if b.Counts.Groups.Has(g) {
			row[classLevel+g] = 0
		}
	}
}

// neighbours fills in what stands before and after.
func (w *work) neighbours(row []float32, i int) {
	for at, d := range [nears]int{-3, -2, -1, 1, 2, 3} {
		j := i + d
		if j < 0 || j >= len(w.blocks) {
			row[nearWords+at], row[nearLinked+at], row[nearTag+at], row[nearKin+at], row[nearGood+at] = -1, -1, -1, -1, -1
			continue
		}
		near := w.table.Row(j)
		row[nearWords+at], row[nearLinked+at], row[nearTag+at] = near[words], near[linked], near[tagOwn]
		row[nearKin+at], row[nearGood+at] = flag(w.kin[i] == w.kin[j]), flag(w.good[j])
	}
	const far = 30
	row[toGood], row[sinceGood] = far, far
	for d := range far {
		if row[sinceGood] == far && i-d-1 >= 0 && w.good[i-d-1] {
			row[sinceGood] = float32(d)
		}
		if row[toGood] == far && i+d+1 < len(w.good) && w.good[i+d+1] {
			row[toGood] = float32(d)
		}
	}
}
