package command_test

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// publish publishes an article as the parser does, and gives its body.
func (w wire) publish(t *testing.T, a *schema.Article) string {
	t.Helper()
	m := nats.NewMsg(schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection))
	var err error
	if m.Data, err = json.Marshal(a); err != nil {
		t.Fatal(err)
	}
	for name, value := range a.EventHeader() {
		m.Header.Set(name, value)
	}
	if _, err := w.JetStream().PublishMsg(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return string(m.Data)
}

// tailed are the first lines that a tail shows; it is ended then.
func (s shell) tailed(t *testing.T, lines int, args ...string) (out, complaints string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	reader, writer := io.Pipe()
	s.out = writer
	done := make(chan error, 1)
	go func() {
		var err error
		_, complaints, err = s.run(ctx, append([]string{"tail"}, args...)...)
		writer.Close()
		done <- err
	}()
	var text strings.Builder
	buf := make([]byte, 64<<10)
	for ended := false; !ended; {
		n, err := reader.Read(buf)
		text.Write(buf[:n])
		if ended = err != nil; strings.Count(text.String(), "\n") >= lines {
			cancel()
		}
	}
	if err := <-done; err != nil {
		t.Errorf("tail: %v", err)
	}
	return text.String(), complaints
}

func TestTailShowsHeadlines(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	first, second := storetest.Article(1), storetest.Article(2)
	first.Headline = "Boats\x1b]0;owned\x07 \u202ecome in\n and stay for the whole of a long winter"
	second.Headline, second.Publisher.Name, second.PubStatus, second.InLanguage = "", "", schema.StatusCanceled, ""
	w.publish(t, first)
	w.publish(t, second)
	got, complaints := shell{width: 60}.tailed(t, 4, "--nats", w.url, "--all")
	lines := strings.Split(got, "\n")
	today := time.Now().Format("2006-01-02 15:")
	for i := range lines {
		if strings.HasPrefix(lines[i], today[:2]) {
			lines[i] = lines[i][len(today)+2:]
		}
	}
	want := []string{
		"  en   Boats]0;owned come in and stay for t…",
		"                       The Harbour  https://harbour.example/news/1",
		"  und  (withdrawn) (no headline)",
		"                       harbour.example  https://harbour.example/news/2",
		"",
	}
	if diff := cmp.Diff(want, lines); diff != "" || complaints != "" {
		t.Errorf("%s lines (-want +got):\n%s", complaints, diff)
	}
	// Not on a terminal, a line an article.
	got, _ = shell{}.tailed(t, 2, "--nats", w.url, "--all")
	if fields := strings.Split(strings.Split(got, "\n")[0], "\t"); len(fields) != 5 || fields[2] != "The Harbour" || fields[4] != first.URL || !strings.HasSuffix(fields[3], "long winter") {
		t.Errorf("fields are %q", fields)
	}
}

func TestTailGivesRecordsAsPublished(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a := storetest.Article(1)
	a.Headline = "Boats < ships & \u202e"
	want := w.publish(t, a) + "\n"
	pretty := "{\n  \"id\": \"x\",\r\n  \"future\": 1.50\n}"
	for _, body := range []string{"{", pretty} {
		if _, err := w.JetStream().Publish(t.Context(), "articles.v1.en.a.b", []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	want += `{"id":"x","future":1.50}` + "\n"
	got, complaints := shell{width: 40}.tailed(t, 2, "--nats", w.url, "--since", "1h", "--json")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if !strings.Contains(complaints, "read article") || strings.Count(complaints, "\n") != 1 {
		t.Errorf("of the message that is no article it says %q", complaints)
	}
}

func TestTailFiltersBySubject(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for n, place := range []struct{ language, publisher, section string }{{"en-GB", "bbc.co.uk", "Sport"}, {"de", "bbc.co.uk", ""}, {"en", "dw.com", "Sport"}} {
		a := storetest.Article(n)
		a.InLanguage, a.Publisher.Domain, a.ArticleSection = place.language, place.publisher, place.section
		w.publish(t, a)
	}
	last := storetest.Article(9) // that all may see, so that a tail is known to have seen all before
	last.InLanguage, last.Publisher.Domain, last.ArticleSection = "en", "bbc.co.uk", "Sport"
	w.publish(t, last)
	for subject, want := range map[string]string{
		"articles.v1.>":                  "0 1 2 9",
		"articles.v1.*.*.*":              "0 1 2 9",
		"articles.v1.en.>":               "0 2 9",
		"articles.v1.*.bbc-co-uk.*":      "0 1 9",
		"articles.v1.*.*.sport":          "0 2 9",
		"articles.v1.en.bbc-co-uk.>":     "0 9",
		"articles.v1.en.bbc-co-uk.sport": "0 9",
	} {
		t.Run(subject, func(t *testing.T) {
			t.Parallel()
			out, _ := shell{}.tailed(t, len(strings.Fields(want)), "--nats", w.url, "--all", "--subject", subject)
			var got []string
			for line := range strings.Lines(out) {
				got = append(got, strings.TrimSpace(line[strings.LastIndex(line, "/")+1:]))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("shows %v, want %s", got, want)
			}
		})
	}
}

func TestTailRefusesBadFilters(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		">", "articles.>", "articles.v1", "articles.v1.en", "articles.v2.>", "articles.v1.en.bbc.co.uk", "articles.v1.en.bbc.sport.>",
		"articles.v1.en-GB.>", "articles.v1.zh-hant.>", "articles.v1.>.bbc.*", "articles.v1.e*.>", "articles.v1..b.c", "articles.v1.en.BBC.>", "items.due.>",
	} {
		wantUsage(t, []string{"tail", "--subject", subject}, "--subject", "articles.v1.LANGUAGE.PUBLISHER.SECTION")
	}
	wantUsage(t, []string{"tail", "--subject=x", "--since=soon"}, "--subject", "--since", `"soon"`, "7d")
	wantUsage(t, []string{"tail", "--since=-1h"}, "--since")
	wantUsage(t, []string{"tail", "--since=1h", "--all"}, "--since", "--all")
}

func TestTailBeginsNow(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, storetest.Article(1))
	stop, stopped := context.WithCancel(t.Context())
	var publisher sync.WaitGroup
	publisher.Go(func() { // until the tail has seen one
		for n := 2; stop.Err() == nil; n++ {
			body, _ := json.Marshal(storetest.Article(n))
			_, _ = w.JetStream().Publish(stop, "articles.v1.en.a.b", body)
		}
	})
	got, _ := shell{}.tailed(t, 1, "--nats", w.url)
	stopped()
	publisher.Wait()
	if strings.Contains(got, "/news/1\n") || got == "" {
		t.Errorf("shows %q", got)
	}
}

func TestTailEndsWithItsReader(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for n := range 3 {
		w.publish(t, storetest.Article(n))
	}
	for _, flag := range []string{"--json=false", "--json"} {
		if _, complaints, err := (shell{out: gone{}}).run(t.Context(), "tail", "--nats", w.url, "--all", flag); err != nil || complaints != "" {
			t.Errorf("%s: %v %s", flag, err, complaints)
		}
	}
	if _, _, err := (shell{out: full{}}).run(t.Context(), "tail", "--nats", w.url, "--all"); exitCode(err) != 1 || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a full disk: %v", err)
	}
}
