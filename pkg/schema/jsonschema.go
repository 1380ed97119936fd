package schema

import (
	"embed"
	"fmt"
)

//go:generate go run ./internal/genschema
//go:generate go run ../../internal/apilist .

//go:embed jsonschema/*.schema.json
var jsonSchemas embed.FS

//go:embed asyncapi.json
var asyncAPI string

// JSONSchema is the JSON Schema (draft 2020-12) of a record, as text; name is
// feed, poll, item, article or rejection, and any other is an error. It is
// derived from the types in this package, and open: an object may have fields
// that the schema doesn't know, since later releases add some.
func JSONSchema(name string) ([]byte, error) {
	text, err := jsonSchemas.ReadFile("jsonschema/" + name + ".schema.json")
	if err != nil {
		return nil, fmt.Errorf("no json schema of %q: the records are feed, poll, item, article and rejection", name)
	}
	return text, nil
}

// SchemaURL is the name by which a schema refers to another, and an event to that
// of its body: a name, which nothing has to be fetched from.
func SchemaURL(name string) string {
	return "https://github.com/wirecopy/wirecopy/pkg/schema/jsonschema/" + name + ".schema.json"
}

// AsyncAPI is the AsyncAPI 3.0 document of what a wire publishes for others, in
// JSON: subjects, headers, and the records in full. It is derived as the schemas are.
func AsyncAPI() []byte { return []byte(asyncAPI) }
