package seen_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

func TestMergeIsAUnion(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ known, part, want []seen.Mark }{
		"nothing known": {part: []seen.Mark{{Key: 2, Print: 1}}, want: []seen.Mark{{Key: 2, Print: 1}}},
		"nothing told":  {known: []seen.Mark{{Key: 2, Print: 1}}, want: []seen.Mark{{Key: 2, Print: 1}}},
		"new, changed and untold": {
			known: []seen.Mark{{Key: 1, Print: 1}, {Key: 2, Print: 1}, {Key: 2, Print: 2}},
			part:  []seen.Mark{{Key: 3, Print: 1}, {Key: 2, Print: 9}},
			want:  []seen.Mark{{Key: 3, Print: 1}, {Key: 2, Print: 9}, {Key: 1, Print: 1}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, err := seen.Unpack(seen.Pack(tt.known))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, set.Merge(tt.part)); diff != "" {
				t.Errorf("merged (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergeIsBoundedByPack(t *testing.T) {
	t.Parallel()
	var known, part []seen.Mark
	for n := range uint64(2000) {
		known, part = append(known, seen.Mark{Key: n}), append(part, seen.Mark{Key: 10_000 + n})
	}
	set, err := seen.Unpack(seen.Pack(known))
	if err != nil {
		t.Fatal(err)
	}
	packed := seen.Pack(set.Merge(part))
	if len(packed) > seen.MaxSize {
		t.Errorf("%d bytes", len(packed))
	}
	merged, err := seen.Unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range part {
		if merged.Compare(m) != seen.Known {
			t.Fatalf("mark %d of the part, which is the newest, was dropped", m.Key)
		}
	}
}
