package schema

import (
	"embed"
	"fmt"
)

//go:generate go run ./internal/genschema

//go:embed jsonschema/*.schema.json
var jsonSchemas embed.FS

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
