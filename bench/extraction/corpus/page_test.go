package corpus_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
)

func TestPublisher(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.harbour-times.example/a":                          "harbour-times",
		"https://news.harbour-times.co.uk/a":                           "harbour-times",
		"https://web.archive.org/web/2012/http://harbour-times.com/b/": "harbour-times",
		"hard::harbour-times.com.ferry.html":                           "harbour-times",
	} {
		if got := (&corpus.Page{URL: address}).Publisher(); got != want {
			t.Errorf("publisher of %s is %q", address, got)
		}
	}
}

func TestPagesOfAPublisherAreInOneFold(t *testing.T) {
	t.Parallel()
	const folds = 5
	first := corpus.Fold(&corpus.Page{URL: "https://harbour-times.com/a"}, folds)
	if other := corpus.Fold(&corpus.Page{URL: "https://www.harbour-times.co.uk/b"}, folds); other != first {
		t.Errorf("folds are %d and %d", first, other)
	}
	used := map[int]bool{}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"} {
		used[corpus.Fold(&corpus.Page{URL: "https://" + name + "-times.example/"}, folds)] = true
	}
	if len(used) != folds {
		t.Errorf("20 publishers are in %d folds", len(used))
	}
}

func TestTextsWithAndWithoutOptionalParagraphs(t *testing.T) {
	t.Parallel()
	truth := corpus.Truth{Paras: []string{"a", "b", "c"}, Optional: []bool{true, false, true}}
	got := truth.Texts()
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a\n\nb", "a\n\nb\n\nc", "b", "b\n\nc"}, got); diff != "" {
		t.Errorf("texts differ (-want +got):\n%s", diff)
	}
	truth.Together = true
	if diff := cmp.Diff([]string{"a\n\nb\n\nc", "b"}, truth.Texts()); diff != "" {
		t.Errorf("texts differ when they are missing together (-want +got):\n%s", diff)
	}
	if got := (&corpus.Truth{Body: "x", Paras: []string{"y"}}).Texts(); !slices.Equal(got, []string{"x"}) {
		t.Errorf("texts are %q", got)
	}
}
