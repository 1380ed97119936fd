package feature_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
)

func TestNamesAreOfAllFigures(t *testing.T) {
	t.Parallel()
	names := feature.Names()
	if len(names) != feature.Count || feature.Count > 255 {
		t.Errorf("%d names of %d figures", len(names), feature.Count)
	}
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			t.Errorf("two figures are called %s", name)
		}
		seen[name] = true
	}
}
