package catalogue_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func now() time.Time { return time.Date(2031, 5, 4, 3, 2, 1, 999, time.UTC) }

func open(t *testing.T) (*catalogue.Catalogue, *bus.Bus) {
	t.Helper()
	b := bustest.New(t)
	c, err := catalogue.Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return c, b
}

// spoil writes an entry that is no feed.
func spoil(t *testing.T, b *bus.Bus, key string) {
	t.Helper()
	kv, err := b.JetStream().KeyValue(t.Context(), schema.BucketCatalogue)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kv.PutString(t.Context(), key, "{"); err != nil {
		t.Fatal(err)
	}
}

func TestCatalogueKeepsFeeds(t *testing.T) {
	t.Parallel()
	c, b := open(t)
	second, first := catalogue.New("https://tide.example/feed", now()), catalogue.New(" https://harbour.example/feed \n", now())
	for _, feed := range []schema.Feed{second, first} {
		if added, err := c.Add(t.Context(), feed); err != nil || !added {
			t.Fatalf("add %s: %t, %v", feed.URL, added, err)
		}
	}
	titled := first
	titled.Title = "The Harbour"
	if added, err := c.Add(t.Context(), titled); err != nil || added {
		t.Errorf("add again: %t, %v; what is there must stay", added, err)
	}
	got, err := c.List(t.Context())
	if diff := cmp.Diff([]schema.Feed{first, second}, got); diff != "" || err != nil {
		t.Errorf("list: %v (-want +got):\n%s", err, diff)
	}
	if err := c.Put(t.Context(), titled); err != nil {
		t.Fatal(err)
	}
	if got, found, err := c.Get(t.Context(), first.ID); got.Title != "The Harbour" || !found || err != nil {
		t.Errorf("get: %+v, %t, %v", got, found, err)
	}
	for _, want := range []bool{true, false} {
		if found, err := c.Remove(t.Context(), first.ID); found != want || err != nil {
			t.Errorf("remove: %t, %v, want %t", found, err, want)
		}
	}
	if _, found, err := c.Get(t.Context(), first.ID); found || err != nil {
		t.Errorf("get what was removed: %t, %v", found, err)
	}
	spoil(t, b, "spoilt")
	if got, err := c.List(t.Context()); len(got) != 1 || !errors.Is(err, catalogue.ErrUnreadable) || !strings.Contains(err.Error(), "spoilt") {
		t.Errorf("list with a bad entry: %v, %v", got, err)
	}
	if _, _, err := c.Get(t.Context(), "spoilt"); !errors.Is(err, catalogue.ErrUnreadable) {
		t.Errorf("get a bad entry: %v", err)
	}
}

func TestCatalogueRefusesFaultyFeeds(t *testing.T) {
	t.Parallel()
	c, _ := open(t)
	if _, err := c.Add(t.Context(), catalogue.New("ftp://harbour.example/", now())); err == nil {
		t.Error("a feed that can't be polled was added")
	}
	if err := c.Put(t.Context(), schema.Feed{URL: "https://harbour.example/"}); err == nil {
		t.Error("a feed without an id was put")
	}
}

func TestWatchTellsWhatIsThereAndWhatChanges(t *testing.T) {
	t.Parallel()
	c, b := open(t)
	feed := catalogue.New("https://harbour.example/feed", now())
	if _, err := c.Add(t.Context(), feed); err != nil {
		t.Fatal(err)
	}
	changes, current := make(chan catalogue.Change), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- c.Watch(ctx, func(change catalogue.Change) error {
			changes <- change
			return nil
		}, func() { close(current) })
	}()
	if got := <-changes; got.ID != feed.ID || got.Feed.URL != feed.URL || got.Removed || got.Err != nil {
		t.Errorf("what is there: %+v", got)
	}
	<-current
	if _, err := c.Remove(t.Context(), feed.ID); err != nil {
		t.Fatal(err)
	}
	if got := <-changes; got.ID != feed.ID || !got.Removed {
		t.Errorf("a removal: %+v", got)
	}
	spoil(t, b, "spoilt")
	if got := <-changes; got.ID != "spoilt" || !errors.Is(got.Err, catalogue.ErrUnreadable) {
		t.Errorf("a bad entry: %+v", got)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("end of the watch: %v", err)
	}
}

func TestOpenSaysThatThereIsNoWire(t *testing.T) {
	t.Parallel()
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir()})
	if _, err := catalogue.Open(t.Context(), bustest.Connect(t, server, "test")); err == nil || !strings.Contains(err.Error(), "no catalogue") {
		t.Errorf("error is %v", err)
	}
}

func TestBrowseTellsWhatIsThereAndWhatWasRemoved(t *testing.T) {
	t.Parallel()
	c, b := open(t)
	kept, removed := catalogue.New("https://harbour.example/feed", now()), catalogue.New("https://tide.example/feed", now())
	for _, feed := range []schema.Feed{kept, removed} {
		if _, err := c.Add(t.Context(), feed); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Remove(t.Context(), removed.ID); err != nil {
		t.Fatal(err)
	}
	spoil(t, b, "spoilt")
	found := map[string]catalogue.Change{}
	for change, err := range c.Browse(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found[change.ID] = change
	}
	if diff := cmp.Diff(kept, found[kept.ID].Feed); diff != "" || found[kept.ID].Removed {
		t.Errorf("what is there (-want +got):\n%s", diff)
	}
	if !found[removed.ID].Removed || !errors.Is(found["spoilt"].Err, catalogue.ErrUnreadable) || len(found) != 3 {
		t.Errorf("found %+v", found)
	}
}

func TestFollowTellsChangesOnly(t *testing.T) {
	t.Parallel()
	c, _ := open(t)
	feed := catalogue.New("https://harbour.example/feed", now())
	if _, err := c.Add(t.Context(), feed); err != nil {
		t.Fatal(err)
	}
	begun, enough := make(chan struct{}), errors.New("enough")
	done := make(chan error, 1)
	var got catalogue.Change
	go func() {
		done <- c.Follow(t.Context(), func(change catalogue.Change) error { got = change; return enough }, func() { close(begun) })
	}()
	<-begun
	if _, err := c.Remove(t.Context(), feed.ID); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, enough) || got.ID != feed.ID || !got.Removed {
		t.Errorf("followed %+v, %v", got, err)
	}
}

func TestBrowseEndsWithItsContext(t *testing.T) {
	t.Parallel()
	c, _ := open(t)
	for range c.Browse(t.Context()) {
		t.Error("there is something in an empty catalogue")
	}
	for n := range 3 {
		if _, err := c.Add(t.Context(), catalogue.New(fmt.Sprintf("https://harbour.example/%d", n), now())); err != nil {
			t.Fatal(err)
		}
	}
	told := 0
	for range c.Browse(t.Context()) {
		if told++; told == 2 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range c.Browse(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
	}
}
