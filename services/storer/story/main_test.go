package story_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// telling is a made-up text of some paragraphs, each of three sentences.
func telling(seed uint64, paragraphs int) []string {
	rng := rand.New(rand.NewPCG(seed, 1))
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	text := make([]string, paragraphs)
	for i := range text {
		var sentences []string
		for range 3 {
			sentences = append(sentences, fmt.Sprintf("%s %s %s %s %s %s.",
				pick("The harbour council", "A young engineer", "The museum director", "Her opponent", "The railway company", "Nobody in Lindholm", "The oldest school"),
				pick("approved", "questioned", "wanted", "described", "paid for", "postponed", "remembered", "lost"),
				storetest.Word(rng.Uint64N(4000)+500), storetest.Word(rng.Uint64N(4000)+500),
				pick("after a long meeting", "without a word", "for the second time", "as everybody had hoped", "against all advice"),
				pick("while the ferry waited", "because of the wind", "although it was late", "and went home", "near the old lighthouse")))
		}
		text[i] = strings.Join(sentences, " ")
	}
	return text
}

// article is an article of a publisher.
func article(n int, publisher, headline string, paragraphs ...string) *schema.Article {
	a := storetest.Article(n)
	a.Publisher = schema.Organization{Name: publisher, Domain: publisher + ".example"}
	a.URL = fmt.Sprintf("https://%s.example/%d", publisher, n)
	a.ID = schema.ArticleID(a.URL)
	a.Headline, a.ArticleBody = headline, strings.Join(paragraphs, "\n")
	a.Body = make([]schema.Paragraph, len(paragraphs))
	for i, p := range paragraphs {
		a.Body[i] = schema.Paragraph{Role: schema.RoleParagraph, Text: p}
	}
	return a
}
