package byline_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
)

// FuzzRead holds every byline to name people by names alone: one line, no
// longer than names are, none twice.
func FuzzRead(f *testing.F) {
	f.Add("By Jane Roe and John Doe (AFP) | 27 December 2021", "The Harbour Times")
	f.Add("Автор: Анна Петрова/РИА Новости", "")
	f.Add("取材・文／山田太郎, vonElisa \xff\x00 By", "山田")
	r := byline.New(agency.New(), date.New())
	f.Fuzz(func(t *testing.T, raw, publisher string) {
		seen := map[string]bool{}
		for _, name := range r.Read(raw, publisher).People {
			if n := utf8.RuneCountInString(name); n < 2 || n > 60 || !utf8.ValidString(name) || strings.ContainsAny(name, "\n\r@<>{}0123456789") || seen[name] {
				t.Fatalf("%q names %q", raw, name)
			}
			seen[name] = true
		}
	})
}
