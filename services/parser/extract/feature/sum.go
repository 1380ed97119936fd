package feature

import "github.com/wirecopy/wirecopy/services/parser/extract/block"

// sum is what an element holds.
type sum struct {
	good, words   float32 // words: in good blocks, in all
	direct        float32 // good words that stand in it or in one of its children
	linked, runes float32
}

// kinship is what blocks of one signature hold.
type kinship struct {
	words, linked, runes float32
	count, good          int32
}

// never are the places of things other than an article's text.
const never = block.InNav | block.InFooter | block.InAside | block.InFigure

func isGood(b *block.Block) bool {
	const enough, third = 15, 1.0 / 3
	return b.Words >= enough && b.LinkShare < third && !b.Within.Has(never)
}

// sum adds up what elements hold.
func (w *work) sum() {
	w.good, w.sums, w.before = make([]bool, len(w.blocks)), make([]sum, len(w.elements)), make([]float32, len(w.blocks)+1)
	for i := range w.blocks {
		b := &w.blocks[i]
		s := &w.sums[b.Element]
		s.words += float32(b.Words)
		s.linked += float32(b.Counts.Linked)
		s.runes += float32(b.Counts.Runes)
		w.before[i+1] = w.before[i]
		if w.good[i] = isGood(b); w.good[i] {
			s.good += float32(b.Words)
			w.before[i+1] += float32(b.Words)
			s.direct += float32(b.Words)
			if up := w.elements[b.Element].Parent; up >= 0 {
				w.sums[up].direct += float32(b.Words)
			}
		}
	}
	for i := len(w.elements) - 1; i > 0; i-- { // what an element holds comes after it
		up, s := &w.sums[w.elements[i].Parent], &w.sums[i]
		up.good += s.good
		up.words += s.words
		up.linked += s.linked
		up.runes += s.runes
	}
	w.total = w.sums[0]
}

// sign adds up what stands alike, by three measures of it.
func (w *work) sign() {
	w.kin, w.kins = w.alike(func(b *block.Block) uint64 { return b.Signature })
	w.path, w.paths = w.alike(func(b *block.Block) uint64 { return w.elements[b.Element].Path })
	w.trail, w.trails = w.alike(func(b *block.Block) uint64 { return w.elements[b.Element].Trail })
}

// alike parts the blocks into kinships by a key.
func (w *work) alike(key func(*block.Block) uint64) (of []int32, all []kinship) {
	of = make([]int32, len(w.blocks))
	known := make(map[uint64]int32, 64)
	for i := range w.blocks {
		b := &w.blocks[i]
		k, ok := known[key(b)]
		if !ok {
			k = int32(len(all))
			known[key(b)] = k
			all = append(all, kinship{})
		}
		of[i] = k
		s := &all[k]
		s.count++
		s.linked += float32(b.Counts.Linked)
		s.runes += float32(b.Counts.Runes)
		if w.good[i] {
			s.good++
			s.words += float32(b.Words)
		}
	}
	return of, all
}

// part fills in what stands aloof or among what readers say, and how much good text does not.
func (w *work) part(aloof []bool) {
	near, said := float32(0), float32(0)
	begun := false
	for i := range w.blocks {
		row, b := w.table.Row(i), &w.blocks[i]
		is := w.elements[b.Element].Levels[block.GroupComments] < block.Far
		off := i < len(aloof) && aloof[i]
		row[isAloof], row[inComments], row[afterComments] = flag(off), flag(is), flag(begun)
		begun = begun || is
		if w.good[i] && !off {
			near += float32(b.Words)
		}
		if w.good[i] && is {
			said += float32(b.Words)
		}
	}
	for i := range w.blocks {
		row := w.table.Row(i)
		row[goodNear], row[goodSaid] = ratio(near, w.total.good), ratio(said, w.total.good)
	}
}

// find finds the containers of the good text.
func (w *work) find() {
	const most = 0.8
	w.container, w.parent = 0, 0
	for i := range w.elements {
		s := &w.sums[i]
		if s.good >= most*w.total.good && w.elements[i].Depth > w.elements[w.container].Depth {
			w.container = i
		}
		if s.direct > w.sums[w.parent].direct {
			w.parent = i
		}
	}
}

// levels up and down from a block's holder to an element: below it, how many
// levels; elsewhere, less than nothing by how many up to where both are.
func (w *work) levelsTo(holder, target int) float32 {
	up, n := holder, 0
	for up >= 0 && up != target && !w.holds(up, target) {
		up = w.elements[up].Parent
		n++
	}
	if up == target {
		return float32(n)
	}
	return float32(-1 - n)
}

// holds says whether element a is around b.
func (w *work) holds(a, b int) bool {
	for b > a {
		b = w.elements[b].Parent
	}
	return a == b
}

// distance is how many blocks before an element's first or after its last one a block is.
func (w *work) distance(i, element int) float32 {
	e := &w.elements[element]
	switch {
	case i < e.First:
		return float32(i - e.First)
	case i >= e.End:
		return float32(i - e.End + 1)
	}
	return 0
}

func ratio(a, b float32) float32 {
	if b == 0 {
		return 0
	}
	return a / b
}
