package bus_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// objects opens the bucket of pages of a server that keeps them.
func objects(t *testing.T, bytes int64) (*bus.Objects, *bus.Bus) {
	t.Helper()
	_, b := serve(t, t.TempDir())
	sizes := bus.DefaultSizes()
	sizes.PageAge, sizes.PageBytes = time.Hour, bytes
	if err := b.Apply(t.Context(), bus.Layout(sizes)); err != nil {
		t.Fatal(err)
	}
	o, err := b.Objects(t.Context(), schema.BucketPages)
	if err != nil {
		t.Fatal(err)
	}
	return o, b
}

func TestTheLibraryReadsWhatIsPut(t *testing.T) {
	t.Parallel()
	o, b := objects(t, 1<<20)
	for _, body := range []string{"first", "second", ""} {
		if err := o.Put(t.Context(), "a", []byte(body)); err != nil {
			t.Fatal(err)
		}
		store, err := b.JetStream().ObjectStore(t.Context(), schema.BucketPages)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := store.List(t.Context()); err != nil || len(all) != 1 || all[0].Name != "a" || all[0].Size != uint64(len(body)) {
			t.Errorf("listed are %+v, %v", all, err)
		}
		if body == "" {
			continue // which the library takes for a link that leads nowhere
		}
		if got, err := store.GetBytes(t.Context(), "a"); string(got) != body || err != nil {
			t.Errorf("it reads %q, %v, want %q", got, err, body)
		}
	}
}

func TestDeletedObjectsLeaveNothing(t *testing.T) {
	t.Parallel()
	o, b := objects(t, 1<<20)
	for _, name := range []string{"a", "a", "b"} {
		if err := o.Put(t.Context(), name, []byte("text")); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []bool{true, false} {
		if found, err := o.Delete(t.Context(), "a"); found != want || err != nil {
			t.Errorf("deleted: %t, %v; want %t", found, err, want)
		}
	}
	if n := left(t, b, bus.ObjectStream(schema.BucketPages)); n != 2 {
		t.Errorf("%d messages are left, want the two of the other object", n)
	}
}

func TestAFullStoreKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	o, b := objects(t, 64<<10)
	var refused error
	for n := range 10 {
		if refused = o.Put(t.Context(), strings.Repeat("a", n+1), bytes.Repeat([]byte("x"), 10<<10)); refused != nil {
			break
		}
	}
	if refused == nil || !strings.Contains(refused.Error(), "maximum bytes") {
		t.Errorf("a full store says %v", refused)
	}
	kept := 0
	for object, err := range o.All(t.Context()) {
		if err != nil || object.Name != strings.Repeat("a", kept+1) {
			t.Errorf("%s, %v", object.Name, err)
		}
		kept++
	}
	if kept < 5 {
		t.Errorf("%d are kept", kept)
	}
	limit := b.Conn().MaxPayload()
	if err := o.Put(t.Context(), "b", make([]byte, limit)); err == nil || !strings.Contains(err.Error(), "max_payload") {
		t.Errorf("an object larger than a message: %v", err)
	}
}
