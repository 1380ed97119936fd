package revision_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, b *bus.Bus) *revision.Revisions {
	t.Helper()
	r, err := revision.Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRevisionsAreSwapped(t *testing.T) {
	t.Parallel()
	r := open(t, bustest.New(t))
	none, read, err := r.Article(t.Context(), "a")
	if err != nil || none.ContentHash != "" {
		t.Fatal(none, err)
	}
	if err := r.SwapArticle(t.Context(), "a", revision.Article{Version: 1, ContentHash: "x", Subject: "s"}, read); err != nil {
		t.Fatal(err)
	}
	if err := r.SwapArticle(t.Context(), "a", revision.Article{Version: 1}, read); !errors.Is(err, bus.ErrFenced) {
		t.Errorf("two writers of one revision: %v", err)
	}
	known, read, err := r.Article(t.Context(), "a")
	if err != nil || known.Version != 1 {
		t.Fatal(known, err)
	}
	if err := r.Touch(t.Context(), "a", known, read); err != nil {
		t.Error(err)
	}
	for range 2 {
		if _, err := r.Erase(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if known, _, err := r.Article(t.Context(), "a"); err != nil || !known.Erased || known.ContentHash != "" || known.Subject != "s" {
		t.Errorf("what is erased: %+v, %v", known, err)
	}
}

func TestAliasesAreSwapped(t *testing.T) {
	t.Parallel()
	r := open(t, bustest.New(t))
	alias, none, err := r.Alias(t.Context(), "i")
	if err != nil || alias.IsWhole() {
		t.Fatal(alias, err)
	}
	alias.Article = "a"
	for n := range 12 {
		alias = alias.Heard(fmt.Sprintf("feed %d", n), "1")
	}
	alias = alias.Heard("feed 3", "2")
	if err := r.SwapAlias(t.Context(), "i", alias, none); err != nil {
		t.Fatal(err)
	}
	if err := r.SwapAlias(t.Context(), "i", revision.Alias{Article: "b"}, none); !errors.Is(err, bus.ErrFenced) {
		t.Errorf("two writers of one alias: %v", err)
	}
	got, _, err := r.Alias(t.Context(), "i")
	if err != nil || got.Article != "a" || !got.IsWhole() || len(got.Fingerprints) != 8 || got.Fingerprints["feed 3"] != "2" || got.Fingerprints["feed 7"] != "1" {
		t.Errorf("alias is %+v, %v", got, err)
	}
}

func TestAPageIsGoneSinceItWasFirstFoundSo(t *testing.T) {
	t.Parallel()
	r := open(t, bustest.New(t))
	_, read, err := r.Article(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SwapArticle(t.Context(), "a", revision.Article{Version: 1, ContentHash: "x", FromPage: true}, read); err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{first, first.Add(time.Hour)} {
		if since, err := r.Gone(t.Context(), "a", at); err != nil || !since.Equal(first) {
			t.Errorf("gone since %s, %v, want %s", since, err, first)
		}
	}
	known, read, err := r.Article(t.Context(), "a")
	if err != nil || known.ContentHash != "x" || !known.FromPage || !known.GoneSince.Equal(first) {
		t.Fatalf("known as %+v, %v", known, err)
	}
	if err := r.Touch(t.Context(), "a", known, read); err != nil { // it is back
		t.Fatal(err)
	}
	if err := r.Touch(t.Context(), "a", known, read); err != nil { // as another one has seen too
		t.Fatal(err)
	}
	if known, _, err := r.Article(t.Context(), "a"); err != nil || !known.GoneSince.IsZero() || known.Version != 1 {
		t.Errorf("known as %+v, %v", known, err)
	}
}

func TestAVersionIsKnownByItsTextAndItsStatus(t *testing.T) {
	t.Parallel()
	usable := schema.Article{ContentHash: "x", PubStatus: schema.StatusUsable}
	canceled := schema.Article{ContentHash: "x", PubStatus: schema.StatusCanceled}
	for _, c := range []struct {
		known, next schema.Article
		want        bool
	}{{usable, usable, true}, {usable, canceled, false}, {canceled, canceled, true}, {canceled, usable, false}, {usable, schema.Article{ContentHash: "y"}, false}} {
		if got := revision.Of(&c.known, "s").Has(&c.next); got != c.want {
			t.Errorf("%s after %s is known: %t", c.next.PubStatus, c.known.PubStatus, got)
		}
	}
}

func TestAnErasureIsNeverForgotten(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	r := open(t, b)
	if _, err := r.Erase(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	stream, err := b.JetStream().Stream(t.Context(), "KV_"+schema.BucketRevisions)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(t.Context()); err != nil { // a month later
		t.Fatal(err)
	}
	if known, _, err := r.Article(t.Context(), "a"); err != nil || !known.Erased {
		t.Errorf("what was erased: %+v, %v", known, err)
	}
	if known, _, err := r.Article(t.Context(), "b"); err != nil || known.Erased {
		t.Errorf("what was not: %+v, %v", known, err)
	}
}

func TestSectionsOfAPublisherAreBounded(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	revisions := open(t, b)
	other := 0
	for n := range schema.MaxSubjectSections + 5 {
		token, err := revisions.Section(t.Context(), "harbour.example", fmt.Sprint("Section ", n))
		if err != nil {
			t.Fatal(err)
		}
		if token == schema.SectionOther {
			other++
		}
	}
	if other != 5 {
		t.Errorf("%d sections are other, want 5", other)
	}
	again := open(t, b) // another replica
	for section, want := range map[string]string{"Section 3": "section-3", "Section 99": "other", "": "none"} {
		if got, err := again.Section(t.Context(), "harbour.example", section); err != nil || got != want {
			t.Errorf("section %q is %q, %v, want %q", section, got, err, want)
		}
	}
}
