package schema_test

import (
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// A subject with a token too many or too few would reach nobody, or somebody else.
func TestSubjectsHaveAFixedNumberOfTokens(t *testing.T) {
	t.Parallel()
	for _, hostile := range []string{"", " ", "*", ">", "a.b.c", "a b", ".", "..", "a\x00b", "a\r\nb", "политика", "政治", "\xff", strings.Repeat("x.", 500)} {
		for _, c := range []struct {
			subject, filter string
		}{
			{schema.FeedSchedule(hostile), "feeds.sched.*"},
			{schema.FeedDue(hostile), schema.SubjectFeedsDue},
			{schema.PollOf(hostile), schema.SubjectPolls},
			{schema.ItemSchedule(hostile, hostile), "items.sched.*.*"},
			{schema.ItemDue(hostile, hostile), schema.SubjectItemsDue},
			{schema.ArticleSubject(hostile, hostile, hostile), schema.SubjectArticles},
			{schema.RejectedSubject(hostile, hostile), schema.SubjectRejected},
		} {
			if !matches(c.subject, c.filter) {
				t.Errorf("of %q: subject %q is not in %s", hostile, c.subject, c.filter)
			}
		}
	}
}

// matches says whether a subject without wildcards is in a filter of literals and "*".
func matches(subject, filter string) bool {
	tokens, pattern := strings.Split(subject, "."), strings.Split(filter, ".")
	if len(tokens) != len(pattern) || strings.ContainsAny(subject, "*> \t\r\n\x00") {
		return false
	}
	for i := range tokens {
		if tokens[i] == "" || pattern[i] != "*" && pattern[i] != tokens[i] {
			return false
		}
	}
	return true
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	const id = "0f115db062b7c0dd030b16878c99dea5"
	for want, got := range map[string]string{
		"feeds.sched." + id:                       schema.FeedSchedule(id),
		"feeds.due." + id:                         schema.FeedDue(id),
		"polls." + id:                             schema.PollOf(id),
		"items.sched.news-example-8080." + id:     schema.ItemSchedule("news.example:8080", id),
		"items.due.news-example." + id:            schema.ItemDue("news.example", id),
		"articles.v1.en.news-example.world":       schema.ArticleSubject("en-GB", "news.example", "World"),
		"articles.v1.zh.news-example.u653fu6cbb":  schema.ArticleSubject("zh_Hant", "news.example", "政治"),
		"articles.v1.und.unknown.none":            schema.ArticleSubject("", "", ""),
		"articles.v1.ru.gazeta-example.politika":  schema.ArticleSubject("ru", "gazeta.example", "Политика"),
		"rejected.parser.not-html":                schema.RejectedSubject("parser", "not-html"),
		"articles.v1.en.news-example.u-s-world":   schema.ArticleSubject("EN", "News.Example", "U.S. / World"),
		"articles.v1.de.news-example.wirtschaft1": schema.ArticleSubject("de", "news.example", "Wirtschaft1"),
	} {
		if got != want {
			t.Errorf("subject %q, want %q", got, want)
		}
	}
}
