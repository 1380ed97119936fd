//go:build disk

package up

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// TestLaw1AFullDiskLosesNothing fills the disk below a wire that works, and makes
// room again. `make e2e` runs it, in a mount namespace of its own: it needs a disk
// of fixed size.
func TestLaw1AFullDiskLosesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=300m"); err != nil {
		t.Fatalf("mount a disk of fixed size: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 30, 9, 2400 })
	want := int64(n.Published())
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0", "--data", dir)...))
	eventually(t, time.Minute, "some articles are stored", func() bool { return r.stored().Articles > want/8 })
	hog := filepath.Join(dir, "hog")
	if err := fill(hog); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("fill the disk: %v", err)
	}
	eventually(t, time.Minute, "the wire holds back", func() bool { return r.pressure.Check(t.Context()) != nil })
	during := r.stored()
	if during.Articles >= want {
		t.Fatal("all was stored before the disk was full")
	}
	if err := os.Remove(hog); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Minute, "all articles are stored", func() bool { return r.stored().Articles >= want })
	if got := r.stored(); got != (store.Count{Articles: want, Versions: want}) {
		t.Errorf("stored %+v, want each of %d once", got, want)
	}
	report, err := n.Check(r.records())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report)
	}
	stream, err := r.bus.JetStream().Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	if first := stream.CachedInfo().State.FirstSeq; first != 1 {
		t.Errorf("the stream begins with %d: something was dropped", first)
	}
}

// fill writes a file until the disk takes no more.
func fill(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	for block := make([]byte, 1<<20); ; {
		if _, err := file.Write(block); err != nil {
			return err
		}
	}
}
