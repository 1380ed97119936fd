package rawpage_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestWhatIsNoPageInTheBucketHidesNoOthers(t *testing.T) {
	t.Parallel()
	s, b := inBucket(t, t.TempDir())
	objects, err := b.Objects(t.Context(), schema.BucketPages)
	if err != nil {
		t.Fatal(err)
	}
	if err := objects.Put(t.Context(), "abc", []byte("no page")); err != nil {
		t.Fatal(err)
	}
	put(t, s, page("https://a.example/1", "<p>whole"))
	if pages, faults := all(t, s); len(pages) != 1 || len(faults) != 1 {
		t.Errorf("%d pages, %v", len(pages), faults)
	}
}
