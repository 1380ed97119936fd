package document

import (
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
	// Kind is "rss", "rdf", "atom" or "json".
	Kind string
	// Title is the feed's title, plain text.
	Title string
	// Site is the address of the site that the feed belongs to; absolute, or empty.
	Site string
	// Language is the language that the feed gives, BCP 47; empty if it gives none.
	Language string
	// Hints is what the document says of polling it.
	Hints Hints
	// Entries are in the order of the document. Each has an address.
	Entries []Entry
	// Repairs name what had to be repaired: see the constants below.
	Repairs []string
	// Dropped is how many entries are missing: those without any usable address, and those beyond [MaxEntries].
	Dropped int
}

// The repairs that a document can need.
const (
	RepairCharset  = "charset"          // its charset is not the one that was declared
	RepairControls = "controls"         // characters that XML forbids, or bytes that are none at all
	RepairJunk     = "junk-before-root" // something before the root element
	RepairMarkup   = "markup"           // comments and angle brackets that no parser takes
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
	// Authors are names as given.
	Authors []string
	// Categories are plain text.
	Categories []string
	// Published and Updated are as exact as they were given.
	Published, Updated schema.Date
	// Source is the name of the organisation that the entry came from.
	Source string
	// Rights is the copyright line of the entry, else of the feed.
	Rights string
	// Image is the entry's picture, if it has one.
	Image *schema.Image

	// Key is the first eight bytes of the hash of its id: of GUID, else of URL.
	Key uint64
	// Print is the first four bytes of its fingerprint: of title, address, date of publication and text.
	Print uint32

	fingerprint string // the hash of which Print is the beginning, in hexadecimal digits
}

// Item is the message that announces the entry's page.
func (e *Entry) Item(feed schema.FeedRef, language string, discovered time.Time) schema.Item {
	return schema.Item{
		V:           schema.StateVersion,
		ID:          schema.ItemID(e.URL),
		URL:         e.URL,
		Fingerprint: e.fingerprint,
		Feed:        feed,
		Discovered:  discovered,
		GUID:        e.GUID,
		Title:       e.Title,
		Summary:     e.Summary,
		Content:     e.Content,
		Authors:     e.Authors,
		Categories:  e.Categories,
		Published:   e.Published,
		Updated:     e.Updated,
		Language:    language,
		Source:      e.Source,
		Rights:      e.Rights,
		Image:       e.Image,
	}
}

// Parse reads a document. Its error is an [*Error], which says what came instead
// of a feed; any part of a document that can be had is better than none.
func Parse(s Source) (*Document, error) {
	m, err := edit(s)
	if err != nil {
		return nil, err
	}
	d, err := m.read(s.URL)
	if err != nil {
		return nil, err
	}
	d.Repairs = m.repairs
	d.Dropped += m.outline.dropped
	return d, nil
}
