package fulltext_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

func TestWordsAreFoldedAndParted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                    "",
		" ,.!":                "",
		"One, TWO; three":     "one two three",
		"covid-19 isn't U.S.": "covid 19 isn t u s",
		"Straße Œuvre Ærø Łódź Đà İI ıi": "strasse oeuvre aero lodz da ii ii",
		"Cafe\u0301 café":                "cafe cafe", // however it is composed
		"Ёж и йод":                       "еж и йод",
		"ΆΝΕΜΟΣ άνεμος":                  "ανεμοσ ανεμοσ",
		"dona\u00addampf":                "donadampf",
		"zero\u200bwidth":                "zero width",
		"ｆｕｌｌ　ｗｉｄｔｈ１２":                   "full width12",
		"كِتَابٌ كـتاب":                  "كتاب كتاب",
		"שָׁלוֹם":                        "שלום",
		"हिन्दी भाषा":                    "हिन्दी भाषा",
		"東京都":                            "東京 京都 都",
		"東":                              "東",
		"東京、大阪":                          "東京 京 大阪 阪",
		"2024年に":                         "2024 年に に",
		"Aさん":                            "a さん ん",
		"ｺｰﾋｰ":                           "コー ーヒ ヒー ー",
		"서울에서 열린":                        "서울 울에 에서 서 열린 린",
		"a\x00b\xffc\ue001d":             "a b c d",
		strings.Repeat("x", 100) + " y":  strings.Repeat("x", 64) + " y",
	} {
		if got := fulltext.Words(text); got != want {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"", "One, two", "東京、2024年", "e\u0301 \xff\x00", "กรุงเทพ ЁЖ", "\u0301\ufdfa", "ǅ ﬁ ㈱"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := fulltext.Words(text)
		checkWords(t, strings.Split(words, " "), words == "")
	})
}

// checkWords holds words to what an index may rely on.
func checkWords(t *testing.T, words []string, none bool) {
	t.Helper()
	for _, w := range words {
		if (w == "") != none || len(w) > 64 || !utf8.ValidString(w) {
			t.Errorf("word %q is empty, too long or no UTF-8", w)
		}
		for _, r := range w {
			if !unicode.In(r, unicode.L, unicode.M, unicode.N) || 'A' <= r && r <= 'Z' {
				t.Errorf("word %q has %U", w, r)
			}
		}
	}
}

func BenchmarkWords(b *testing.B) {
	for name, text := range map[string]string{
		"english":  strings.Repeat("The Minister said that the harbour, which is old, will be closed. ", 60),
		"german":   strings.Repeat("Die Straßenbahn fährt über den Fluss zum Rathaus, sagte Köhler. ", 60),
		"russian":  strings.Repeat("Корабль пришёл в порт, сообщил майор Чайка. ", 60),
		"japanese": strings.Repeat("東京都のコーヒー輸入業者は２０２４年に価格を上げた。", 60),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				fulltext.Words(text)
			}
		})
	}
}
