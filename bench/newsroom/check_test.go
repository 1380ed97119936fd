package newsroom_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// perfect is the record that a perfect consumer makes of an article.
func perfect(a newsroom.Article) *schema.Article {
	record := &schema.Article{
		ID: schema.ArticleID(a.URL), Version: 1, URL: a.URL, CanonicalURL: a.CanonicalURL,
		Headline: a.Headline, Description: a.Description, Publisher: schema.Organization{Name: a.Publisher, Domain: a.Domain},
		DatePublished: a.Published, InLanguage: a.Language, ArticleSection: a.Section, Keywords: a.Keywords,
		Feed: schema.FeedRef{ID: a.Feeds[0]},
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
	for _, p := range a.Paragraphs {
		record.Body = append(record.Body, schema.Paragraph{Role: p.Role, Text: p.Text})
	}
	record.ArticleBody = joined(record.Body)
	return record
}

func joined(body []schema.Paragraph) string {
	var texts []string
	for _, p := range body {
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, "\n")
}

// lines are records as a consumer writes them.
func lines(tb testing.TB, records []*schema.Article) *bytes.Buffer {
	tb.Helper()
	var b bytes.Buffer
	for _, r := range records {
		if err := json.NewEncoder(&b).Encode(r); err != nil {
			tb.Fatal(err)
		}
	}
	return &b
}

func TestPerfectConsumer(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 54, 54, 540 })
	var records []*schema.Article
	for a := range n.Truth() {
		records = append(records, perfect(a))
	}
	slices.Reverse(records)
	report, err := n.Check(lines(t, records))
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report)
	}
	if report.Published != 540 || report.Records != 540 || report.Paragraphs < 540*5 || len(report.Examples) != 0 {
		t.Errorf("report is\n%s", report)
	}
	for name, count := range report.Fields {
		if count.Right != 540 {
			t.Errorf("%s is right %d times", name, count.Right)
		}
	}
}

// records are a consumer's records, in the order of the truth.
type records []*schema.Article

// fault is one mistake that a consumer may make.
type fault struct {
	name  string
	plant func(records) records
	want  string // all that the report's error says
}

// planted is what faults are planted in.
type planted struct {
	all    []newsroom.Article
	signed int // an article by people, with a picture under a licence
	wire   int // an article by an agency
}

// body changes the paragraphs of the signed article, and the text in one piece alike.
func (p planted) body(change func([]schema.Paragraph) []schema.Paragraph) func(records) records {
	return p.record(func(a *schema.Article) {
		a.Body = change(a.Body)
		a.ArticleBody = joined(a.Body)
	})
}

// record changes the record of the signed article.
func (p planted) record(change func(*schema.Article)) func(records) records {
	return func(r records) records { change(r[p.signed]); return r }
}

func (p planted) articles() []fault {
	all, signed := p.all, p.signed
	return []fault{
		{"missing", func(r records) records { return slices.Delete(r, signed, signed+1) }, "1 missing"},
		{"duplicate", func(r records) records { return append(r, r[signed]) }, "1 duplicates"},
		{"later version", func(r records) records {
			second := *r[signed]
			second.Version = 2
			return append(r, &second)
		}, "1 revised"},
		{"unknown address", func(r records) records {
			return append(r, &schema.Article{URL: all[0].URL + "0"}, &schema.Article{URL: "https://elsewhere.example/"}, &schema.Article{})
		}, "3 unknown"},
		{"two ids", func(r records) records {
			second := *r[signed]
			second.ID = schema.ArticleID("other")
			return append(r, &second)
		}, "1 split, id 1 wrong and 0 missing"},
	}
}

func (p planted) texts() []fault {
	all, signed, wire, body, change := p.all, p.signed, p.wire, p.body, p.record
	return []fault{
		{"lost paragraph", body(func(b []schema.Paragraph) []schema.Paragraph { return b[1:] }), "1 lost, articleBody 1 wrong and 0 missing"},
		{"lost last paragraph", body(func(b []schema.Paragraph) []schema.Paragraph { return b[:len(b)-1] }), "1 lost, articleBody 1 wrong and 0 missing"},
		{"doubled paragraph", body(func(b []schema.Paragraph) []schema.Paragraph { return append(b, b[0]) }), "1 doubled, articleBody 1 wrong and 0 missing"},
		{"caption in the text", body(func(b []schema.Paragraph) []schema.Paragraph {
			return append(b, schema.Paragraph{Text: all[signed].Image.Caption})
		}), "1 noise, articleBody 1 wrong and 0 missing"},
		{"another article's text", body(func(b []schema.Paragraph) []schema.Paragraph {
			return append(b, schema.Paragraph{Text: all[wire].Paragraphs[0].Text})
		}), "1 noise, articleBody 1 wrong and 0 missing"},
		{"half a paragraph", body(func(b []schema.Paragraph) []schema.Paragraph {
			b[0].Text = all[signed].Paragraphs[0].Marker
			return b
		}), "articleBody 1 wrong and 0 missing"},
		{"another order", body(func(b []schema.Paragraph) []schema.Paragraph { slices.Reverse(b); return b }), "articleBody 1 wrong and 0 missing"},
		{"one text unlike the other", change(func(a *schema.Article) { a.ArticleBody += "\n" + a.ArticleBody }), "articleBody 1 wrong and 0 missing"},
		{"no text at all", change(func(a *schema.Article) { a.Body, a.ArticleBody = nil, "" }), fmt.Sprintf("%d lost, articleBody 0 wrong and 1 missing", len(all[signed].Paragraphs))},
	}
}

func (p planted) fields() []fault {
	wire, change := p.wire, p.record
	return []fault{
		{"id", change(func(a *schema.Article) { a.ID = "x" }), "id 1 wrong and 0 missing"},
		{"canonical", change(func(a *schema.Article) { a.CanonicalURL = "" }), "canonicalUrl 0 wrong and 1 missing"},
		{"headline", change(func(a *schema.Article) { a.Headline += " – Site" }), "headline 1 wrong and 0 missing"},
		{"description", change(func(a *schema.Article) { a.Description = "" }), "description 0 wrong and 1 missing"},
		{"author", change(func(a *schema.Article) { a.Author[0].Name = "By X" }), "author 1 wrong and 0 missing"},
		{"no author", change(func(a *schema.Article) { a.Author = nil }), "author 0 wrong and 1 missing"},
		{"agency as a person", func(r records) records {
			r[wire].Author, r[wire].Provider = []schema.Person{{Name: r[wire].Provider.Name}}, nil
			return r
		}, "author 1 wrong and 0 missing, provider 0 wrong and 1 missing"},
		{"provider", change(func(a *schema.Article) { a.Provider = &schema.Organization{Name: "AFP"} }), "provider 1 wrong and 0 missing"},
		{"language", change(func(a *schema.Article) { a.InLanguage = "xx" }), "inLanguage 1 wrong and 0 missing"},
		{"language unknown", change(func(a *schema.Article) { a.InLanguage = "und" }), "inLanguage 0 wrong and 1 missing"},
		{"section", change(func(a *schema.Article) { a.ArticleSection = "" }), "articleSection 0 wrong and 1 missing"},
		{"keywords", change(func(a *schema.Article) { a.Keywords = a.Keywords[1:] }), "keywords 1 wrong and 0 missing"},
		{"day instead of time", change(func(a *schema.Article) { a.DatePublished = a.DatePublished[:10] }), "datePublished 1 wrong and 0 missing"},
		{"no date", change(func(a *schema.Article) { a.DatePublished = "" }), "datePublished 0 wrong and 1 missing"},
		{"date that is none", change(func(a *schema.Article) { a.DatePublished = "today" }), "datePublished 1 wrong and 0 missing"},
		{"publisher", change(func(a *schema.Article) { a.Publisher = schema.Organization{Domain: "x.example"} }), "publisher.domain 1 wrong and 0 missing, publisher.name 0 wrong and 1 missing"},
		{"caption with the credit", change(func(a *schema.Article) { a.Image[0].Caption += " " + a.Image[0].CreditText }), "image.caption 1 wrong and 0 missing"},
		{"no credit", change(func(a *schema.Article) { a.Image[0].CreditText = "" }), "image.creditText 0 wrong and 1 missing"},
		{"licence", change(func(a *schema.Article) { a.Image[0].License = "MIT" }), "image.license 1 wrong and 0 missing"},
		{"picture", change(func(a *schema.Article) { a.Image[0].ContentURL = "/logo.png" }), "image.contentUrl 1 wrong and 0 missing"},
		{"feed", change(func(a *schema.Article) { a.Feed.ID = "x" }), "feed 1 wrong and 0 missing"},
	}
}

// TestCheckFindsEachFault plants one fault at a time in the records of a perfect
// consumer, and wants exactly that one reported.
func TestCheckFindsEachFault(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	all := truth(n)
	p := planted{
		all:    all,
		signed: slices.IndexFunc(all, func(a newsroom.Article) bool { return len(a.Authors) > 0 && a.Image != nil && a.Image.License != "" }),
		wire:   slices.IndexFunc(all, func(a newsroom.Article) bool { return a.Provider != "" }),
	}
	for _, test := range slices.Concat(p.articles(), p.texts(), p.fields()) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var r records
			for _, a := range all {
				r = append(r, perfect(a))
			}
			report, err := n.Check(lines(t, test.plant(r)))
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Err(); err == nil || err.Error() != "records differ from what was published: "+test.want {
				t.Errorf("error is %v, want %s", err, test.want)
			}
			if len(report.Examples) == 0 {
				t.Error("there is no example")
			}
		})
	}
}

func TestCheckIsLenientWhereReadersAre(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	var records []*schema.Article
	for a := range n.Truth() {
		r := perfect(a)
		r.URL += "#top"
		r.Headline = " " + strings.ReplaceAll(r.Headline, " ", "\u00a0 ")
		r.InLanguage += "-XX"
		r.Publisher.Domain = strings.SplitN(a.URL, "/", 4)[2]
		r.Feed.ID = a.Feeds[len(a.Feeds)-1]
		slices.Reverse(r.Author)
		slices.Reverse(r.Keywords)
		if r.Provider != nil {
			r.Provider.Name = strings.ToLower(r.Provider.Name)
		}
		if r.DatePublished.Precision() == schema.PrecisionMinute {
			when, _ := r.DatePublished.Time()
			r.DatePublished = schema.NewDate(when.UTC(), schema.PrecisionSecond)
		}
		if len(r.Image) > 0 {
			r.Image[0].ContentURL += "?w=1200"
		}
		r.Body = append([]schema.Paragraph{{Text: a.Description}}, r.Body...) // the standfirst is nobody's noise
		r.ArticleBody = joined(r.Body)
		r.ID = schema.ArticleID(r.URL)
		records = append(records, r)
	}
	report, err := n.Check(lines(t, records))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range report.Fields {
		if name != "url" && c.Wrong+c.Missing > 0 { // a record's address is canonical
			t.Errorf("%s: %+v, %v", name, c, report.Examples[name])
		}
	}
	if report.Fields["url"].Wrong != len(records) || report.Missing+report.Unknown > 0 {
		t.Errorf("report is\n%s", report)
	}
}

func TestCheckOfLinesThatAreNoRecords(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	long := strings.Repeat("x", 9<<20)
	report, err := n.Check(strings.NewReader("\n{}\r\nnull\n[1]\n{\"id\":7}\nnot json\n" + long + "\n   \n{\"url\":\"\xff\"}"))
	if err != nil {
		t.Fatal(err)
	}
	if report.Unreadable != 4 || report.Unknown != 3 || report.Records != 3 || report.Missing != 60 {
		t.Errorf("report is\n%s", report)
	}
	if text := report.String(); len(text) > 4_000 || !strings.Contains(text, "4 unreadable") {
		t.Errorf("report has %d bytes:\n%.500s", len(text), text)
	}
	broken := errors.New("broken")
	if _, err := n.Check(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}

func TestReportSurvivesJSON(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	want, err := n.Check(lines(t, []*schema.Article{perfect(truth(n)[0]), {}}))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got newsroom.Report
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzCheck holds that no bytes of a consumer break a check, and that every line is counted.
func FuzzCheck(f *testing.F) {
	n, _ := open(f, nil)
	all := truth(n)
	good := lines(f, []*schema.Article{perfect(all[0]), perfect(all[1])}).Bytes()
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte(`{"url":"` + all[0].URL + `","body":[{"text":"mk0123456789ab nz"}],"image":[{}],"datePublished":"2031-13"}`))
	f.Add([]byte("{}\n\x00\nnull"))
	f.Fuzz(func(t *testing.T, text []byte) {
		report, err := n.Check(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		filled := 0
		for line := range bytes.SplitSeq(text, []byte("\n")) {
			if len(bytes.TrimSpace(line)) > 0 {
				filled++
			}
		}
		if report.Records+report.Unreadable != filled {
			t.Errorf("%d lines, report is\n%s", filled, report)
		}
		_ = report.String()
	})
}
