package newsroom

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// fields compares a record's fields with the truth. Each comparison is as
// lenient as a reader would be, and not more: white space and case of names of
// agencies don't matter, nor does a word such as "Photo" before a credit.
func (c *check) fields(truth *card, record *schema.Article) {
	same := func(name, want, got string) { c.same(truth, name, want, got) }
	same("id", schema.ArticleID(truth.URL), record.ID)
	same("url", truth.URL, record.URL)
	same("canonicalUrl", truth.CanonicalURL, record.CanonicalURL)
	c.feedFields(truth, record)
	same("description", truth.Description, record.Description)
	same("publisher.name", truth.Publisher, record.Publisher.Name)
	same("articleSection", truth.Section, record.ArticleSection)
	same("keywords", listed(truth.Keywords), listed(record.Keywords))
	c.field(truth, "publisher.domain", truth.Domain, record.Publisher.Domain, isDomain(truth, record.Publisher.Domain))
	language, _, _ := strings.Cut(record.InLanguage, "-")
	if language == schema.LanguageUnknown {
		language = ""
	}
	c.field(truth, "inLanguage", truth.Language, language, language == truth.Language)
	c.authors(truth, record)
	c.field(truth, "datePublished", string(truth.Published), string(record.DatePublished), sameTime(truth.Published, record.DatePublished))
	c.image(truth, record)
	c.body(truth, record)
}

// feedFields compares what every record must know, and a record from the feed knows alone.
func (c *check) feedFields(truth *card, record *schema.Article) {
	c.same(truth, "headline", truth.Headline, record.Headline)
	announces := slices.Contains(truth.Feeds, record.Feed.ID) || slices.Contains(truth.feed.site.listings, record.Feed.ID)
	c.field(truth, "feed", strings.Join(truth.Feeds, " or "), record.Feed.ID, announces)
}

// same counts a field of plain text.
func (c *check) same(truth *card, name, want, got string) {
	c.field(truth, name, want, got, folded(want) == folded(got))
}

// field counts one field. A field that is empty where it should be is right.
func (c *check) field(truth *card, name, want, got string, right bool) {
	count := c.report.Fields[name]
	switch {
	case right:
		count.Right++
	case got == "":
		count.Missing++
		c.report.example(name, "%s: nothing, not %q", truth.URL, want)
	default:
		count.Wrong++
		c.report.example(name, "%s: %q, not %q", truth.URL, got, want)
	}
	c.report.Fields[name] = count
}

// authors checks the people, in any order, and the agency.
func (c *check) authors(truth *card, record *schema.Article) {
	var names []string
	for _, person := range record.Author {
		names = append(names, folded(person.Name))
	}
	c.field(truth, "author", listed(truth.Authors), listed(names), listed(truth.Authors) == listed(names))
	provider := ""
	if record.Provider != nil {
		provider = record.Provider.Name
	}
	right := strings.EqualFold(folded(provider), truth.Provider) ||
		(truth.Provider != "" && strings.EqualFold(folded(provider), truth.agency.long))
	c.field(truth, "provider", truth.Provider, provider, right)
}

// image checks the lead picture.
func (c *check) image(truth *card, record *schema.Article) {
	var want Image
	var got schema.Image
	if truth.Image != nil {
		want = *truth.Image
	}
	if len(record.Image) > 0 {
		got = record.Image[0]
	}
	label := truth.feed.site.language.word("credit")
	credit := folded(got.CreditText)
	for _, before := range []string{label, ":", "："} {
		credit = strings.TrimSpace(strings.TrimPrefix(credit, before))
	}
	address, _, _ := strings.Cut(got.ContentURL, "?") // the sizes of a picture are addresses of one
	c.field(truth, "image.contentUrl", want.URL, address, want.URL == address)
	c.field(truth, "image.caption", want.Caption, got.Caption, folded(want.Caption) == folded(got.Caption))
	c.field(truth, "image.creditText", want.Credit, credit, folded(want.Credit) == credit)
	c.field(truth, "image.license", want.License, got.License, strings.EqualFold(want.License, got.License))
}

// body checks that the blocks that are there are whole and in order, and that the
// text in one piece says the same. Blocks without a marker, such as the
// standfirst, may stand among them.
func (c *check) body(truth *card, record *schema.Article) {
	var want, got []string
	for _, p := range truth.Paragraphs {
		want = append(want, folded(p.Text))
	}
	texts := bodyOf(record)
	for _, text := range texts {
		marked := false
		markers(text, func(string) { marked = true })
		if marked {
			got = append(got, folded(text))
		}
	}
	if slices.Equal(want, got) {
		whole := strings.Join(texts, "\n")
		c.field(truth, "articleBody", whole, record.ArticleBody, folded(whole) == folded(record.ArticleBody))
		return
	}
	other := firstOther(got, want)
	if other == "" && len(got) > 0 {
		other = "(nothing more)"
	}
	c.field(truth, "articleBody", firstOther(want, got), other, false)
}

// firstOther is the first of some texts that differs from its fellow.
func firstOther(texts, others []string) string {
	for i, text := range texts {
		if i >= len(others) || text != others[i] {
			return text
		}
	}
	return ""
}

// isDomain says whether a domain is the site's. On the loopback a publisher has
// only an address, with or without its port.
func isDomain(truth *card, domain string) bool {
	if domain == truth.Domain {
		return true
	}
	at, err := netip.ParseAddrPort(domain)
	return err == nil && at == truth.feed.site.addr
}

// sameTime says whether a record gives the time that a page gives, at least as
// exactly as the page does.
func sameTime(want, got schema.Date) bool {
	w, err := want.Time()
	if err != nil {
		return false
	}
	g, err := got.Time()
	if err != nil {
		return false
	}
	if want.Precision() == schema.PrecisionMinute {
		g = g.Truncate(time.Minute)
	}
	return w.Equal(g)
}

func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// listed is a list as one text, in an order of its own.
func listed(list []string) string {
	var all []string
	for _, s := range list {
		all = append(all, folded(s))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
