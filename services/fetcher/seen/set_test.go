package seen_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

// marks gives n marks as hashes are: without any order.
func marks(n int) []seen.Mark {
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]seen.Mark, n)
	for i := range list {
		list[i] = seen.Mark{Key: random.Uint64(), Print: random.Uint32()}
	}
	return list
}

func unpack(t *testing.T, packed []byte) seen.Set {
	t.Helper()
	set, err := seen.Unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 100, 2000} {
		document := marks(n)
		set := unpack(t, seen.Pack(document))
		if set.Len() != n {
			t.Errorf("the set of %d marks holds %d", n, set.Len())
		}
		for _, m := range document {
			if got := set.Compare(m); got != seen.Known {
				t.Fatalf("a mark of the document is %s", got)
			}
			if got := set.Compare(seen.Mark{Key: m.Key, Print: m.Print + 1}); got != seen.Changed {
				t.Fatalf("a mark with another print is %s", got)
			}
			if got := set.Compare(seen.Mark{Key: m.Key + 1, Print: m.Print}); got != seen.New {
				t.Fatalf("a mark with another key is %s", got)
			}
		}
	}
}

// Some feeds give one id to all their entries. These must not take turns in
// being the changed one, poll after poll.
func TestOneKeyOfManyEntries(t *testing.T) {
	t.Parallel()
	document := []seen.Mark{{Key: 7, Print: 3}, {Key: 7, Print: 1}, {Key: 7, Print: 2}, {Key: 7, Print: 1}}
	set := unpack(t, seen.Pack(document))
	for _, m := range document {
		if got := set.Compare(m); got != seen.Known {
			t.Errorf("%v is %s", m, got)
		}
	}
	if got := set.Compare(seen.Mark{Key: 7, Print: 4}); got != seen.Changed {
		t.Errorf("another entry of that id is %s", got)
	}
	if set.Len() != 3 {
		t.Errorf("%d marks, want the 3 different ones", set.Len())
	}
}

func TestPackKeepsWhatFits(t *testing.T) {
	t.Parallel()
	document := marks(5000)
	given := slices.Clone(document)
	packed := seen.Pack(document)
	if len(packed) > seen.MaxSize {
		t.Errorf("%d bytes are more than %d", len(packed), seen.MaxSize)
	}
	set := unpack(t, packed)
	if set.Len() < 2000 {
		t.Errorf("only %d marks are kept", set.Len())
	}
	for i, m := range document {
		if known := set.Compare(m) == seen.Known; known != (i < set.Len()) {
			t.Fatalf("mark %d of the document: known is %t; the first %d should be", i, known, set.Len())
		}
	}
	if diff := cmp.Diff(given, document); diff != "" {
		t.Errorf("Pack changed its argument:\n%s", diff)
	}
}

func TestUnpackFaults(t *testing.T) {
	t.Parallel()
	good := seen.Pack(marks(3))
	swapped := slices.Concat(good[:1], good[13:25], good[1:13], good[25:])
	for name, test := range map[string]struct {
		packed []byte
		want   string
	}{
		"another form":  {append([]byte{9}, good[1:]...), "form 9 is not known"},
		"cut":           {good[:len(good)-1], "ends 11 bytes into a mark"},
		"out of order":  {swapped, "out of order"},
		"twice":         {slices.Concat(good, good[len(good)-12:]), "out of order"},
		"far too large": {append([]byte{1}, make([]byte, 12<<20)...), "more than 24576"},
	} {
		set, err := seen.Unpack(test.packed)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error is %v, want %q in it", name, err, test.want)
		}
		if set.Len() != 0 {
			t.Errorf("%s: %d marks beside an error", name, set.Len())
		}
	}
	if set, err := seen.Unpack(nil); err != nil || set.Len() != 0 {
		t.Errorf("a feed that was never read: %d marks, %v", set.Len(), err)
	}
}

// The table isn't compressed, because that gains less than a hundredth.
func TestCompressionDoesNotPay(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 100, 2000} {
		packed := seen.Pack(marks(n))

		var deflated bytes.Buffer
		w, err := flate.NewWriter(&deflated, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(packed)
		w.Close()

		var deltas []byte
		var before uint64
		for mark := range slices.Chunk(packed[1:], 12) {
			key := binary.BigEndian.Uint64(mark)
			deltas = binary.AppendUvarint(deltas, key-before)
			deltas = append(deltas, mark[8:]...)
			before = key
		}
		t.Logf("%d marks: packed %d, deflated %d, deltas %d bytes", n, len(packed), deflated.Len(), len(deltas))
		if least := len(packed) * 99 / 100; deflated.Len() < least || len(deltas) < least {
			t.Errorf("%d marks: packed %d, deflated %d, deltas %d bytes", n, len(packed), deflated.Len(), len(deltas))
		}
	}
}

func TestNovelty(t *testing.T) {
	t.Parallel()
	for novelty, want := range map[seen.Novelty]string{seen.New: "new", seen.Changed: "changed", seen.Known: "known", 9: "unknown"} {
		if got := novelty.String(); got != want {
			t.Errorf("%d is %q, want %q", novelty, got, want)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, seed := range [][]byte{nil, {1}, {2, 0}, seen.Pack(marks(2)), append(seen.Pack(marks(1)), 0), bytes.Repeat([]byte{1}, 37)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		set, err := seen.Unpack(packed)
		if err != nil {
			return
		}
		var list []seen.Mark
		for b := range slices.Chunk(packed[min(1, len(packed)):], 12) {
			m := seen.Mark{Key: binary.BigEndian.Uint64(b), Print: binary.BigEndian.Uint32(b[8:])}
			if got := set.Compare(m); got != seen.Known {
				t.Fatalf("%v of the table is %s", m, got)
			}
			list = append(list, m)
		}
		if len(packed) > 0 && !bytes.Equal(seen.Pack(list), packed) {
			t.Fatalf("% x is packed as % x", packed, seen.Pack(list))
		}
	})
}

// BenchmarkPoll is what the set costs at a poll: read it, compare a document of
// 50 entries, write the next one.
func BenchmarkPoll(b *testing.B) {
	document := marks(50)
	packed := seen.Pack(document)
	b.ReportAllocs()
	for b.Loop() {
		set, err := seen.Unpack(packed)
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range document {
			if set.Compare(m) != seen.Known {
				b.Fatal("not known")
			}
		}
		packed = seen.Pack(document)
	}
}
