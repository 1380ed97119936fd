package document

import (
	"bytes"
	"cmp"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Source is what was downloaded.
type Source struct {
	// URL is the address at which the document was found, after redirects; relative links start from it.
	URL string
	// ContentType is the header of that name, as received; it may be empty.
	ContentType string
	// Body is the document, its content coding undone, its charset not. It isn't changed.
	Body []byte
}

// Document is a feed document that was read.
type Document struct {
	// Kind is "rss", "rdf", "atom", "json", "cdf", "sitemap" or "sitemapindex".
	Kind string
	// ID is the feed's own identifier (Atom id, rdf:about of the channel); empty if it has none.
	ID string
	// Title is the feed's title, plain text.
	Title string
	// Site is the address of the site that the feed belongs to; absolute, or empty.
	Site string
	// Language is the language that the feed gives, BCP 47; empty if it gives none.
	Language string
	// Updated is when the document says that it was last changed or published.
	Updated schema.Date
	// Hints is what the document says of polling it.
	Hints Hints
	// Entries are in the order of the document. Each has an address.
	Entries []Entry
	// Sitemaps are those that an index names, in its order; only an index has any, and it has no entries.
	Sitemaps []Sitemap
	// Repairs name what had to be repaired: see the constants below.
	Repairs []string
	// Dropped is how many entries, or sitemaps of an index, are missing: those without any usable address, and those beyond [MaxEntries].
	Dropped int
}

// The repairs that a document can need.
const (
	RepairCharset  = "charset"          // its charset is not the one that was declared
	RepairControls = "controls"         // characters that XML forbids, or bytes that are none at all
	RepairJunk     = "junk-before-root" // something before the root element
	RepairMarkup   = "markup"           // comments, angle brackets and namespaces that no parser takes
	RepairTooMany  = "too-many-entries" // more entries than are read
	RepairSalvaged = "salvaged"         // broken or cut off: what follows the last good entry is lost
)

// Hints is what a document says of polling it. All of it is optional.
type Hints struct {
	// TTL is for how long the document may be kept (RSS ttl).
	TTL time.Duration
	// SkipHours are hours, 0 to 23, GMT, in which nothing is new (RSS skipHours).
	SkipHours []int
	// SkipDays are days, GMT, on which nothing is new (RSS skipDays).
	SkipDays []time.Weekday
	// UpdatePeriod is how often it changes (sy:updatePeriod over sy:updateFrequency).
	UpdatePeriod time.Duration
	// Hub is the address of its WebSub hub (rel=hub).
	Hub string
	// Self is the address that it gives as its own (rel=self).
	Self string
}

// Entry is what a feed says of one page. Texts are cut to the bounds of
// limits.go, so that the [schema.Item] of an entry always fits into a message.
type Entry struct {
	// GUID is the entry's own identifier, as given: guid, rdf:about, Atom id, JSON Feed id.
	GUID string
	// URL is the address of its page: absolute, http or https, otherwise as given.
	URL string
	// Title is plain text.
	Title string
	// Summary and Content are HTML as given; at most 64 and 256 KiB, cut at a rune.
	Summary, Content string
	// Authors and Contributors are names as given.
	Authors, Contributors []string
	// Categories are plain text: categories, tags and keywords.
	Categories []string
	// Published and Updated are as exact as they were given.
	Published, Updated schema.Date
	// Language is the language of the entry, BCP 47; empty if it gives none of its own.
	Language string
	// Source is the name of the organisation that the entry came from, and SourceURL
	// its address, or that of its feed.
	Source, SourceURL string
	// Publisher is who published it (dc:publisher), of the entry, else of the feed.
	Publisher string
	// Rights is the copyright line of the entry, else of the feed; UsageTerms is the
	// address of its licence.
	Rights, UsageTerms string
	// Image is the entry's picture, if it has one.
	Image *schema.Image
	// Enclosures are files that come with the entry, pictures excepted.
	Enclosures []schema.Enclosure
	// Places are where the entry is about.
	Places []schema.Place

	// Key is the first eight bytes of the hash of its id: of GUID, else of URL.
	Key uint64
	// Print is the first four bytes of its fingerprint: of title, address, date of publication and text.
	Print uint32

	fingerprint string // the hash of which Print is the beginning, in hexadecimal digits
}

// Item is the message that announces the entry's page; language is the feed's.
func (e *Entry) Item(feed schema.FeedRef, language string, discovered time.Time) schema.Item {
	return schema.Item{
		V:            schema.StateVersion,
		ID:           schema.ItemID(e.URL),
		URL:          e.URL,
		Fingerprint:  e.fingerprint,
		Feed:         feed,
		Discovered:   discovered,
		GUID:         e.GUID,
		Title:        e.Title,
		Summary:      e.Summary,
		Content:      e.Content,
		Authors:      e.Authors,
		Contributors: e.Contributors,
		Categories:   e.Categories,
		Published:    e.Published,
		Updated:      e.Updated,
		Language:     cmp.Or(e.Language, language),
		Source:       e.Source,
		SourceURL:    e.SourceURL,
		Publisher:    e.Publisher,
		Rights:       e.Rights,
		UsageTerms:   e.UsageTerms,
		Image:        e.Image,
		Enclosures:   e.Enclosures,
		Places:       e.Places,
	}
}

// Parse reads a document. Its error is an [*Error], which says what came instead
// of a feed; any part of a document that can be had is better than none.
func Parse(s Source) (*Document, error) {
	if isGzip(s.Body) {
		return parseGzip(s)
	}
	return parseText(s)
}

// parseText reads a document that is not compressed.
func parseText(s Source) (*Document, error) {
	m, err := edit(s)
	if err != nil {
		return nil, err
	}
	if isSitemap(m.outline.root) {
		return readSitemap(m.outline.root, bytes.NewReader(m.text), s.URL, m.repairs)
	}
	d, err := m.read(s.URL)
	if err != nil {
		return nil, err
	}
	d.Repairs = m.repairs
	d.Dropped += m.outline.dropped
	return d, nil
}
