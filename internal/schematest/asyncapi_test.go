package schematest

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// asyncAPISchema is the schema of AsyncAPI 3.0.0 documents by its makers
// (schemas/3.0.0-without-$id.json of the npm package @asyncapi/specs 6.11.1,
// Apache-2.0), without white space.
func asyncAPISchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "asyncapi-3.0.0.schema.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	return compileDraft7(t, parse(t, text), "")
}

// compileDraft7 makes a schema of a part of a document.
func compileDraft7(t *testing.T, document any, part string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	c.AssertFormat()
	if err := c.AddResource("document", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("document" + part)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func TestAsyncAPIDocumentIsValid(t *testing.T) {
	t.Parallel()
	if err := asyncAPISchema(t).Validate(parse(t, schema.AsyncAPI())); err != nil {
		t.Error(err)
	}
}

// A validator that finds nothing would let everything pass.
func TestSpoiltAsyncAPIDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string][2]string{
		"a version of its own": {`"asyncapi": "3.0.0"`, `"asyncapi": "9.0.0"`},
		"an unknown action":    {`"action": "send"`, `"action": "shout"`},
		"a channel by name":    {`"$ref": "#/channels/articles"`, `"name": "articles"`},
		"no title":             {`"title": "wirecopy"`, `"heading": "wirecopy"`},
	} {
		text := strings.Replace(string(schema.AsyncAPI()), spoil[0], spoil[1], 1)
		if text == string(schema.AsyncAPI()) {
			t.Errorf("%s: there is no %s", name, spoil[0])
		}
		if asyncAPISchema(t).Validate(parse(t, []byte(text))) == nil {
			t.Errorf("%s is found valid", name)
		}
	}
}

// The schemas in the document are those of the files, and its examples keep to them.
func TestAsyncAPIDocumentHasTheRecords(t *testing.T) {
	t.Parallel()
	document := parse(t, schema.AsyncAPI()).(map[string]any)
	messages := document["components"].(map[string]any)["messages"].(map[string]any)
	for name, record := range map[string]string{
		"articlePublished": "article", "articleUpdated": "article", "articleWithdrawn": "article", "poll": "poll", "rejection": "rejection",
	} {
		message := messages[name].(map[string]any)
		payload := compileDraft7(t, document, message["payload"].(map[string]any)["$ref"].(string))
		example := message["examples"].([]any)[0].(map[string]any)["payload"]
		for by, s := range map[string]*jsonschema.Schema{"document": payload, "file": compile(t, record)} {
			if err := s.Validate(example); err != nil {
				t.Errorf("example of %s, by the %s: %v", name, by, err)
			}
			if err := s.Validate(map[string]any{}); err == nil {
				t.Errorf("%s: an empty record is valid by the %s", name, by)
			}
		}
	}
}

// Every header that the document promises is on a message, as the document says.
func TestHeadersOfEventsKeepToTheDocument(t *testing.T) {
	t.Parallel()
	document := parse(t, schema.AsyncAPI()).(map[string]any)
	messages := document["components"].(map[string]any)["messages"].(map[string]any)
	article := schema.Article{ID: "a", Version: 1, URL: "https://news.example/1", Feed: schema.FeedRef{URL: "https://news.example/feed"}}
	for name, change := range map[string]func(*schema.Article){
		"articlePublished": func(*schema.Article) {},
		"articleUpdated":   func(a *schema.Article) { a.Version = 2 },
		"articleWithdrawn": func(a *schema.Article) { a.PubStatus = schema.StatusCanceled },
	} {
		a := article
		change(&a)
		header := map[string]any{}
		for name, value := range a.EventHeader() {
			header[name] = value
		}
		if err := compileDraft7(t, messages[name].(map[string]any)["headers"], "").Validate(header); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
