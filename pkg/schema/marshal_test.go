package schema_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	for name, record := range map[string]any{
		"value":      schema.Article{},
		"pointer":    &schema.Article{},
		"in a list":  []schema.Article{{}},
		"in a field": struct{ A *schema.Article }{&schema.Article{}},
		"rejection":  schema.Rejection{},
	} {
		text, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "null") {
			t.Errorf("%s: %s", name, text)
		}
	}
	text, err := json.Marshal(schema.Article{})
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"body", "author", "keywords", "image", "links", "warnings"} {
		if !strings.Contains(string(text), `"`+list+`":[]`) {
			t.Errorf("%s is not [] in %s", list, text)
		}
	}
}

func TestMarshallingLeavesTheArticleAlone(t *testing.T) {
	t.Parallel()
	var a schema.Article
	if _, err := json.Marshal(&a); err != nil {
		t.Fatal(err)
	}
	if a.Author != nil {
		t.Error("marshalling wrote into the article")
	}
}

func TestTheEncoderSaysWhatIsEscaped(t *testing.T) {
	t.Parallel()
	a := schema.Article{BodyHTML: "<p>&</p>"}
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plain.String(), `"bodyHtml":"<p>&</p>"`) {
		t.Errorf("escaped against the encoder's will: %s", plain.String())
	}
	escaped, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(escaped), `"bodyHtml":"\u003cp\u003e\u0026\u003c/p\u003e"`) {
		t.Errorf("not escaped: %s", escaped)
	}
}
