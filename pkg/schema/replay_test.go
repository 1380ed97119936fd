package schema_test

import (
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestReplaySubject(t *testing.T) {
	t.Parallel()
	const article = "articles.v1.en.dw-com.sport"
	for to, want := range map[string]string{
		"desk":           "desk",
		"desk.archive":   "desk.archive",
		"desk.archive.>": "desk.archive.en.dw-com.sport",
	} {
		if got := schema.ReplaySubject(to, article); got != want {
			t.Errorf("to %s it is %s, want %s", to, got, want)
		}
	}
	if got := schema.ReplaySubject("desk.>", schema.SubjectArticles); got != "desk.*.*.*" {
		t.Errorf("all articles are on %s", got)
	}
}

func TestSubjectsToReplayTo(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"desk", "desk.archive", "desk.archive.>", "Desk.v2", "article.>", "feeds-of-mine"} {
		if err := schema.CheckReplaySubject(to); err != nil {
			t.Error(err)
		}
	}
	for to, want := range map[string]string{
		"": "empty", "desk..a": "empty", ".desk": "empty", "desk.": "empty",
		">": "wildcard", "desk.*": "wildcard", "desk.>.a": "wildcard", "desk.a>": "wildcard", "*": "wildcard",
		"desk archive": "spaces", "desk\t": "spaces", "бюро": "ASCII",
		"$JS.API.x": "NATS", "$KV.catalogue.x": "NATS", "_INBOX.x": "NATS",
		"articles.v1.en.x.y": "wire", "articles.v2": "wire", "articles": "wire", "feeds.due.x": "wire", "polls.>": "wire",
		"items.x": "wire", "rejected.parser.x": "wire", "retries.storer": "wire",
	} {
		if err := schema.CheckReplaySubject(to); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("of %q it says %v, want something with %q", to, err, want)
		}
	}
}
