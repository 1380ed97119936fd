package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// page is an article's page with a title.
func page(title string) string {
	return `<html lang="en"><head><meta charset="iso-8859-1"><title>` + title + `</title>
<meta property="article:published_time" content="2021-12-27T10:00:00Z"><meta name="author" content="Ada Lind"></head>
<body><nav><a href="/">Home</a></nav><article><h1>` + title + `</h1>
<p>The ferry left the northern harbour on Saturday for the first time in five months, with every seat taken, said its captain.</p>
<p>Traders on the far shore had waited for flour and letters since October, and the owner called the winter the longest that he had seen – “by far”.</p>
<p>A second boat is to follow on Monday if the <a href="/wind">wind</a> stays in the south, and the harbour master asks for patience until then.</p>
</article></body></html>`
}

// record reads what extract prints.
func record(t *testing.T, out string) *schema.Article {
	t.Helper()
	a := new(schema.Article)
	if err := json.Unmarshal([]byte(out), a); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return a
}

func TestExtractReadsAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page("Ferry sails again")), 0o600); err != nil {
		t.Fatal(err)
	}
	const address = "https://news.example/2021/ferry"
	out := run(t, "extract", "--url", address, file)
	a := record(t, out)
	if a.URL != address || a.ID != schema.ArticleID(address) || a.Headline != "Ferry sails again" || len(a.Body) != 3 || a.Version != 1 || a.VersionCreated.IsZero() || a.Discovered.IsZero() || a.HTTP != nil {
		t.Errorf("record is %s", out)
	}
	if !strings.Contains(out, "\n  \"headline\": ") || strings.Contains(out, `\u003c`) {
		t.Errorf("not set for people: %s", out)
	}
	out, _, err := shell{in: strings.NewReader(page("Ferry sails again"))}.run(t.Context(), "extract", "-")
	if err != nil {
		t.Fatal(err)
	}
	a = record(t, out)
	if !slices.ContainsFunc(a.Extraction.Warnings, func(w string) bool { return strings.Contains(w, "https://example.invalid/") }) {
		t.Errorf("nothing says that the address isn't known: %v", a.Extraction.Warnings)
	}
	if len(a.Links) != 1 || a.Links[0].URL != "https://example.invalid/wind" {
		t.Errorf("links are %v", a.Links)
	}
}

func TestExtractDownloads(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/old", http.RedirectHandler("/ferry", http.StatusMovedPermanently))
	agents := make(chan string, 8)
	mux.HandleFunc("/ferry", func(w http.ResponseWriter, r *http.Request) {
		agents <- r.UserAgent()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("ETag", `"1"`)
		_, _ = io.WriteString(w, page("Ferry sails again"))
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	a := record(t, run(t, "extract", "--allow-net", "127.0.0.1/32", "--user-agent", "reader (+https://me.example)", site.URL+"/old"))
	if a.URL != site.URL+"/ferry" || a.OriginalURL != site.URL+"/old" || a.Headline != "Ferry sails again" {
		t.Errorf("record is %+v", a)
	}
	if f := a.HTTP; f == nil || f.Status != 200 || f.ETag != `"1"` || f.Bytes == 0 || !slices.Equal(f.Redirects, []string{site.URL + "/old"}) {
		t.Errorf("facts are %+v", a.HTTP)
	}
	if agent := <-agents; agent != "reader (+https://me.example)" {
		t.Errorf("user agent is %q", agent)
	}
	if _, _, err := (shell{}).run(t.Context(), "extract", "--allow-net=127.0.0.1/32", site.URL+"/gone"); exitCode(err) != 1 || !strings.Contains(err.Error(), "404") {
		t.Errorf("a page that isn't there: %v", err)
	}
	if _, _, err := (shell{}).run(t.Context(), "extract", site.URL+"/ferry"); web.KindOf(err) != web.KindForbidden || !strings.Contains(err.Error(), "--allow-net") {
		t.Errorf("a private address: %v", err)
	}
}

func TestExtractSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	wantUsage(t, []string{"extract"}, "<source> is missing")
	wantUsage(t, []string{"extract", "--url=news", "--workers=-1", "--allow-net=home", "--user-agent=a\nb", "-"}, "--url", "--workers", "--allow-net", "user agent")
	wantUsage(t, []string{"extract", "--url=https://a.example/", "https://b.example/"}, "--url")
	wantUsage(t, []string{"extract", "--jsonl", "--url=https://a.example/", "https://b.example/"}, "--jsonl", "--url is for a single page")
	for in, want := range map[string]string{"": "no-text", "%PDF-1.4 \x00\x01": "not-html", strings.Repeat("<p>x", 3<<20): "too-large"} {
		if _, _, err := (shell{in: strings.NewReader(in)}).run(t.Context(), "extract", "-"); exitCode(err) != 1 || !strings.Contains(err.Error(), want) {
			t.Errorf("%.10q: %v", in, err)
		}
	}
	if _, _, err := (shell{}).run(t.Context(), "extract", filepath.Join(t.TempDir(), "none.html")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that isn't there: %v", err)
	}
	if _, _, err := (shell{}).run(t.Context(), "extract", t.TempDir()); exitCode(err) != 1 {
		t.Errorf("a directory: %v", err)
	}
	if _, _, err := (shell{out: gone{}, in: strings.NewReader(page("Ferry"))}).run(t.Context(), "extract", "-"); err != nil {
		t.Errorf("a closed pipe: %v", err)
	}
}

func TestExtractEndsAlthoughItsInputHangs(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"extract -", "extract --jsonl", "feeds import -", "newsroom --check -"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			in, hang := io.Pipe()
			t.Cleanup(func() { hang.Close() })
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() {
				_, _, err := shell{in: in}.run(ctx, append(strings.Fields(line), "--")...)
				done <- err
			}()
			if !strings.HasPrefix(line, "newsroom") { // which finds nobody to send it to
				_, _ = hang.Write([]byte("<html>")) // so that it is known to read
			}
			cancel()
			if err := <-done; err == nil {
				t.Error("there is no error")
			}
		})
	}
}

func TestExtractExplains(t *testing.T) {
	t.Parallel()
	out, _, err := shell{in: strings.NewReader(page("Ferry sails again"))}.run(t.Context(), "extract", "--explain", "-")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"+ headline", "+ body", "Ferry sails again", "[likely]", "confidence"} {
		if !strings.Contains(out, want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
	wantUsage(t, []string{"extract", "--explain", "--jsonl", "-"}, "--explain")
}
