package pressure

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func asHeld(err error) (*HeldError, bool) { return errors.AsType[*HeldError](err) }

func TestNothingIsDroppedBeforeParsersAreHeld(t *testing.T) {
	t.Parallel()
	const keeps, size = 256 << 10, 2 << 10
	b := wire(t, keeps)
	w := watch(t, b, Defaults())
	look(t, w)
	n := 0
	for ; w.Parsers() == nil; n++ { // and nobody stores anything
		article(t, b, n, size)
		look(t, w)
		if first := stream(t, b, schema.StreamArticles).State.FirstSeq; first != 1 {
			t.Fatalf("article 1 was dropped after %d, and parsers go on", n+1)
		}
	}
	if bytes := stream(t, b, schema.StreamArticles).State.Bytes; bytes < keeps/2 || bytes > keeps/2+2*size {
		t.Errorf("held at %d bytes, want it at half of %d", bytes, keeps)
	}
	if reason := heldOn(t, w.Parsers(), Articles); !strings.Contains(reason, "KiB behind, 51 % of the articles") || !strings.Contains(reason, "is its store up?") {
		t.Errorf("reason is %q", reason)
	}
	if err := w.Fetchers(); err != nil {
		t.Errorf("fetchers are held too: %v", err)
	}
	if err := w.Check(t.Context()); err == nil {
		t.Error("and the readiness knows nothing of it")
	}

	store(t, b, n/4) // three quarters of the mark are left to do
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Errorf("held after a quarter was stored: %v", err)
	}
	if err := w.Check(t.Context()); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

func TestAMarkIsLeftWellBelowWhereItWasPassed(t *testing.T) {
	t.Parallel()
	b := wire(t, 256<<10)
	w := watch(t, b, Defaults())
	n := 0
	for ; w.Parsers() == nil; n++ {
		article(t, b, n, 2<<10)
		look(t, w)
	}
	since, _ := asHeld(w.Parsers())
	store(t, b, n/10)
	look(t, w)
	still, _ := asHeld(w.Parsers())
	if still == nil || !still.Since.Equal(since.Since) || still.Reason == since.Reason {
		t.Fatalf("at nine tenths of the mark it is %v, want %v with a new reason", still, since)
	}
	store(t, b, n/5)
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Errorf("at seven tenths of the mark: %v", err)
	}
}

func TestArticlesThatGrowAreNotDroppedEither(t *testing.T) {
	t.Parallel()
	b := wire(t, 256<<10)
	w := watch(t, b, Defaults())
	small := 0
	for ; stream(t, b, schema.StreamArticles).State.FirstSeq < 20; small++ { // full, and all stored
		article(t, b, small, 1<<10)
	}
	store(t, b, int(stream(t, b, schema.StreamArticles).State.Msgs))
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Fatalf("held by what is stored: %v", err)
	}
	behind := stream(t, b, schema.StreamArticles).State.LastSeq + 1
	for n := small; w.Parsers() == nil; n++ {
		article(t, b, n, 2<<10)
		look(t, w)
	}
	if first := stream(t, b, schema.StreamArticles).State.FirstSeq; first >= behind {
		t.Errorf("article %d is not stored, and the stream begins at %d", behind, first)
	}
}

func TestTheOldestArticleIsFoundBehindErasedOnes(t *testing.T) {
	t.Parallel()
	b := wire(t, 256<<10)
	w := watch(t, b, Defaults())
	for n := range 100 {
		article(t, b, n, 2<<10)
	}
	look(t, w)
	heldOn(t, w.Parsers(), Articles)
	s, err := b.JetStream().Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	for sequence := range uint64(80) {
		if err := s.DeleteMsg(t.Context(), sequence+1); err != nil {
			t.Fatal(err)
		}
		if sequence == 0 {
			look(t, w)
			heldOn(t, w.Parsers(), Articles) // by the second one
		}
	}
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Errorf("held by what is gone: %v", err)
	}
	purge(t, b, schema.StreamArticles)
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Errorf("held by an empty stream: %v", err)
	}
}

// aged is a wire that keeps articles for six seconds.
func aged(t *testing.T) *bus.Bus {
	t.Helper()
	b := bustest.New(t)
	config := stream(t, b, schema.StreamArticles).Config
	config.MaxAge, config.Duplicates = 6*time.Second, 6*time.Second
	if _, err := b.JetStream().UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParsersAreHeldWhenTheStorerIsOld(t *testing.T) {
	t.Parallel()
	b := aged(t)
	w := watch(t, b, Defaults())
	article(t, b, 0, 100)
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Fatalf("held by a young article: %v", err)
	}
	eventually(t, "parsers are held", func() bool { look(t, w); return w.Parsers() != nil })
	info := stream(t, b, schema.StreamArticles)
	if info.State.FirstSeq != 1 || info.State.Msgs != 1 {
		t.Errorf("held after the article was dropped: %+v", info.State)
	}
	if age := info.TimeStamp.Sub(info.State.FirstTime); age < 3*time.Second {
		t.Errorf("held after %s", age)
	}
	if reason := heldOn(t, w.Parsers(), Articles); !strings.Contains(reason, "the storer is 3 seconds behind, 5") {
		t.Errorf("reason is %q", reason)
	}
	article(t, b, 1, 100)
	store(t, b, 1)
	look(t, w)
	if err := w.Parsers(); err != nil {
		t.Errorf("held by the younger article: %v", err)
	}
}

func TestBehindTakesTheWorseOfAgeAndBytes(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	now := time.Now()
	for _, c := range []struct {
		name          string
		age, maxAge   time.Duration
		first, oldest uint64
		maxBytes      int64
		level         float64
		reason        string
	}{
		{"age", 84 * time.Hour, 7 * day, 1, 91, 1000, 1, "the storer is 3.5 days behind, 50 % of what articles are kept for: is its store up?"},
		{"bytes", day, 7 * day, 1, 11, 1000, 1.8, "the storer is 900 B behind, 90 % of the articles that are kept: is its store up?"},
		{"no limits", 700 * day, 0, 1, 1, -1, 0, ""},
		{"holes count as if there were none", 0, 0, 901, 950, 2000, .51, "the storer is 510 B behind, 26 % of the articles that are kept: is its store up?"},
		{"more holes than messages", 0, 0, 1, 2, 2000, 1, "the storer is 1000 B behind, 50 % of the articles that are kept: is its store up?"},
		{"gone meanwhile", 0, 0, 1, 2000, 2000, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			last := uint64(100)
			if c.first > 1 || c.oldest == 2 {
				last = 1000
			}
			info := &jetstream.StreamInfo{
				Config:    jetstream.StreamConfig{MaxAge: c.maxAge, MaxBytes: c.maxBytes},
				State:     jetstream.StreamState{Msgs: 100, Bytes: 1000, FirstSeq: c.first, LastSeq: last},
				TimeStamp: now,
			}
			got := behind(info, &jetstream.RawStreamMsg{Sequence: c.oldest, Time: now.Add(-c.age)}, .5)
			if got.level < c.level-1e-9 || got.level > c.level+1e-9 || got.reason != c.reason {
				t.Errorf("%v %q, want %v %q", got.level, got.reason, c.level, c.reason)
			}
		})
	}
}
