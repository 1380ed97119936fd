package schema_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"nothing to keep", " *>. ", ""},
		{"itself", "a-b_c9", "a-b_c9"},
		{"host with port", "example.com:8080", "example-com-8080"},
		{"IPv6", "[2001:db8::1]:8080", "2001-db8-1-8080"},
		{"runs and ends", "--U.S. / World!--", "u-s-world"},
		{"wildcards", "a.*.>", "a"},
		{"control bytes", "a\x00\r\nb", "a-b"},
		{"not UTF-8", "a\xffb", "a-b"},
		{"German", "Ärger & Straße", "arger-strasse"},
		{"French", "L'Équipe – Œuvres", "l-equipe-oeuvres"},
		{"Polish and Turkish", "Łódź İstanbul ışık", "lodz-istanbul-isik"},
		{"Vietnamese", "Thế giới", "the-gioi"},
		{"decomposed", "E\u0301conomie", "economie"},
		{"Russian", "Происшествия и жизнь", "proisshestviya-i-zhizn"},
		{"Ukrainian", "Їжа і Європа", "yizha-i-yevropa"},
		{"Greek", "Πολιτική", "politiki"},
		{"Hebrew", "ספורט", "spvrt"},
		{"Arabic", "سِياسة ٢٤", "syash-24"},
		{"Chinese", "政治", "u653fu6cbb"},
		{"Hindi keeps its marks", "दि", "u926u93f"},
		{"full width", "ＡＢＣ１", "abc1"},
		{"soft hyphen and emoji", "Wirt\u00adschaft 📰", "wirtschaft"},
		{"63 bytes", strings.Repeat("a", 63), strings.Repeat("a", 63)},
		{"64 bytes", strings.Repeat("a", 64), strings.Repeat("a", 54) + "-ffe054fe"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := schema.Token(c.in); got != c.want {
				t.Errorf("Token(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTokensThatAreCutStayApart(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("section ", 12)
	a, b := schema.Token(long+"a"), schema.Token(long+"b")
	if a == b {
		t.Errorf("two sections became one token %q", a)
	}
}

// The law of subjects: [a-z0-9_-], at most 63, and a token is its own token.
func FuzzToken(f *testing.F) {
	for _, seed := range []string{"", "U.S. / World", "Политика", "政治", "דעות", "a.*.>", strings.Repeat("ß-", 40), "\xff\u0130\u212a\u03a3"} {
		f.Add(seed)
	}
	valid := regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)?$`)
	f.Fuzz(func(t *testing.T, s string) {
		got := schema.Token(s)
		if len(got) > schema.MaxTokenLength || !valid.MatchString(got) || strings.Contains(got, "--") {
			t.Fatalf("Token(%q) = %q", s, got)
		}
		if again := schema.Token(got); again != got {
			t.Fatalf("Token(%q) = %q, whose token is %q", s, got, again)
		}
	})
}
