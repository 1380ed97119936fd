package feature

import (
	"sync"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
)

// Evidence is what is known of an article besides its page's text. It is
// compared with the blocks, and never taken for the truth.
type Evidence struct {
	Title       string // the feed's, else the page's own
	Description string // the feed's summary, else the page's own
	Text        string // JSON-LD's articleBody, the feed's full content
	Aloof       []bool // by block: stands in a place that is none of the article's, by its names
}

// Table has a row of figures for each block of a page.
type Table struct{ all []float32 }

// Row are the figures of block i, in the order of [Names].
func (t Table) Row(i int) []float32 { return t.all[i*Count : (i+1)*Count : (i+1)*Count] }

// Rows is how many there are.
func (t Table) Rows() int { return len(t.all) / Count }

// Meter measures pages. It is safe for use by any number of goroutines.
type Meter struct {
	words  map[uint64]uint16
	tables sync.Pool // of []float32: a page's is larger than all else that is made of it
}

// New makes a meter.
func New() *Meter { return &Meter{words: wordGroups()} }

// Release gives a table back, to be used for another page.
func (m *Meter) Release(t Table) { m.tables.Put(&t.all) }

// room is a table of zeros.
func (m *Meter) room(rows int) Table {
	if old, ok := m.tables.Get().(*[]float32); ok && cap(*old) >= rows*Count {
		all := (*old)[:rows*Count]
		clear(all)
		return Table{all}
	}
	return Table{make([]float32, rows*Count)}
}

// Measure makes the table of a page.
func (m *Meter) Measure(l *block.Layout, e Evidence) Table {
	w := &work{
		layout: l, blocks: l.Blocks, elements: l.Elements,
		table: m.room(len(l.Blocks)),
	}
	if len(l.Blocks) == 0 {
		return w.table
	}
	w.hash()
	w.sum()
	w.sign()
	w.part(e.Aloof)
	w.find()
	w.compare(e)
	for i := range w.blocks {
		row := w.table.Row(i)
		w.look(row, i)
		w.stand(row, i)
		w.levels(row, i)
		w.count(row, i, m.words)
	}
	for i := range w.blocks {
		w.neighbours(w.table.Row(i), i)
	}
	return w.table
}

// work is what is known of the page at work.
type work struct {
	layout   *block.Layout
	blocks   []block.Block
	elements []block.Element
	table    Table

	words []uint64 // hashes of the words of all blocks
	from  []int    // by block: its first word; one more at the end

	good      []bool // by block: reads like a sentence or more, and stands in no place for other things
	sums      []sum  // by element
	kin       []int32
	kins      []kinship
	paths     []kinship // as kins, by the elements around
	path      []int32
	trails    []kinship
	trail     []int32
	total     sum
	container int // the deepest element with four fifths of the good text
	parent    int // the element whose paragraphs have the most of it
	heading   int // the block that is the headline, -1 for none
	start     int // the block that is most like the description, -1 for none
	before    []float32
}

// wordsOf are the hashes of a block's words.
func (w *work) wordsOf(i int) []uint64 { return w.words[w.from[i]:w.from[i+1]] }

// tag is a small number for an element's name, near for names of a kind.
func tag(e *block.Element) float32 { return float32(tagOf(e.Node.DataAtom)) }
