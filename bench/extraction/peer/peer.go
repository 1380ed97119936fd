package peer

import (
	"bytes"
	"net/url"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// Peer is an extractor with its name. Read gives what it makes of a page,
// and nothing of one that it gives up.
type Peer struct {
	Name string
	Read func(*corpus.Page) ruler.Answer
}

// Others are the extractors of others: go-trafilatura as it comes, the same
// in its mode for precision, and go-readability.
func Others() []Peer {
	return []Peer{
		{"go-trafilatura", func(p *corpus.Page) ruler.Answer { return readTrafilatura(p, trafilatura.Balanced) }},
		{"its precision mode", func(p *corpus.Page) ruler.Answer { return readTrafilatura(p, trafilatura.FavorPrecision) }},
		{"go-readability", readReadability},
	}
}

// Floor parses a page and reads nothing: what no extractor that uses the same
// parser can go below.
func Floor() Peer {
	return Peer{"x/net/html.Parse alone", func(p *corpus.Page) ruler.Answer {
		_, _ = html.Parse(strings.NewReader(p.HTML))
		return ruler.Answer{}
	}}
}

// Ours is this project's extractor.
func Ours(name string, x *extract.Extractor) Peer {
	return Peer{name, func(p *corpus.Page) ruler.Answer {
		a, err := x.Article(extract.Page{URL: p.Address(), Body: []byte(p.HTML), ContentType: "text/html; charset=utf-8"})
		if err != nil {
			return ruler.Answer{}
		}
		answer := ruler.Answer{Text: a.ArticleBody, Title: a.Headline, Date: string(a.DatePublished)}
		for _, person := range a.Author {
			answer.Authors = append(answer.Authors, person.Name)
		}
		return answer
	}}
}

func readTrafilatura(p *corpus.Page, focus trafilatura.ExtractionFocus) (answer ruler.Answer) {
	defer spared(&answer)
	address, _ := url.Parse(p.Address())
	result, err := trafilatura.Extract(strings.NewReader(p.HTML), trafilatura.Options{
		OriginalURL: address, EnableFallback: true, ExcludeComments: true, Focus: focus,
	})
	if err != nil || result == nil {
		return ruler.Answer{}
	}
	answer.Text, answer.Title, answer.Date = result.ContentText, result.Metadata.Title, day(result.Metadata.Date)
	if result.ContentNode != nil {
		answer.Text = lines(result.ContentNode)
	}
	for name := range strings.SplitSeq(result.Metadata.Author, ";") {
		if name = strings.TrimSpace(name); name != "" {
			answer.Authors = append(answer.Authors, name)
		}
	}
	return answer
}

func readReadability(p *corpus.Page) (answer ruler.Answer) {
	defer spared(&answer)
	address, _ := url.Parse(p.Address())
	parser := readability.NewParser()
	article, err := parser.Parse(strings.NewReader(p.HTML), address)
	if err != nil || article.Node == nil {
		return ruler.Answer{}
	}
	var text bytes.Buffer
	if err := article.RenderText(&text); err != nil {
		return ruler.Answer{}
	}
	answer.Text, answer.Title = text.String(), article.Title()
	if t, err := article.PublishedTime(); err == nil {
		answer.Date = day(t)
	}
	if name := article.Byline(); name != "" {
		answer.Authors = []string{name}
	}
	return answer
}

// spared answers nothing for a page that makes a library panic.
func spared(answer *ruler.Answer) {
	if recover() != nil {
		*answer = ruler.Answer{}
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// lines is the text of a tree, each block of it a line.
func lines(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type == html.ElementNode && isBlock(c.Data):
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func isBlock(tag string) bool {
	switch tag {
	case "p", "div", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "br", "table", "tr", "td", "th", "pre", "section", "figure", "hr", "dl", "dt", "dd":
		return true
	}
	return false
}
