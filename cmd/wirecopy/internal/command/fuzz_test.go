package command_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
	"github.com/wirecopy/wirecopy/services/parser"
)

// FuzzBatch holds every line of input, whatever is in it, to one answer in JSON.
func FuzzBatch(f *testing.F) {
	f.Add([]byte(question(f, "a", "https://news.example/x", page("Ferry"))))
	f.Add([]byte("{\"id\":\"\\ud800\",\"html\":\"<\"}\r\n\n \nnull\n[]\n{\"id\":1}\n\"\xff"))
	f.Add([]byte(`{"id":"b","url":"mailto:x","html":"<p>"}`))
	extractor, err := parser.NewExtractor()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		want := 0
		for line := range bytes.Lines(in) {
			if len(bytes.TrimSpace(line)) > 0 {
				want++
			}
		}
		var out bytes.Buffer
		if err := command.RunBatch(t.Context(), &command.Terminal{In: bytes.NewReader(in), Out: &out}, extractor); err != nil {
			t.Fatal(err)
		}
		got := 0
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("answer %q is no JSON", line)
			}
			got++
		}
		if got != want {
			t.Errorf("%d answers to %d lines", got, want)
		}
	})
}

// FuzzFilterOf holds every subject that is taken to be the one that is asked for.
func FuzzFilterOf(f *testing.F) {
	for _, s := range []string{"articles.v1.>", "articles.v1.en.bbc-co-uk.*", "articles.v1.zh-hant.>", "articles.v1.*.*.>", "articles.v1.en..x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, subject string) {
		filter, err := command.FilterOf(subject)
		if err != nil {
			return
		}
		subjects, err := filter.Subjects()
		if err != nil || len(subjects) != 1 {
			t.Fatalf("%q became %q, %v", subject, subjects, err)
		}
		got, given := strings.Split(subjects[0], "."), strings.Split(subject, ".")
		for i, token := range got {
			if given[min(i, len(given)-1)] != token && given[len(given)-1] != ">" {
				t.Errorf("%q became %q", subject, subjects[0])
			}
		}
	})
}
