package fulltext_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// spell writes a search in a form that is easy to compare.
func spell(s fulltext.Search) string {
	phrase := func(p fulltext.Phrase) string {
		text := strings.Join(p.Words, "+")
		if p.Open {
			text += "*"
		}
		return text
	}
	var parts []string
	for _, anyOf := range s.All {
		var phrases []string
		for _, p := range anyOf {
			phrases = append(phrases, phrase(p))
		}
		parts = append(parts, strings.Join(phrases, "|"))
	}
	for _, p := range s.None {
		parts = append(parts, "-"+phrase(p))
	}
	return strings.Join(parts, " ")
}

func TestParseReadsASearch(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"":                       "",
		" \t\n":                  "",
		"Red boat":               "red boat",
		`"Red boat" sea`:         "red+boat sea",
		`"red boat`:              "red+boat",
		`red"boat"sea`:           "red boat sea",
		"„red boat“ “at sea”":    "red+boat at+sea",
		"a OR b c OR d OR e":     "a|b c|d|e",
		"a or b":                 "a or b",
		`"OR" "AND"`:             "or and",
		"a AND b":                "a b",
		"OR a OR OR b OR":        "a|b",
		"a OR !!! OR b":          "a|b",
		`-a b -"c d" --e`:        "b -a -c+d -e",
		"a - b":                  "a b",
		"covid-19 -covid-20":     "covid+19 -covid+20",
		"東京":                     "東京",
		"東京都":                    "東京+京都",
		"東":                      "東*",
		"東!":                     "東*",
		"東京!":                    "東京",
		`"東京 olympics 東"`:        "東京+京+olympics+東*",
		"2024年":                  "2024+年*",
		"年2024":                  "年+2024",
		"(a) [b] {c} ^d e* f:g ": "a b c d e f+g",
	} {
		s, err := fulltext.Parse(line)
		if err != nil {
			t.Errorf("Parse(%q): %v", line, err)
		}
		if diff := cmp.Diff(want, spell(s)); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", line, diff)
		}
	}
}

func TestParseRefusesWhatCannotBeLookedFor(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"!", "OR", `""`, "-", `-"`, "\x00", "\ue000"} {
		if _, err := fulltext.Parse(line); !errors.Is(err, fulltext.ErrNoWords) {
			t.Errorf("Parse(%q) gives %v, want ErrNoWords", line, err)
		}
	}
	for _, line := range []string{strings.Repeat("x", 4097), strings.Repeat("x ", 65)} {
		if _, err := fulltext.Parse(line); err == nil {
			t.Errorf("a search of %d bytes is not refused", len(line))
		}
	}
}

// TestWhatIsTypedFromATextIsFound takes pieces out of texts: the words of a
// piece stand in the text in that order.
func TestWhatIsTypedFromATextIsFound(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"東京都のコーヒー輸入業者、２０２４年に価格を上げた", "서울에서 새로운 항구 계획이", "นายกรัฐมนตรีเปิดท่าเรือใหม่", "北京市政府 宣布 plan B。",
	} {
		indexed := " " + fulltext.Words(text) + " "
		runes := []rune(text)
		for from := range runes {
			for to := from + 1; to <= len(runes); to++ {
				piece := string(runes[from:to])
				s, err := fulltext.Parse(`"` + piece + `"`)
				if errors.Is(err, fulltext.ErrNoWords) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				p := s.All[0][0]
				want := " " + strings.Join(p.Words, " ")
				if !p.Open {
					want += " "
				}
				if !strings.Contains(indexed, want) && !cutsAWord(runes, from, to) {
					t.Errorf("%q of %q is looked for as %q in %q", piece, text, want, indexed)
				}
			}
		}
	}
}

// cutsAWord tells whether a piece begins or ends within a word of ASCII or of digits.
func cutsAWord(text []rune, from, to int) bool {
	inWord := func(i int) bool {
		r := text[i]
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '０' <= r && r <= '９'
	}
	return from > 0 && inWord(from-1) && inWord(from) || to < len(text) && inWord(to-1) && inWord(to)
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", `a "b c" OR d -e`, `"`, "-\"", "OR AND", "東京 -大阪 \"年2024", "\xff\x00 ^*():{}", "“a„ ”b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		s, err := fulltext.Parse(line)
		if err != nil {
			return
		}
		for _, phrases := range append(s.All, s.None) {
			for _, p := range phrases {
				checkWords(t, p.Words, false)
				if len(p.Words) == 0 {
					t.Error("a phrase has no word")
				}
			}
		}
	})
}
