package newsroom

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryLanguageIsWhole(t *testing.T) {
	t.Parallel()
	languages, err := loadLanguages(languageCodes())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range languages {
		t.Run(l.code, func(t *testing.T) {
			t.Parallel()
			for key, phrases := range l.words {
				if !slices.Contains(append(languageKeys(), "name"), key) {
					t.Errorf("nobody needs %q", key)
				}
				for _, phrase := range phrases {
					checkPlaceholders(t, key, phrase)
				}
			}
			for _, key := range []string{"marked", "subheading", "item", "quote", "caption", "local", "match.fact", "weather.fact", "market.fact"} {
				for _, phrase := range l.words[key] {
					if strings.Count(phrase, "$m") != 1 {
						t.Errorf("%s %q does not hold its marker once", key, phrase)
					}
				}
			}
			for _, b := range beats() {
				if len(l.words[b.name+".headline"]) != 3 || len(l.words[b.name+".fact"]) != 6 || len(l.words[b.name+".stock"]) != 4 {
					t.Errorf("there is too little to say of a %s", b.name)
				}
			}
			if len(l.words["section"]) != 8 || len(l.words["subject"]) < 20 || len(l.words["verb"]) < 14 || len(l.words["object"]) < 20 {
				t.Error("there is too little to say")
			}
		})
	}
}

func checkPlaceholders(t *testing.T, key, phrase string) {
	t.Helper()
	allowed := "svowSOWmnpgf"
	switch _, kind, _ := strings.Cut(key, "."); {
	case key == "name":
		allowed = "at"
	case key == "local":
		allowed += "a"
	case kind == "headline":
		allowed = "abxyz"
	case kind == "fact":
		allowed = "abxyzdmnp"
	case kind == "stock":
		allowed = ""
	}
	for i := 0; i+1 < len(phrase); i++ {
		if phrase[i] == '$' && !strings.Contains(allowed, phrase[i+1:i+2]) {
			t.Errorf("%s %q has an unknown placeholder", key, phrase)
		}
	}
	if strings.ContainsAny(phrase, "<>&\"|") {
		t.Errorf("%s %q has characters that need escaping", key, phrase)
	}
}

func TestParseLanguageNamesWhatIsAbsent(t *testing.T) {
	t.Parallel()
	_, err := parseLanguage("xx", "zone: +01:00\nsubject: a | b\n")
	if err == nil || !strings.Contains(err.Error(), `"verb"`) || !strings.Contains(err.Error(), `"rights"`) {
		t.Errorf("error is %v", err)
	}
	if _, err := parseLanguage("xx", "zone +01:00\n"); err == nil {
		t.Error("a line without a key passed")
	}
}

func TestMarkersAreFoundBetweenOtherScripts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"alone", "mk0123456789ab", []string{"mk0123456789ab"}},
		{"in a sentence", "The (mk0123456789ab) and nzffffffffffff.", []string{"mk0123456789ab", "nzffffffffffff"}},
		{"without spaces", "市（mk0123456789ab）は市mkaaaaaaaaaaaa市", []string{"mk0123456789ab", "mkaaaaaaaaaaaa"}},
		{"within a longer word", "amk0123456789ab mk0123456789abc", nil},
		{"cut off", "mk0123456789a", nil},
		{"not hexadecimal", "mk0123456789xy", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			markers(test.text, func(m string) { got = append(got, m) })
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
		})
	}
}
