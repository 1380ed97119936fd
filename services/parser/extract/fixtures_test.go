package extract_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// golden is what must come of a fixture: NAME.json beside NAME.html.
type golden struct {
	// Note says what shape the page has.
	Note string `json:"note"`
	// Page is what the extractor is told of it.
	Page struct {
		URL         string          `json:"url"`
		ContentType string          `json:"contentType"`
		Item        json.RawMessage `json:"item,omitempty"` // of a schema.Item, as written
	} `json:"page"`
	// Refused says that the page is no article: no record may come of it.
	Refused bool `json:"refused,omitempty"`
	// Record is part of the record, by the names of its JSON: a list has as many
	// entries as here, null stands for what is absent, and what isn't named is free.
	Record map[string]any `json:"record,omitempty"`
}

// TestFixtures holds pages that were written for this project, of the shapes and
// in the languages that the press has, to their records. Fields that are known
// to come out wrong must go on to: a change that mends one takes it off the list.
func TestFixtures(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join("testdata", "fixtures", "*.json"))
	if err != nil || len(names) < 60 {
		t.Fatalf("%d fixtures, error %v", len(names), err)
	}
	x, wrongs := newExtractor(t), knownWrongs()
	for _, path := range names {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		wrong := wrongs[name]
		delete(wrongs, name)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := readFixture(t, path)
			got := produce(t, x, name, g)
			compare(t, g, got, wrong)
			if *update && !g.Refused {
				writeFixture(t, path, g, got, wrong)
			}
		})
	}
	for name := range wrongs {
		t.Errorf("known wrongs of %s, which is no fixture", name)
	}
}

func readFixture(t *testing.T, path string) golden {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var g golden
	if err := d.Decode(&g); err != nil {
		t.Fatal(err)
	}
	if g.Refused == (len(g.Record) > 0) {
		t.Fatal("a fixture is either refused or has a record")
	}
	return g
}

// produce is what the extractor makes of a fixture: the record as JSON has it,
// or "refused" with the error.
func produce(t *testing.T, x *extract.Extractor, name string, g golden) map[string]any {
	t.Helper()
	var item *schema.Item
	if g.Page.Item != nil {
		if err := json.Unmarshal(g.Page.Item, &item); err != nil {
			t.Fatal(err)
		}
	}
	a, err := x.Article(extract.Page{
		URL: g.Page.URL, ContentType: g.Page.ContentType, Item: item,
		Body: fixture(t, filepath.Join("fixtures", name+".html")),
	})
	if err != nil {
		return map[string]any{"refused": err.Error()}
	}
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var record map[string]any
	if err := json.Unmarshal(text, &record); err != nil {
		t.Fatal(err)
	}
	return record
}

// compare reports the fields that differ and aren't known to, and those that are
// known to and don't.
func compare(t *testing.T, g golden, got map[string]any, wrong map[string]string) {
	t.Helper()
	known := func(field, diff string) {
		why, ok := wrong[field]
		switch {
		case diff != "" && !ok:
			t.Errorf("%s differs (-want +got):\n%s", field, diff)
		case diff == "" && ok:
			t.Errorf("%s is right now: take it off the list of known wrongs (%s)", field, why)
		}
	}
	if g.Refused {
		diff := ""
		if got["refused"] == nil {
			diff = cmp.Diff(nil, got["articleBody"])
		}
		known("refused", diff)
		return
	}
	for _, field := range slices.Sorted(maps.Keys(g.Record)) {
		known(field, cmp.Diff(g.Record[field], project(got[field], g.Record[field])))
	}
	for field := range wrong {
		if _, ok := g.Record[field]; !ok {
			t.Errorf("%s is known to be wrong, and not in the golden", field)
		}
	}
}

// project is got without what want doesn't name.
func project(got, want any) any {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return got
		}
		part := make(map[string]any, len(want))
		for key, value := range want {
			part[key] = project(object[key], value)
		}
		return part
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return got
		}
		part := make([]any, len(want))
		for i, value := range want {
			part[i] = project(list[i], value)
		}
		return part
	default:
		return got
	}
}

// writeFixture writes the golden anew for a review, but for what is known to be
// wrong: the golden has it right.
func writeFixture(t *testing.T, path string, g golden, got map[string]any, wrong map[string]string) {
	t.Helper()
	for field, want := range g.Record {
		if _, ok := wrong[field]; !ok {
			g.Record[field] = project(got[field], want)
		}
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(g); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
