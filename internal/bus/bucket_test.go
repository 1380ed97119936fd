package bus_test

import (
	"errors"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestSwapLetsOneOfTwoWriters(t *testing.T) {
	t.Parallel()
	bucket, err := bustest.New(t).Bucket(t.Context(), schema.BucketRevisions)
	if err != nil {
		t.Fatal(err)
	}
	none, err := bucket.Get(t.Context(), "k", nil)
	if err != nil || none.Number != 0 {
		t.Fatalf("a key that isn't there: %+v, %v", none, err)
	}
	for _, step := range []struct {
		value string
		read  bus.Revision
		want  error
	}{
		{"first", none, nil},
		{"late", none, bus.ErrFenced},
	} {
		if _, err := bucket.Swap(t.Context(), "k", step.value, step.read); !errors.Is(err, step.want) {
			t.Errorf("swap to %s: %v, want %v", step.value, err, step.want)
		}
	}
	var value string
	first, err := bucket.Get(t.Context(), "k", &value)
	if err != nil || value != "first" || first.Written.IsZero() {
		t.Fatalf("read %q, %+v, %v", value, first, err)
	}
	if err := bucket.Put(t.Context(), "k", "other"); err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.Swap(t.Context(), "k", "late", first); !errors.Is(err, bus.ErrFenced) {
		t.Errorf("swap after another write: %v, want ErrFenced", err)
	}
	if _, err := bucket.Get(t.Context(), "k", new(int)); err == nil {
		t.Error("a value of another kind is no error")
	}
	if err := bucket.Put(t.Context(), "k", func() {}); err == nil {
		t.Error("a value that is no JSON is no error")
	}
}
