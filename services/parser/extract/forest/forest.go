package forest

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Node is a node of a tree, in the order of a walk that goes to the left first:
// the left child is the next node, the right one Skip nodes on. A leaf has no
// Skip, and its answer as Value; else a row goes to the left whose figure is at
// most Value.
type Node struct {
	Value  float32
	Figure uint8
	Skip   uint8
}

// Forest is some trees. It is safe for use by any number of goroutines.
type Forest struct {
	Nodes []Node // of all trees, one after another
	Roots []int  // of the trees
	Bias  float32

	// Figures is how many figures the rows have that it was grown of.
	Figures int

	// A row whose sum is below Hopeless after the first Early trees is judged by
	// these alone: it was measured that no such row is worth the others. Zero
	// trees for never.
	Early    int
	Hopeless float32
}

// Sum adds up the trees' answers to a row: the log-odds.
func (f *Forest) Sum(row []float32) float32 {
	sum := f.Bias
	for i, root := range f.Roots {
		if i == f.Early && i > 0 && sum < f.Hopeless {
			break
		}
		at := root
		for {
			n := &f.Nodes[at]
			if n.Skip == 0 {
				sum += n.Value
				break
			}
			if row[n.Figure] <= n.Value {
				at++
			} else {
				at += int(n.Skip)
			}
		}
	}
	return sum
}

// Probability is the chance that the forest gives a row, from 0 to 1.
func (f *Forest) Probability(row []float32) float32 {
	return float32(1 / (1 + math.Exp(-float64(f.Sum(row)))))
}

// Encode writes a forest as text: base64 of its figures, in lines.
func (f *Forest) Encode() string {
	b := binary.LittleEndian.AppendUint32(nil, math.Float32bits(f.Bias))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.Hopeless))
	b = binary.LittleEndian.AppendUint32(b, uint32(f.Early))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(f.Roots)))
	b = binary.LittleEndian.AppendUint32(b, uint32(f.Figures))
	for _, n := range f.Nodes {
		b = append(binary.LittleEndian.AppendUint32(b, math.Float32bits(n.Value)), n.Figure, n.Skip)
	}
	s := base64.StdEncoding.EncodeToString(b)
	const width = 120
	var lines strings.Builder
	for len(s) > width {
		lines.WriteString(s[:width] + "\n")
		s = s[width:]
	}
	lines.WriteString(s + "\n")
	return lines.String()
}

// The faults of an encoded forest.
var (
	errTorn  = errors.New("forest is torn: write it anew with make train")
	errOther = errors.New("forest is of other figures: write it anew with make train")
)

// Decode reads what Encode wrote, of a forest for rows of that many figures. It
// checks that every walk through the trees ends, and asks for no other figure.
func Decode(s string, figures int) (*Forest, error) {
	b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(s, "\n", ""))
	if err != nil {
		return nil, fmt.Errorf("decode forest: %w", err)
	}
	const head, size = 20, 6
	if len(b) < head || (len(b)-head)%size != 0 {
		return nil, errTorn
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	f := &Forest{Bias: math.Float32frombits(word(0)), Hopeless: math.Float32frombits(word(4)), Early: int(word(8)), Figures: int(word(16))}
	trees := int(word(12))
	if f.Figures != figures {
		return nil, errOther
	}
	for at := head; at < len(b); at += size {
		n := Node{math.Float32frombits(word(at)), b[at+4], b[at+5]}
		if n.Skip > 0 && int(n.Figure) >= figures {
			return nil, errTorn
		}
		f.Nodes = append(f.Nodes, n)
	}
	for at := 0; at < len(f.Nodes); {
		f.Roots = append(f.Roots, at)
		if at, err = f.end(at, 0); err != nil {
			return nil, err
		}
	}
	if len(f.Roots) != trees {
		return nil, errTorn
	}
	return f, nil
}

// end is the index after the tree at a node.
func (f *Forest) end(at, depth int) (int, error) {
	const deepest = 16
	if at >= len(f.Nodes) || depth > deepest {
		return 0, errTorn
	}
	n := f.Nodes[at]
	if n.Skip == 0 {
		return at + 1, nil
	}
	right, err := f.end(at+1, depth+1)
	if err != nil {
		return 0, err
	}
	if right != at+int(n.Skip) {
		return 0, errTorn
	}
	return f.end(right, depth+1)
}
