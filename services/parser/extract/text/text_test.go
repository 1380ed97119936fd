package text_test

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

func TestCollapse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" a \n\t b ":             "a b",
		"a\u00a0b\u200bc\u00add": "a bcd",
		"\xff a\x00b":            "\ufffd ab",
		"a\u2028b":               "a b",
		"می\u200cخواهم":          "می\u200cخواهم",
		"clean":                  "clean",
		"":                       "",
	} {
		if got := text.Collapse(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := text.Plain("<b>A</b> &amp;amp; B < C<br>D"); got != "A & B < C D" {
		t.Errorf("plain text is %q", got)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"The captain's well-known boat, 1,000 years old.": 7,
		"渡船、出港":      4,
		"Паром ушёл": 2,
		"— … !":      0,
	} {
		if got := text.Count(in); got != want {
			t.Errorf("%q has %d words, want %d", in, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" The Captain’s  WELL-known boat! ": "the captain s well known boat",
		"Паром УШЁЛ":                        "паром ушёл",
		"渡船、出港 2":                           "渡 船 出 港 2",
		"İstanbul":                          "istanbul",
		"\xffa\xc3":                         "a",
		"— … !":                             "",
	} {
		if got := text.Key(in); got != want {
			t.Errorf("key of %q is %q, want %q", in, got, want)
		}
		for _, other := range []string{want, want + " x", "x " + want, strings.TrimSuffix(want, "t"), "", "the"} {
			if got := text.HasKey(in, other); got != (want == other) {
				t.Errorf("%q has the key %q: %t", in, other, got)
			}
		}
	}
}

func TestShinglesCoverWhateverThePunctuation(t *testing.T) {
	t.Parallel()
	s := text.NewShingles()
	s.Add("The ferry left the northern harbour.")
	s.Add("Ice")
	for line, want := range map[string]float64{
		"the ferry left the northern harbour": 1, "left the northern": 1, "Ice!": 1, "harbour": 0, "": 0,
		"the ferry left in spring": 1.0 / 3,
	} {
		if got := s.Cover(line); got != want {
			t.Errorf("cover of %q is %v, want %v", line, got, want)
		}
	}
}

func TestSimhashOfNearTextsIsNear(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("The ferry left the northern harbour on Saturday with every seat taken and the captain said so to those who came by train. ", 3)
	other := "Herring returns to the inner sound in numbers that no fisherman remembers, and the market in the old town sells it by the barrel until late at night."
	if d := distance(t, body, strings.Replace(body, "Saturday", "Sunday", 1)); d > 12 {
		t.Errorf("near texts differ in %d bits", d)
	}
	if d := distance(t, body, other); d < 16 {
		t.Errorf("other texts differ in %d bits", d)
	}
	if text.Simhash("two words") != "" {
		t.Error("a text without a run of words has a hash")
	}
}

func distance(t *testing.T, a, b string) int {
	t.Helper()
	x, err1 := strconv.ParseUint(text.Simhash(a), 16, 64)
	y, err2 := strconv.ParseUint(text.Simhash(b), 16, 64)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return bits.OnesCount64(x ^ y)
}

func FuzzCollapse(f *testing.F) {
	f.Add(" a\u00ad\xff\n b ")
	f.Fuzz(func(t *testing.T, s string) {
		got := text.Collapse(s)
		if !utf8.ValidString(got) || got != strings.TrimSpace(got) || strings.ContainsAny(got, "\n\r\t") || text.Collapse(got) != got {
			t.Fatalf("%q becomes %q", s, got)
		}
		if slices.Contains(strings.Split(got, " "), "") && got != "" {
			t.Fatalf("%q has two spaces in a row", got)
		}
	})
}

// FuzzWords holds the ways to walk words to each other.
func FuzzWords(f *testing.F) {
	f.Add("The Captain’s 渡船 boat İ")
	f.Fuzz(func(t *testing.T, s string) {
		words := slices.Collect(text.Words(s))
		var each []string
		text.EachWord(s, func(w []byte) bool {
			each = append(each, string(w))
			return true
		})
		key := strings.Join(words, " ")
		if !slices.Equal(words, each) || text.Key(s) != key || !text.HasKey(s, key) || text.HasKey(s, key+"x") {
			t.Fatalf("%q has the words %q, and %q, and the key %q", s, words, each, text.Key(s))
		}
	})
}
