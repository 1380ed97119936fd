package pressure

import (
	"path/filepath"
	"testing"
)

func TestAFullDiskHoldsAllBack(t *testing.T) {
	t.Parallel()
	const gib = 1 << 30
	for name, tt := range map[string]struct {
		free, total, must uint64
		held              bool
	}{
		"a large disk":           {free: 2 * gib, total: 100 * gib, must: gib},
		"nearly full":            {free: gib / 2, total: 100 * gib, must: gib, held: true},
		"full":                   {free: 0, total: 100 * gib, must: gib, held: true},
		"a small one":            {free: gib / 5, total: gib, must: gib},
		"a small one, nearly so": {free: gib / 20, total: gib, must: gib, held: true},
	} {
		if got := room(tt.free, tt.total, tt.must); (got.level >= 1) != tt.held || got.reason == "" {
			t.Errorf("%s: level %.2f, %q", name, got.level, got.reason)
		}
	}
}

func TestTheDiskOfADirectoryIsKnown(t *testing.T) {
	t.Parallel()
	free, total, err := freeOf(t.TempDir())
	if err != nil || free > total {
		t.Errorf("%d free of %d, %v", free, total, err)
	}
	if _, total, err := freeOf(filepath.Join(t.TempDir(), "nosuch")); total > 0 && err == nil {
		t.Error("a directory that isn't there has a disk")
	}
}
