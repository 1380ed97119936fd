package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Schemas that lag behind the types would tell other languages lies.
func TestSchemasAndDocumentAreWhatTheTypesSay(t *testing.T) {
	t.Parallel()
	want, err := generate(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, text) {
			t.Errorf("%s is not what the types say: run `make generate`", name)
		}
	}
	files, err := os.ReadDir(filepath.Join("..", "..", "jsonschema"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if want["jsonschema/"+file.Name()] == nil {
			t.Errorf("%s is of no record", file.Name())
		}
	}
}

func TestDocumentKnowsTheHeaderOfEvents(t *testing.T) {
	t.Parallel()
	header := (&schema.Article{}).EventHeader()
	for _, m := range eventHeader(schema.EventPublished) {
		if m.name != "required" {
			continue
		}
		for _, name := range m.value.([]string) {
			if _, there := header[name]; !there {
				t.Errorf("events have no %s", name)
			}
			delete(header, name)
		}
	}
	for name := range header {
		t.Errorf("the document doesn't know %s", name)
	}
}

func TestARecordIsDerivedFieldByField(t *testing.T) {
	t.Parallel()
	type Inner struct {
		N uint64 `json:"n"`
	}
	type Outer struct {
		Date   schema.Date         `json:"date,omitempty"`
		Status schema.PubStatus    `json:"status"`
		Inner  *Inner              `json:"inner,omitempty"`
		Header map[string][]string `json:"header,omitzero"`
	}
	said := source{
		docs: map[string]string{
			"Outer": "Outer is.", "Outer.Date": "When.", "Outer.Status": "How.", "Outer.Inner": "In.", "Outer.Header": "Head.",
			"Inner": "Inner is.", "Inner.N": "N < 3.",
		},
		enums: map[string][]string{"PubStatus": {"usable", "canceled"}},
	}
	got, err := document(said, "outer", reflect.TypeFor[Outer]())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"$id": "https://github.com/wirecopy/wirecopy/pkg/schema/jsonschema/outer.schema.json"`,
		`"pattern": "^[0-9]{4}`,
		`"enum": [`,
		`"$ref": "#/$defs/Inner"`,
		`"additionalProperties": {`,
		`"description": "N < 3."`,
		"\"required\": [\n    \"status\"\n  ]",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("schema lacks %s:\n%s", want, got)
		}
	}
	if strings.Index(string(got), `"date"`) > strings.Index(string(got), `"header"`) {
		t.Error("properties are not in the order of the fields")
	}
}

func TestAFieldWithoutCommentIsRefused(t *testing.T) {
	t.Parallel()
	type Bare struct {
		Name string `json:"name"`
	}
	type Odd struct {
		Where complex128 `json:"where"`
	}
	said := source{docs: map[string]string{"Odd.Where": "Where it is."}}
	for _, record := range []reflect.Type{reflect.TypeFor[Bare](), reflect.TypeFor[Odd]()} {
		if _, err := document(said, "x", record); err == nil {
			t.Errorf("%s was derived", record)
		} else if !strings.Contains(err.Error(), record.Name()+".") {
			t.Errorf("error %q does not name the field", err)
		}
	}
}
