package schema_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// goldenFiles are records as the first release of v1 wrote them, and the hashes
// that keep anyone from editing them. When a test below fails, the types broke
// the contract: change the types. New fields get a new file, and a line here.
func goldenFiles() map[string]string {
	return map[string]string{
		"article-agency.json":    "4286c892e6090444509a8c68fe1c62e636cf3fbbe8291aa63ec155c53b79abab",
		"article-minimal.json":   "7acfa80ab00c3ff03cb0f2547f01b876a4cb0f95745c9bed84b54c3ded82079f",
		"article-withdrawn.json": "92a20dd537ab613e70157388059a4610d952de58957d38d3707095e17403b960",
		"article-gallery.json":   "f9a70564967af41792e683f9cd8a48baba9e89210bf07701b3610cd8d5f15607",
		"article-reserved.json":  "23cf2357986d0fb33dbdb8ce3b41426ed0fa6b60970441d5902f09fcbf989e58",
		"feed.json":              "3edbb037d0e4783eed0df12bc32be294272c8fed8b5783b406adcd1c749e070b",
		"item.json":              "3c0b7367e78f1287a56b6e8f6d769cdc4067f4c7a2c4bd2a9899b398dcaaa64d",
		"item-media.json":        "635656caaf35c48ffeacecced546c3baf71c30b2fbaf403ffc1cc76032f0f55f",
		"item-look.json":         "b1fea918fbce5a67ed5154ca0e3fb3df9dacfecc7eb6625c4eb114b69a332503",
		"poll.json":              "27bab734806c5ceeb642d4e2b4cffd4815dbac38a57ed6455cf6bb4d2f3edb0b",
		"poll-hints.json":        "750e3bb2aa7c4d5ecbd03a20f996b46cf251fa582657b07ebe97b47687886e1f",
		"poll-sitemaps.json":     "0b0af802c3971589561e612735777b961daa3346b0c637a3333d37e8b6af1c9c",
		"poll-detour.json":       "fd51919284bf094600cedcb1ca3cd656320f54ee2706c0789047e9c34c643ef6",
		"rejection.json":         "3f6c31d3ffaf3da754c886bfa5846bac3256ce5d2e3d75e5704ec0eb93600669",
	}
}

func readGolden(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "golden", "v1", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// blank is an empty record of the type that a golden file holds.
func blank(t *testing.T, name string) any {
	t.Helper()
	switch name {
	case "feed.json":
		return new(schema.Feed)
	case "poll.json", "poll-hints.json", "poll-sitemaps.json", "poll-detour.json":
		return new(schema.Poll)
	case "item.json", "item-media.json", "item-look.json":
		return new(schema.Item)
	case "rejection.json":
		return new(schema.Rejection)
	case "article-agency.json", "article-withdrawn.json", "article-minimal.json", "article-reserved.json", "article-gallery.json":
		return new(schema.Article)
	}
	t.Fatalf("%s is of no known type", name)
	return nil
}

func TestLaw9GoldenFilesAreNeverEdited(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(filepath.Join("testdata", "golden", "v1"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(goldenFiles()) {
		t.Errorf("%d golden files, %d known", len(files), len(goldenFiles()))
	}
	for name, want := range goldenFiles() {
		sum := sha256.Sum256(readGolden(t, name))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s was edited: its hash is %s", name, got)
		}
	}
}

// What v1 consumers wrote and stored stays readable, and nothing of it is lost.
func TestGoldenFilesSurviveARoundTrip(t *testing.T) {
	t.Parallel()
	for name := range goldenFiles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := readGolden(t, name)
			record := blank(t, name)
			strict := json.NewDecoder(bytes.NewReader(text))
			strict.DisallowUnknownFields() // a field that was dropped or renamed
			if err := strict.Decode(record); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(record)
			if err != nil {
				t.Fatal(err)
			}
			if want, got := generic(t, text), generic(t, again); !reflect.DeepEqual(want, got) {
				t.Errorf("became\n%s\nand was\n%s", again, text)
			}
		})
	}
}

// A later release adds fields; this one must not mind.
func TestUnknownFieldsAreIgnored(t *testing.T) {
	t.Parallel()
	for name := range goldenFiles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := readGolden(t, name)
			want, got := blank(t, name), blank(t, name)
			if err := json.Unmarshal(text, want); err != nil {
				t.Fatal(err)
			}
			later := append([]byte(`{"fromTheFuture":{"a":[1,null]},"v2":"x",`), bytes.TrimPrefix(text, []byte("{"))...)
			if err := json.Unmarshal(later, got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(want, got) {
				t.Error("unknown fields changed the record")
			}
		})
	}
}

func TestGoldenArticlesSayWhatTheyMean(t *testing.T) {
	t.Parallel()
	var a schema.Article
	if err := json.Unmarshal(readGolden(t, "article-agency.json"), &a); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want any }{
		"id":           {a.ID, schema.ArticleID(a.OriginalURL)},
		"event":        {a.EventType(), schema.EventUpdated},
		"hash":         {a.ContentHash, schema.ContentHash(a.Headline, a.Body)},
		"headline":     {a.Headline, "Ferry Line Returns After 'Longest Winter'"},
		"quote":        {a.Body[2], schema.Paragraph{Role: schema.RoleQuote, Text: "«Мы ждали весны дольше, чем когда-либо», — сказал смотритель маяка."}},
		"author":       {a.Author[0].Name, "Ада Лодочникова"},
		"provider":     {a.Provider.Name, "Nordwire"},
		"syndicated":   {a.Syndication.IsSyndicated, true},
		"credit":       {a.Image[0].CreditText, "J. Floe / lensbox"},
		"licence":      {a.Image[0].License, "CC-BY-NC-ND-2.0"},
		"precision":    {a.DatePublished.Precision(), a.DatePrecision},
		"not for free": {*a.IsAccessibleForFree, false},
		"subject":      {schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection), "articles.v1.en.harbour-gazette-example.world-baltika"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}

	var withdrawn schema.Article
	if err := json.Unmarshal(readGolden(t, "article-withdrawn.json"), &withdrawn); err != nil {
		t.Fatal(err)
	}
	if got := withdrawn.EventType(); got != schema.EventWithdrawn {
		t.Errorf("the withdrawn page is %s", got)
	}
}

func TestGoldenRejectionKeepsBytes(t *testing.T) {
	t.Parallel()
	var r schema.Rejection
	if err := json.Unmarshal(readGolden(t, "rejection.json"), &r); err != nil {
		t.Fatal(err)
	}
	if want := "{\"v\":1,\"url\":\"?\"}\x00\xff"; string(r.Body) != want {
		t.Errorf("body %q, want %q", r.Body, want)
	}
	if r.Sequence != 1<<53+1 {
		t.Errorf("sequence %d lost its last bit", r.Sequence)
	}
}

// generic is JSON without Go types, numbers as they were written.
func generic(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
