package storetest

import (
	"errors"
	"strings"

	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

func searching() map[string]test {
	return map[string]test{
		"in many languages":             manyLanguages,
		"words, phrases, OR, without":   searchSyntax,
		"in headline, standfirst, text": searchFields,
		"what a user may type":          hostileSearches,
	}
}

func manyLanguages(t *tester) {
	s := t.open()
	texts := map[string]string{
		"en": "The Minister's e-mail of 12 March wasn't read at the café.",
		"de": "Die Straßenbahn fährt über den Fluss zum Rathaus.",
		"pl": "W Łodzi zamknięto źródło żółtej wody.",
		"ru": "Ещё один корабль пришёл в порт, сообщил майор Чайка.",
		"uk": "Об\u02bcєкт у Києві відкрили вчора.",
		"el": "Ο υπουργός μίλησε στους φοιτητές της Αθήνας.",
		"tr": "İstanbul'da kış, ılık başladı.",
		"vi": "Thủ tướng đến thăm Đà Nẵng.",
		"ar": "أعلنت الوزارة عن مُؤتمر جديد في القاهرة.",
		"he": "הממשלה אישרה את התקציב בירושלים.",
		"fa": "دولت می\u200cخواهد بندر را گسترش دهد.",
		"hi": "प्रधानमंत्री ने हिन्दी में भाषण दिया।",
		"zh": "北京市政府周三宣布了新的港口计划。",
		"ja": "東京都のコーヒー輸入業者は２０２４年に価格を上げた。が",
		"ko": "서울에서 새로운 항구 계획이 발표되었다.",
		"th": "นายกรัฐมนตรีเปิดท่าเรือใหม่ที่กรุงเทพ",
	}
	i := 0
	for language, text := range texts {
		a := Article(i)
		a.Headline, a.Description, a.ArticleBody, a.InLanguage = language, "", text, language
		write(t, s, Entries(a)...)
		i++
	}
	for search, want := range map[string]string{
		"minister": "en", "EMAIL": "", "e-mail": "en", "wasn’t": "en", "cafe": "en", "CAFÉ": "en", "minist": "",
		"strassenbahn": "de", "STRASSENBAHN": "de", "fahrt uber": "de", "fährt": "de",
		"lodzi": "pl", "Łodzi": "pl", "zrodlo zoltej": "pl",
		"еще": "ru", "пришел": "ru", "Чайка": "ru", "чаика": "", "ПОРТ": "ru",
		"об'єкт": "uk", "києві": "uk",
		"υπουργος": "el", "ΦΟΙΤΗΤΈΣ": "el", "φοιτητες": "el", "στουσ": "el", "ΣΤΟΥΣ": "el",
		"istanbul": "tr", "ilik": "tr", "İSTANBUL": "tr",
		"da nang": "vi", "Đà Nẵng": "vi",
		"مؤتمر": "ar", "اعلنت": "ar", "القاهرة": "ar",
		"ירושלים": "", "בירושלים": "he",
		"می\u200cخواهد": "fa", "ميخواهد": "",
		"हिन्दी": "hi", "भाषण": "hi",
		"北京": "zh", "港口": "zh", "周三宣布": "zh", "港": "zh", "北京 港口": "zh", "京市": "zh", "上海": "", "北京計劃": "",
		"東京都": "ja", "コーヒー": "ja", "ｺｰﾋｰ": "ja", "2024年": "ja", "2024": "ja", "価格を上げた。": "ja", "か": "",
		"서울": "ko", "항구": "ko", "부산": "",
		"กรุงเทพ": "th", "ท่าเรือ": "th",
	} {
		var found []string
		if want != "" {
			found = []string{want}
		}
		wantFound(t, s, store.Query{Text: search}, found...)
	}
}

func searchSyntax(t *tester) {
	s := t.open()
	for i, text := range []string{"red boat in harbour", "blue boat at sea", "red car, in a street", "harbour, red of rust; covid-19"} {
		a := Article(i)
		a.Headline, a.Description, a.ArticleBody = string(rune('a'+i)), "", text
		write(t, s, Entries(a)...)
	}
	for search, want := range map[string]string{
		"":                          "dcba",
		"   ":                       "dcba",
		"red":                       "dca",
		"red boat":                  "a",
		"boat red":                  "a",
		`"red boat"`:                "a",
		`"boat red"`:                "",
		"“red boat”":                "a",
		"boat OR car":               "cba",
		"red boat OR car":           "ca",
		"boat OR car red":           "ca",
		"blue OR rust OR street":    "dcb",
		`"at sea" OR "in a street"`: "cb",
		"red AND boat":              "a",
		"red -boat":                 "dc",
		"-boat red":                 "dc",
		`red -"red boat" -rust`:     "c",
		"-red":                      "b",
		"-red -blue":                "",
		"or":                        "",
		"OR red":                    "dca",
		"red OR":                    "dca",
		"red OR -boat":              "dc",
		"covid-19":                  "d",
		"19-covid":                  "",
		`"harbour`:                  "da",
		"(red)":                     "dca",
		"red*":                      "dca",
		"headline:red":              "",
	} {
		var found []string
		for _, headline := range want {
			found = append(found, string(headline))
		}
		wantFound(t, s, store.Query{Text: search}, found...)
	}
}

func searchFields(t *tester) {
	s := t.open()
	a := Article(1)
	a.Headline, a.Description, a.ArticleBody = "Anchor", "buoy", "compass"
	write(t, s, Entries(a)...)
	wantFound(t, s, store.Query{Text: "compass anchor buoy"}, a.Headline)
	wantFound(t, s, store.Query{Text: `"anchor buoy"`})
	wantFound(t, s, store.Query{Text: "harbour"}) // the publisher's name, which is no text
	wantFound(t, s, store.Query{Text: "en"})
}

func hostileSearches(t *tester) {
	s := t.open()
	write(t, s, Entries(Article(1))...)
	for _, search := range []string{
		`"`, `""`, `'`, `-`, `--`, `-"`, `*`, `^`, `(`, `)`, `:`, `+`, `{}`, "!!!", "OR", "AND", "OR OR", "\x00", "\xff", "\ue000", "ـ", "́",
	} {
		for _, err := range s.Articles(t.Context(), store.Query{Text: search}) {
			if !errors.Is(err, fulltext.ErrNoWords) {
				t.Errorf("search %q gives %v, want ErrNoWords", search, err)
			}
		}
	}
	for _, search := range []string{
		`boat NEAR(in)`, `boat"`, `"boat" + "comes"`, `{headline}: boat`, `boat; DROP TABLE articles`, "boat\x00comes", "NOT boat", "^boat*",
		`boat' OR '1'='1`, "\ue000boat", `boat\`,
	} {
		for _, err := range s.Articles(t.Context(), store.Query{Text: search}) {
			if err != nil {
				t.Errorf("search %q: %v", search, err)
			}
		}
	}
	for _, search := range []string{strings.Repeat("a", 5000), strings.Repeat("a ", 100)} {
		for _, err := range s.Articles(t.Context(), store.Query{Text: search}) {
			if err == nil {
				t.Errorf("search of %d bytes is not refused", len(search))
			}
		}
	}
	wantFound(t, s, store.Query{Text: "boat"}, Article(1).Headline)
}
