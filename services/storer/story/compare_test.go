package story_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/story"
)

// report is a routine report: all of one kind have the same sentences.
func report(place string, day, wind int) []string {
	return []string{
		fmt.Sprintf("In %s up to %d degrees are expected on Tuesday, and %d degrees at night. The forecast is made every six hours and is valid for the whole region.", place, day, day/2),
		fmt.Sprintf("The wind comes from the west with %d kilometres an hour. Those who go out on the water should ask the harbour office first.", wind),
		fmt.Sprintf("It rains with a chance of %d percent. Warnings are sent by radio and are shown on the boards of the railway stations.", wind+day),
		"The weather service measures at forty places between the coast and the mountains, and has done so for a hundred years.",
	}
}

func TestSameStory(t *testing.T) {
	t.Parallel()
	text, other := telling(1, 10), telling(2, 10)
	const headline = "Harbour council and museum at odds over Lindholm ferry"
	original := article(1, "agency", headline, text...)
	edited := slices.Clone(text)
	for i := range edited { // a sentence fewer in every second paragraph, a word changed in the others
		if i%2 == 0 {
			_, edited[i], _ = strings.Cut(edited[i], ". ")
		} else {
			edited[i] = strings.Replace(edited[i], " the ", " that ", 1)
		}
	}
	japanese := strings.Repeat("東京都の港湾委員会は水曜日に新しい計画を発表した。", 1) +
		"船は夜明け前に出発し、誰も見送りに来なかったという。市長は記者会見で、費用は来年の予算に含まれると述べた。住民の一人は、この町がどう変わるのか心配だと話している。"
	for name, c := range map[string]struct {
		a, b *schema.Article
		want bool
	}{
		"the same text":                          {original, article(2, "courier", headline, text...), true},
		"another headline":                       {original, article(2, "courier", "Why the Lindholm ferry waited for a museum", text...), true},
		"shortened from the end":                 {original, article(2, "courier", headline, text[:3]...), true},
		"shortened, with a paragraph of its own": {original, article(2, "courier", headline, append(text[:4:4], other[0])...), true},
		"edited throughout":                      {original, article(2, "courier", headline, edited...), true},
		"a paragraph put in":                     {original, article(2, "courier", headline, slices.Insert(slices.Clone(text), 2, other[0])...), true},
		"two shortened copies":                   {article(2, "courier", headline, text[:6]...), article(3, "post", headline, text[:4]...), true},
		"two of one publisher, the same":         {article(2, "courier", headline, text...), article(3, "courier", headline, text...), true},
		"in Japanese":                            {article(2, "asa", "東京都が港の計画を発表", japanese), article(3, "hiru", "港の計画、都が発表", japanese), true},

		"another text": {original, article(2, "courier", headline, other...), false},
		"another text under the same headline, with quotes in common": {original, article(2, "courier", headline, append(other[:8:8], text[2], text[5])...), false},
		"two routine reports":                          {article(1, "courier", "The weather in Marwick", report("Marwick", 21, 40)...), article(2, "post", "The weather in Easterby", report("Easterby", 14, 25)...), false},
		"two reports of one place":                     {article(1, "courier", "The weather in Marwick", report("Marwick", 21, 40)...), article(2, "post", "The weather in Marwick", report("Marwick", 19, 20)...), false},
		"one of the items of a round-up":               {article(1, "courier", "Museum lost again", other[4:8]...), article(2, "post", "What happened in Lindholm today: ferry, museum, council", append(text[:6:6], other...)...), false},
		"what stands under every article":              {article(1, "courier", "Fire in the theatre", report("Marwick", 1, 2)[3]), article(2, "post", "Mayor resigns", report("Marwick", 1, 2)[3]), false},
		"what is shown without a subscription":         {article(1, "courier", "Fire in Marwick theatre", text[0], text[1]), article(2, "post", "Mayor of Easterby resigns tonight", text[0], text[1]), false},
		"two of one publisher with a long boilerplate": {article(1, "courier", "Council questioned", append(other[:3:3], text[:5]...)...), article(2, "courier", "Museum remembered", append(other[4:7:7], text[:5]...)...), false},
		"too short to tell":                            {article(1, "courier", headline, "The ferry waited."), article(2, "post", headline, "The ferry waited."), false},
		"nothing":                                      {article(1, "courier", headline), article(2, "post", headline), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := story.Read(c.a), story.Read(c.b)
			l := story.Compare(a, b)
			if l.Same() != c.want {
				t.Errorf("same story: %t, want %t: %+v", l.Same(), c.want, l)
			}
			if back := story.Compare(b, a); back.Same() != l.Same() {
				t.Errorf("it depends on the order: %+v and %+v", l, back)
			}
		})
	}
}

func TestCopiesShareKeys(t *testing.T) {
	t.Parallel()
	text := telling(1, 40)
	whole := story.Read(article(1, "agency", "x", text...)).Keys()
	if len(whole) < 20 || len(whole) > 32 || !slices.IsSorted(whole) || len(slices.Compact(slices.Clone(whole))) != len(whole) {
		t.Errorf("%d keys, want about 32, each once", len(whole))
	}
	shared := func(paragraphs ...string) (n int) {
		for _, key := range story.Read(article(2, "courier", "y", paragraphs...)).Keys() {
			if slices.Contains(whole, key) {
				n++
			}
		}
		return n
	}
	if n := shared(text[:3]...); n < 6 {
		t.Errorf("a copy of the first paragraphs shares %d keys", n)
	}
	if n := shared(append(telling(9, 1), text...)...); n < 10 {
		t.Errorf("a copy with another beginning shares %d keys", n)
	}
	if n := shared(telling(3, 40)...); n > len(whole)/4 { // some, for the texts here have phrases in common
		t.Errorf("another text shares %d keys", n)
	}
	if keys := story.Read(article(1, "agency", "x", "Too short to be found.")).Keys(); keys != nil {
		t.Errorf("a short text has keys %v", keys)
	}
}

// TestKeysStayTheSame, for they are stored.
func TestKeysStayTheSame(t *testing.T) {
	t.Parallel()
	keys := story.Read(article(1, "agency", "x", report("Łódź", 21, 40)...)).Keys()
	if len(keys) < 16 || keys[0] != wantFirstKey {
		t.Errorf("first of %d keys is %#x; a store that has others must be sorted anew, see index.format", len(keys), keys[0])
	}
}

const wantFirstKey = 0x15e90b03bf19ddf

func FuzzCompare(f *testing.F) {
	f.Add("The ferry waited. The U.S. harbour, too!", "The ferry waited…\nNobody came.")
	f.Add("東京。大阪？", "\xff\x00 ... !!! 1 2 3")
	f.Fuzz(func(t *testing.T, one, other string) {
		a, b := story.Read(article(1, "agency", one, one)), story.Read(article(2, "courier", other, other))
		l := story.Compare(a, b)
		for _, share := range []float64{l.Short, l.Long, l.Against, l.Begin, l.Headlines} {
			if share < 0 || share > 1 {
				t.Errorf("a share is %g: %+v", share, l)
			}
		}
		a.Keys()
	})
}
