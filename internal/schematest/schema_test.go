package schematest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func compile(t *testing.T, record string) *jsonschema.Schema {
	t.Helper()
	text, err := schema.JSONSchema(record)
	if err != nil {
		t.Fatal(err)
	}
	document := parse(t, text)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	if err := c.AddResource(record, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(record)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func parse(t *testing.T, text []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// goldenFiles are the golden records by path.
func goldenFiles(t *testing.T) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "pkg", "schema", "testdata", "golden", "v1", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = text
	}
	return files
}

// recordOf is the record that a golden file holds: article-agency.json an article.
func recordOf(file string) string {
	record, _, _ := strings.Cut(strings.TrimSuffix(file, ".json"), "-")
	return record
}

func TestGoldenFilesAreValid(t *testing.T) {
	t.Parallel()
	for name, text := range goldenFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := compile(t, recordOf(name)).Validate(parse(t, text)); err != nil {
				t.Error(err)
			}
		})
	}
}

// A field that no golden file has could be renamed unseen.
func TestGoldenFilesHaveEveryField(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for name, text := range goldenFiles(t) {
		for field := range parse(t, text).(map[string]any) {
			seen[recordOf(name)+"."+field] = true
		}
	}
	for _, record := range []string{"feed", "poll", "item", "article", "rejection"} {
		for field := range compile(t, record).Properties {
			if !seen[record+"."+field] {
				t.Errorf("no golden file has %s.%s: add a file that has", record, field)
			}
		}
	}
}

func TestWhatGoWritesIsValid(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 14, 9, 26, 53, 589, time.FixedZone("", -5*3600))
	for record, values := range map[string][]any{
		"feed": {schema.Feed{}, schema.Feed{V: 1, Tags: []string{"a"}, Added: now}},
		"poll": {schema.Poll{}, schema.Poll{At: now, Next: now, Outcome: schema.OutcomeNotModified, Health: schema.HealthBlocked, Seen: []byte{0, 255}, Rate: schema.Rate{Items: 1}}},
		"item": {schema.Item{}, schema.Item{Published: schema.NewDate(now, schema.PrecisionMinute), Image: &schema.Image{}}},
		"article": {
			schema.Article{PubStatus: schema.StatusUsable},
			&schema.Article{
				PubStatus: schema.StatusCanceled, Access: schema.AccessPaywalled,
				DatePublished: schema.NewDate(now, schema.PrecisionSecond), DatePrecision: schema.PrecisionSecond,
				Body: []schema.Paragraph{{Role: schema.RoleListItem}}, Provider: &schema.Organization{}, HTTP: &schema.HTTPFacts{},
			},
		},
		"rejection": {schema.Rejection{}, schema.Rejection{Sequence: 1 << 63, Header: map[string][]string{"A": {"b"}}, Body: []byte("x")}},
	} {
		for _, value := range values {
			text, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			if err := compile(t, record).Validate(parse(t, text)); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

func TestFieldsOfLaterReleasesAreValid(t *testing.T) {
	t.Parallel()
	for name, text := range goldenFiles(t) {
		record := parse(t, text).(map[string]any)
		record["fromTheFuture"] = []any{nil}
		if err := compile(t, recordOf(name)).Validate(record); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every fault must be found at the field that has it.
func TestBrokenRecordsAreRefused(t *testing.T) {
	t.Parallel()
	golden := goldenFiles(t)
	for _, c := range []struct {
		name, file string
		spoil      func(record map[string]any)
		want       string
	}{
		{"no headline", "article-agency.json", func(r map[string]any) { delete(r, "headline") }, "headline"},
		{"authors are null", "article-agency.json", func(r map[string]any) { r["author"] = nil }, "/author"},
		{"warnings are null", "article-minimal.json", func(r map[string]any) { r["extraction"].(map[string]any)["warnings"] = nil }, "/extraction/warnings"},
		{"version is text", "article-agency.json", func(r map[string]any) { r["version"] = "2" }, "/version"},
		{"version is broken", "article-agency.json", func(r map[string]any) { r["version"] = 1.5 }, "/version"},
		{"unknown status", "article-agency.json", func(r map[string]any) { r["pubStatus"] = "withheld" }, "/pubStatus"},
		{"unknown role", "article-agency.json", func(r map[string]any) {
			r["body"] = []any{map[string]any{"role": "footer", "text": "x"}}
		}, "/body/0/role"},
		{"date in words", "article-agency.json", func(r map[string]any) { r["datePublished"] = "March 14" }, "/datePublished"},
		{"date without zone", "article-agency.json", func(r map[string]any) { r["datePublished"] = "2026-03-14T10:00" }, "/datePublished"},
		{"time that is only a date", "article-agency.json", func(r map[string]any) { r["discovered"] = "2026-03-14" }, "/discovered"},
		{"feed without address", "article-agency.json", func(r map[string]any) { delete(r["feed"].(map[string]any), "url") }, "/feed"},
		{"unknown health", "poll.json", func(r map[string]any) { r["health"] = "fine" }, "/health"},
		{"seen set is no base64", "poll.json", func(r map[string]any) { r["seen"] = "***" }, "/seen"},
		{"header without secret", "feed.json", func(r map[string]any) { r["headers"] = []any{map[string]any{"name": "X"}} }, "/headers/0"},
		{"no fingerprint", "item.json", func(r map[string]any) { delete(r, "fingerprint") }, "fingerprint"},
		{"negative sequence", "rejection.json", func(r map[string]any) { r["sequence"] = -1 }, "/sequence"},
		{"header values are no list", "rejection.json", func(r map[string]any) { r["header"] = map[string]any{"A": "b"} }, "/header/A"},
		{"body is null", "rejection.json", func(r map[string]any) { r["body"] = nil }, "/body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			record := parse(t, golden[c.file]).(map[string]any)
			c.spoil(record)
			err := compile(t, recordOf(c.file)).Validate(record)
			if err == nil {
				t.Fatal("was found valid")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error does not name %s: %v", c.want, err)
			}
		})
	}
}
