package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	draft = "https://json-schema.org/draft/2020-12/schema"

	// datePattern has the five forms of schema.Date.
	datePattern = `^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?$`
)

// generate derives all that is written, by path below dir, from the package there:
// the schemas of all records, and the AsyncAPI document.
func generate(dir string) (map[string][]byte, error) {
	source, err := readSource(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, record := range []reflect.Type{
		reflect.TypeFor[schema.Feed](),
		reflect.TypeFor[schema.Poll](),
		reflect.TypeFor[schema.Item](),
		reflect.TypeFor[schema.Article](),
		reflect.TypeFor[schema.Rejection](),
	} {
		name := strings.ToLower(record.Name())
		if files["jsonschema/"+name+".schema.json"], err = document(source, name, record); err != nil {
			return nil, fmt.Errorf("derive schema of %s: %w", name, err)
		}
	}
	if files["asyncapi.json"], err = asyncAPI(source, dir); err != nil {
		return nil, fmt.Errorf("write asyncapi document: %w", err)
	}
	return files, nil
}

// document is the schema of one record, with the types that it uses.
func document(source source, name string, record reflect.Type) ([]byte, error) {
	d := deriver{source: source, known: map[string]bool{}, definitions: "#/$defs/"}
	body, err := d.record(record)
	if err != nil {
		return nil, err
	}
	whole := object{{"$schema", draft}, {"$id", schema.SchemaURL(name)}, {"title", record.Name()}}
	whole = append(whole, body...)
	if len(d.defs) > 0 {
		whole = append(whole, member{"$defs", d.defs})
	}
	return indented(whole)
}

// indented is JSON for people to read.
func indented(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return out.Bytes(), nil
}

// deriver turns types into schemas and gathers the named structs on its way.
type deriver struct {
	source      source
	known       map[string]bool
	definitions string // where the document has them
	defs        object
}

// record is the schema of a struct. A field without a comment is an error: the
// schema is what readers in other languages have.
func (d *deriver) record(t reflect.Type) (object, error) {
	var properties object
	required := []string{}
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			return nil, fmt.Errorf("%s.%s has no json name", t.Name(), field.Name)
		}
		doc := d.source.docs[t.Name()+"."+field.Name]
		if doc == "" {
			return nil, fmt.Errorf("%s.%s has no comment", t.Name(), field.Name)
		}
		value, err := d.value(field.Type)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name(), field.Name, err)
		}
		properties = append(properties, member{name, append(object{{"description", doc}}, value...)})
		if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			required = append(required, name)
		}
	}
	return object{
		{"description", d.source.docs[t.Name()]},
		{"type", "object"},
		{"required", required},
		{"properties", properties},
	}, nil
}

// value is the schema of a field's type, without a description.
func (d *deriver) value(t reflect.Type) (object, error) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{{"type", "string"}, {"format", "date-time"}}, nil
	case reflect.TypeFor[schema.Date]():
		return object{{"type", "string"}, {"pattern", datePattern}}, nil
	case reflect.TypeFor[[]byte]():
		return object{{"type", "string"}, {"contentEncoding", "base64"}}, nil
	}
	switch t.Kind() {
	case reflect.String:
		if enum := d.source.enums[t.Name()]; enum != nil {
			return object{{"type", "string"}, {"enum", enum}}, nil
		}
		return object{{"type", "string"}}, nil
	case reflect.Bool:
		return object{{"type", "boolean"}}, nil
	case reflect.Int, reflect.Int64:
		return object{{"type", "integer"}}, nil
	case reflect.Uint64:
		return object{{"type", "integer"}, {"minimum", 0}}, nil
	case reflect.Float64:
		return object{{"type", "number"}}, nil
	case reflect.Pointer:
		return d.value(t.Elem())
	case reflect.Slice:
		return d.wrap(t.Elem(), "array", "items")
	case reflect.Map:
		return d.wrap(t.Elem(), "object", "additionalProperties")
	case reflect.Struct:
		return d.reference(t)
	default:
		return nil, fmt.Errorf("there is no schema for %s", t)
	}
}

// wrap is the schema of a list or a map of what element is.
func (d *deriver) wrap(element reflect.Type, kind, keyword string) (object, error) {
	value, err := d.value(element)
	if err != nil {
		return nil, err
	}
	return object{{"type", kind}, {keyword, value}}, nil
}

// reference points to a named struct, which it adds to the definitions once.
func (d *deriver) reference(t reflect.Type) (object, error) {
	if !d.known[t.Name()] {
		d.known[t.Name()] = true
		body, err := d.record(t)
		if err != nil {
			return nil, err
		}
		d.defs = append(d.defs, member{t.Name(), body})
	}
	return object{{"$ref", d.definitions + t.Name()}}, nil
}

// object is a JSON object that keeps the order of its members, which is the
// order of the fields in Go: the one that was thought about.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(m.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(m.value); err != nil {
			return nil, fmt.Errorf("encode %s: %w", m.name, err)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
