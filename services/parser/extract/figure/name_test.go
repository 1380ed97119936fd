package figure_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/figure"
)

func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, address     string
		wantAny, wantBare bool
	}{
		{"badger", "https://img.example/2024/badger.jpg", true, false},
		{"Badger", "https://img.example/badger-1200x800.jpg?w=3", true, false},
		{"ferry-bell", "https://img.example/ferry-bell-scaled.webp", true, true},
		{"Ferry bell", "https://img.example/ferry_bell_2.jpg", true, false},
		{"IMG_2034", "https://img.example/x.jpg", true, true},
		{"IMG-20240305-WA0007", "https://img.example/x.jpg", true, true},
		{"DSC 0012.JPG", "https://img.example/x.jpg", true, true},
		{"20240305_101500", "", true, true},
		{"h\u00e4fen", "https://img.example/h%C3%A4fen.png", true, false},
		{"A badger", "https://img.example/badger.jpg", false, false},
		{"The badger of 2024", "https://img.example/badger.jpg", false, false},
		{"Photo", "https://img.example/x.jpg", false, false},
		{"The boat left at 5.", "https://img.example/boat.jpg", false, false},
		{"", "https://img.example/x.jpg", false, false},
		{"x", "", false, false},
	} {
		if got := figure.IsFileName(test.text, test.address); got != test.wantAny {
			t.Errorf("%q of %q is a file's name: %t", test.text, test.address, got)
		}
		if got := figure.IsBareFileName(test.text, test.address); got != test.wantBare {
			t.Errorf("%q of %q is nothing but a file's name: %t", test.text, test.address, got)
		}
	}
}
