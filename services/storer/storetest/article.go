package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Epoch is when the first invented article was published.
func Epoch() time.Time { return time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC) }

// Article invents the n-th article: a whole record of one sentence, a minute
// newer than the one before.
func Article(n int) *schema.Article {
	return article(n, []string{fmt.Sprintf("The harbour master of Lindholm counted boat number %d this morning.", n)})
}

// LongArticle invents an article with a text of some length in bytes. Words are
// as unequal as those of a language (Zipf), most of them rare.
func LongArticle(n, length int) *schema.Article {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	zipf := rand.NewZipf(rng, 1.1, 4, 60_000)
	var paragraphs []string
	for written := 0; written < length; {
		var p strings.Builder
		for p.Len() < 300 {
			if p.Len() > 0 {
				p.WriteByte(' ')
			}
			p.WriteString(Word(zipf.Uint64()))
		}
		p.WriteByte('.')
		written += p.Len() + 1
		paragraphs = append(paragraphs, p.String())
	}
	return article(n, paragraphs)
}

// Word is the n-th word of the language of LongArticle, the frequent ones first and short.
func Word(n uint64) string {
	const consonants, vowels = "bdfgklmnprst", "aeiou"
	var b strings.Builder
	for n++; n > 0; n /= uint64(len(consonants) * len(vowels)) {
		b.WriteByte(consonants[n%uint64(len(consonants))])
		b.WriteByte(vowels[n/uint64(len(consonants))%uint64(len(vowels))])
	}
	return b.String()
}

func article(n int, paragraphs []string) *schema.Article {
	published := Epoch().Add(time.Duration(n) * time.Minute)
	url := fmt.Sprintf("https://harbour.example/news/%d", n)
	feed := "https://harbour.example/feed.xml"
	a := &schema.Article{
		ID: schema.ArticleID(url), Version: 1, VersionCreated: published.Add(10 * time.Minute), PubStatus: schema.StatusUsable,
		URL: url, CanonicalURL: url, OriginalURL: url + "?from=feed",
		Headline: fmt.Sprintf("Boat %d comes in", n), Description: "What the harbour saw today.",
		ArticleBody: strings.Join(paragraphs, "\n"), BodyHTML: "<p>" + strings.Join(paragraphs, "</p>\n<p>") + "</p>",
		Body:   make([]schema.Paragraph, len(paragraphs)),
		Byline: "By Ada Lind", Author: []schema.Person{{Name: "Ada Lind", URL: "https://harbour.example/people/ada"}},
		Publisher:     schema.Organization{Name: "The Harbour", Domain: "harbour.example"},
		DatePublished: schema.NewDate(published, schema.PrecisionSecond), DatePrecision: schema.PrecisionSecond, DateSource: "jsonld",
		InLanguage: "en", ArticleSection: "News", Keywords: []string{"boats", "harbour"},
		Image: []schema.Image{{ContentURL: "https://harbour.example/boat.jpg", Caption: "The boat.", CreditText: "Bo Berg"}},
		Links: []schema.Link{}, Feed: schema.FeedRef{ID: schema.FeedID(feed), URL: feed, Title: "The Harbour"},
		Discovered: published.Add(5 * time.Minute),
		Extraction: schema.Extraction{Method: "trafilatura", Extractor: "wirecopy/test", Confidence: 0.9, Warnings: []string{}},
		HTTP:       &schema.HTTPFacts{Status: 200, Fetched: published.Add(6 * time.Minute), ContentType: "text/html", Bytes: 41_000},
	}
	for i, p := range paragraphs {
		a.Body[i] = schema.Paragraph{Role: schema.RoleParagraph, Text: p}
	}
	a.WordCount = len(strings.Fields(a.ArticleBody))
	a.ContentHash = schema.ContentHash(a.Headline, a.Body)
	return a
}

// Revision is a later version of an article: its number, made that many minutes
// after the first, with another headline.
func Revision(a *schema.Article, version int) *schema.Article {
	r := *a
	r.Version = version
	r.VersionCreated = a.VersionCreated.Add(time.Duration(version-a.Version) * time.Minute)
	r.Headline = fmt.Sprintf("%s (%d)", a.Headline, version)
	r.ContentHash = schema.ContentHash(r.Headline, r.Body)
	return &r
}

// Entries makes an entry of each article, as a message would.
func Entries(articles ...*schema.Article) []store.Entry {
	entries := make([]store.Entry, len(articles))
	for i, a := range articles {
		entries[i] = store.Entry{
			Article: a, Subject: schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection),
			Sequence: uint64(i + 1), Stored: a.VersionCreated.Add(time.Second),
		}
	}
	return entries
}
