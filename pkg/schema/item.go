package schema

import "time"

// Item is an address that a feed announced, with all that the feed says of it.
// The parser turns it into an [Article].
type Item struct {
	// V is the version of this body's form, [StateVersion] when written.
	V int `json:"v"`
	// ID is the [ItemID] of URL.
	ID string `json:"id"`
	// URL is the address to download: absolute, http or https, as the feed gave it.
	URL string `json:"url"`
	// Fingerprint changes when the entry's title, link, date of publication or text change.
	Fingerprint string `json:"fingerprint"`
	// Feed is the feed that announced it.
	Feed FeedRef `json:"feed"`
	// Discovered is when the entry was first seen in the feed.
	Discovered time.Time `json:"discovered"`

	// GUID is the entry's own identifier: RSS guid, Atom id, JSON Feed id, rdf:about.
	GUID string `json:"guid,omitempty"`
	// Title is the entry's title as plain text.
	Title string `json:"title,omitempty"`
	// Summary is the entry's description or summary, HTML as the feed gave it.
	Summary string `json:"summary,omitempty"`
	// Content is the entry's full content, HTML as the feed gave it.
	Content string `json:"content,omitempty"`
	// Authors are the names that the entry gives, raw (RSS author, dc:creator, Atom author).
	Authors []string `json:"authors,omitempty"`
	// Categories are the entry's categories or tags (RSS category, Atom category, JSON Feed tags).
	Categories []string `json:"categories,omitempty"`
	// Published is when the entry says it was published; absent when it doesn't (RSS pubDate, dc:date, Atom published).
	Published Date `json:"published,omitempty"`
	// Updated is when the entry says it was last changed; absent when it doesn't (Atom updated, dcterms:modified).
	Updated Date `json:"updated,omitempty"`
	// Language is the feed's language, BCP 47.
	Language string `json:"language,omitempty"`
	// Source is the name of the organisation that the entry came from (RSS source, dc:source).
	Source string `json:"source,omitempty"`
	// Rights is the entry's or the feed's copyright line (dc:rights, Atom rights).
	Rights string `json:"rights,omitempty"`
	// Image is the entry's picture (Media RSS, enclosure, itunes:image).
	Image *Image `json:"image,omitempty"`

	// Attempt counts the downloads that have failed so far; absent before the first.
	Attempt int `json:"attempt,omitempty"`
}
