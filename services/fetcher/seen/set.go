package seen

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sort"
)

// The packed form is a version byte, then the marks in the order of their keys
// and prints, twelve bytes each, big-endian.
//
// Nothing smaller pays, since keys and prints are hashes. Bytes of 100 and of
// 2,000 marks: this table 1,201 and 24,001; deflated 1,211 and 24,016; sorted
// deltas as varints 1,265 and 23,887. Packing deltas into bits would save 5 to
// 10 % and lose the search without a copy.
const (
	version  = 1
	markSize = 8 + 4
)

// MaxSize is the most bytes that a packed set takes, 24 KiB: 2,047 marks.
const MaxSize = 24 << 10

const maxMarks = (MaxSize - 1) / markSize

// Set is a set of marks. The zero Set is empty. Several goroutines may use one.
type Set struct {
	table []byte // the packed form without its version
}

// Pack writes marks, which are in the order of the document. When there are more
// than [MaxSize] holds, the first ones are kept: feeds put their newest entries
// first, and those at the end are the next to leave.
//
// Marks of one key may come several times, with different prints: feeds do give
// one id to several entries. Each of them is kept.
func Pack(marks []Mark) []byte {
	kept := slices.Clone(marks[:min(len(marks), maxMarks)])
	slices.SortFunc(kept, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Print, b.Print))
	})
	kept = slices.Compact(kept)
	packed := make([]byte, 1, 1+markSize*len(kept))
	packed[0] = version
	for _, m := range kept {
		packed = binary.BigEndian.AppendUint64(packed, m.Key)
		packed = binary.BigEndian.AppendUint32(packed, m.Print)
	}
	return packed
}

// Unpack reads what [Pack] wrote; nothing at all is the empty set of a feed that
// was never read. The set looks into packed, which must not change any more.
//
// An error says what is wrong with the bytes. The caller does best to go on with
// the empty set: entries are then announced again, and recognised further down.
func Unpack(packed []byte) (Set, error) {
	if len(packed) == 0 {
		return Set{}, nil
	}
	if packed[0] != version {
		return Set{}, fmt.Errorf("unpack seen set: form %d is not known, only form %d is", packed[0], version)
	}
	if len(packed) > MaxSize {
		return Set{}, fmt.Errorf("unpack seen set: %d bytes are more than %d", len(packed), MaxSize)
	}
	s := Set{table: packed[1:]}
	if rest := len(s.table) % markSize; rest != 0 {
		return Set{}, fmt.Errorf("unpack seen set: it ends %d bytes into a mark", rest)
	}
	for i := 1; i < s.Len(); i++ {
		before, m := s.mark(i-1), s.mark(i)
		if m.Key < before.Key || m.Key == before.Key && m.Print <= before.Print {
			return Set{}, errors.New("unpack seen set: its marks are out of order")
		}
	}
	return s, nil
}

// Len is the number of marks.
func (s Set) Len() int { return len(s.table) / markSize }

// Compare says whether the set knows the mark.
func (s Set) Compare(m Mark) Novelty {
	i := sort.Search(s.Len(), func(i int) bool { return s.mark(i).Key >= m.Key })
	answer := New
	for ; i < s.Len(); i++ {
		known := s.mark(i)
		if known.Key != m.Key {
			break
		}
		if known.Print == m.Print {
			return Known
		}
		answer = Changed
	}
	return answer
}

func (s Set) mark(i int) Mark {
	b := s.table[i*markSize:]
	return Mark{Key: binary.BigEndian.Uint64(b), Print: binary.BigEndian.Uint32(b[8:])}
}
