package schema_test

import (
	"encoding/json"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestJSONSchema(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"feed", "poll", "item", "article", "rejection"} {
		text, err := schema.JSONSchema(name)
		if err != nil || !json.Valid(text) {
			t.Errorf("schema of %s: %v", name, err)
		}
	}
	for _, name := range []string{"", "paragraph", "../doc", "Article"} {
		if _, err := schema.JSONSchema(name); err == nil {
			t.Errorf("there is a schema of %q", name)
		}
	}
}
