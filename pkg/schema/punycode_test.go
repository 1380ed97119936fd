package schema

import "testing"

// Names that are known from the test names of ICANN and from RFC 3492 §7.1,
// which has them in mixed case.
func TestPunycode(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"bücher":      "bcher-kva",
		"münchen":     "mnchen-3ya",
		"ñ":           "ida",
		"испытание":   "80akhbyknj4f",
		"δοκιμή":      "jxalpdlp",
		"测试":          "0zwm56d",
		"테스트":         "9t4b11yi5a",
		"परीक्षा":     "11b5bs3a9aj6g",
		"他们为什么不说中文":   "ihqwcrb4cv8a8dqg056pqjye",
		"3年b組金八先生":    "3b-ww4c5e180e575a65lsy2b",
		"そのスピードで":     "d9juau41awczczp",
		"-> $1.00 <-": "-> $1.00 <--",
		"💩":           "ls8h",
	} {
		if got := punycode([]rune(label)); got != want {
			t.Errorf("punycode(%q) = %q, want %q", label, got, want)
		}
	}
}
