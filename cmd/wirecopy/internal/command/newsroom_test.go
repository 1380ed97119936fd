package command_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestNewsroomHasTheDefaultsOfItsPackage(t *testing.T) {
	t.Parallel()
	var g grammar
	if _, err := (env.Program{Name: "wirecopy"}).Parse(&g, []string{"newsroom"}, nil); err != nil {
		t.Fatal(err)
	}
	d := newsroom.Defaults()
	want := command.Newsroom{
		Feeds: d.Feeds, Hosts: d.Hosts, Backlog: d.Backlog, PerDay: d.PerDay, Speed: d.Speed,
		MaxAge: d.MaxAge, Hub: d.Hub, Syndicated: d.Syndicated, Seed: d.Seed, Address: d.Address, Port: d.Port, Control: g.Newsroom.Control,
	}
	if g.Newsroom != want || g.Newsroom.Control.String() != "127.0.0.1:8090" {
		t.Errorf("defaults are %+v, want %+v", g.Newsroom, want)
	}
}

// open runs a newsroom until the test ends it, and gives what it says at first.
func open(t *testing.T, args ...string) (greeting string, end func() (farewell string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, complaints, err := shell{out: writer}.run(ctx, append([]string{"newsroom", "--control=127.0.0.1:0", "--speed=0"}, args...)...)
		if complaints != "" {
			t.Errorf("newsroom complains: %s", complaints)
		}
		writer.CloseWithError(err)
		done <- err
	}()
	buf := make([]byte, 64<<10) // the greeting is one write
	n, err := reader.Read(buf)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := false
	end = func() string {
		if ended {
			return ""
		}
		ended = true
		cancel()
		rest, _ := io.ReadAll(reader)
		if err := <-done; err != nil {
			t.Errorf("newsroom: %v", err)
		}
		return string(rest)
	}
	t.Cleanup(func() { end() })
	return string(buf[:n]), end
}

func get(t *testing.T, url string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %s, %v", url, response.Status, err)
	}
	return body
}

func TestNewsroomSaysHowToConsumeIt(t *testing.T) {
	t.Parallel()
	greeting, end := open(t, "--feeds=4", "--hosts=2", "--backlog=8", "--address=127.0.40.2")
	for _, want := range []string{
		"4 feeds, 8 articles", "108197 bytes", `real pages  1311 pages`,
		"--allow-net 127.0.40.2/32,127.0.40.3/32,127.0.0.1/32\n",
	} {
		if !strings.Contains(greeting, want) {
			t.Errorf("lacks %q:\n%s", want, greeting)
		}
	}
	list := regexp.MustCompile(`wirecopy up --opml (\S+)`).FindStringSubmatch(greeting)
	if list == nil {
		t.Fatalf("no command:\n%s", greeting)
	}
	feed := regexp.MustCompile(`xmlUrl="([^"]+)"`).FindStringSubmatch(string(get(t, list[1])))
	get(t, feed[1])
	farewell := end()
	for _, want := range []string{"published   8 articles", "requests    1: 1 for feeds"} {
		if !strings.Contains(farewell, want) {
			t.Errorf("at the end it lacks %q:\n%s", want, farewell)
		}
	}
}

func TestNewsroomRunsAHub(t *testing.T) {
	t.Parallel()
	greeting, end := open(t, "--feeds=2", "--hosts=1", "--backlog=2", "--address=127.0.43.2", "--hub=1")
	if !regexp.MustCompile(`hub         http://127\.0\.43\.2:\d+/ calls`).MatchString(greeting) {
		t.Errorf("no hub:\n%s", greeting)
	}
	if farewell := end(); !strings.Contains(farewell, "hub         0 requests, 0 subscriptions now") {
		t.Errorf("at the end it says nothing of the hub:\n%s", farewell)
	}
	wantUsage(t, []string{"newsroom", "--hub=2"}, "hub is 2")
	wantUsage(t, []string{"newsroom", "--syndicated=0.3"}, "give more hosts")
}

// perfect is the record that a faultless consumer makes of an article.
func perfect(a newsroom.Article) *schema.Article {
	record := &schema.Article{
		ID: schema.ArticleID(a.URL), Version: 1, URL: a.URL, CanonicalURL: a.CanonicalURL, Headline: a.Headline, Description: a.Description,
		Publisher: schema.Organization{Name: a.Publisher, Domain: a.Domain}, DatePublished: a.Published, InLanguage: a.Language,
		ArticleSection: a.Section, Keywords: a.Keywords, Feed: schema.FeedRef{ID: a.Feeds[0]},
	}
	for _, name := range a.Authors {
		record.Author = append(record.Author, schema.Person{Name: name})
	}
	if a.Provider != "" {
		record.Provider = &schema.Organization{Name: a.Provider}
	}
	if i := a.Image; i != nil {
		record.Image = []schema.Image{{ContentURL: i.URL, Caption: i.Caption, CreditText: i.Credit, License: i.License}}
	}
	var lines []string
	for _, p := range a.Paragraphs {
		record.Body = append(record.Body, schema.Paragraph{Role: p.Role, Text: p.Text})
		lines = append(lines, p.Text)
	}
	record.ArticleBody = strings.Join(lines, "\n")
	return record
}

// records are perfect records of all that a newsroom has published, one a line.
func records(t *testing.T, control string) string {
	t.Helper()
	var lines strings.Builder
	for line := range strings.Lines(string(get(t, "http://"+control+"/truth.jsonl"))) {
		var a newsroom.Article
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&lines).Encode(perfect(a)); err != nil {
			t.Fatal(err)
		}
	}
	return lines.String()
}

func TestCheckHoldsRecordsAgainstTheTruth(t *testing.T) {
	t.Parallel()
	greeting, _ := open(t, "--feeds=2", "--hosts=1", "--backlog=4", "--address=127.0.41.2")
	control := controlOf(greeting)
	all := records(t, control)
	file := filepath.Join(t.TempDir(), "records.jsonl")
	if err := os.WriteFile(file, []byte(all), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := run(t, "newsroom", "--control", control, "--check", file); !strings.HasPrefix(out, "4 published, 4 records\n") {
		t.Errorf("report is\n%s", out)
	}
	one, _, _ := strings.Cut(all, "\n")
	out, _, err := shell{in: strings.NewReader(one + "\nno \x1b[2JJSON\n")}.run(t.Context(), "newsroom", "--control", control, "--check", "-")
	if exitCode(err) != 1 || !strings.Contains(err.Error(), "3 missing, 1 unreadable") || !strings.HasPrefix(out, "4 published, 1 records\n") || strings.Contains(out, "\x1b") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, _, err := (shell{out: gone{}, in: strings.NewReader("no JSON")}).run(t.Context(), "newsroom", "--control", control, "--check", "-"); exitCode(err) != 1 {
		t.Errorf("a closed pipe hides what the check found: %v", err)
	}
}

func controlOf(greeting string) string {
	_, after, _ := strings.Cut(greeting, "http://")
	address, _, _ := strings.Cut(after, "/")
	return address
}

func TestNewsroomSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	wantUsage(t, []string{"newsroom", "--feeds=1", "--hosts=2", "--control=192.0.2.1:80", "--port=70000", "--speed=-1", "--address=here"},
		"feeds is 1", "--control", "port", "speed", "--address")
	if _, _, err := (shell{}).run(t.Context(), "newsroom", "--control=127.0.0.1:1", "--check=-"); exitCode(err) != 1 || !strings.Contains(err.Error(), "wirecopy newsroom") {
		t.Errorf("no newsroom: %v", err)
	}
	greeting, _ := open(t, "--feeds=1", "--hosts=1", "--backlog=1", "--address=127.0.42.2")
	control := controlOf(greeting)
	if _, _, err := (shell{}).run(t.Context(), "newsroom", "--control", control, "--address=127.0.42.9"); exitCode(err) != 1 || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a control address that is taken: %v", err)
	}
	if _, _, err := (shell{}).run(t.Context(), "newsroom", "--control", control, "--check", t.TempDir()+"/none"); exitCode(err) != 1 {
		t.Errorf("a file that isn't there: %v", err)
	}
}
