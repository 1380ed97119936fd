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
	// Contributors are further names that it gives, raw (dc:contributor, Atom contributor).
	Contributors []string `json:"contributors,omitempty"`
	// Categories are the entry's categories, tags and keywords (RSS category, Atom
	// category, JSON Feed tags, dc:subject, media:keywords, news:keywords).
	Categories []string `json:"categories,omitempty"`
	// Published is when the entry says it was published; absent when it doesn't (RSS pubDate, dc:date, Atom published).
	Published Date `json:"published,omitempty"`
	// Updated is when the entry says it was last changed; absent when it doesn't (Atom updated, dcterms:modified).
	Updated Date `json:"updated,omitempty"`
	// Language is the entry's language, else the feed's, BCP 47 (dc:language, xml:lang, RSS language, news:language).
	Language string `json:"language,omitempty"`
	// Source is the name of the organisation that the entry came from (RSS source, dc:source).
	Source string `json:"source,omitempty"`
	// SourceURL is that organisation's address, or that of its feed (RSS source url, Atom source link).
	SourceURL string `json:"sourceUrl,omitempty"`
	// Publisher is who published the entry, else the feed, by their own word (dc:publisher).
	Publisher string `json:"publisher,omitempty"`
	// Rights is the entry's or the feed's copyright line (dc:rights, Atom rights).
	Rights string `json:"rights,omitempty"`
	// UsageTerms is the address of the entry's licence (Atom link rel=license, cc:license, creativeCommons:license).
	UsageTerms string `json:"usageTerms,omitempty"`
	// Image is the entry's picture (Media RSS, enclosure, itunes:image, image:image of a sitemap).
	Image *Image `json:"image,omitempty"`
	// Enclosures are the files that come with the entry, such as recordings; pictures excepted.
	Enclosures []Enclosure `json:"enclosures,omitempty"`
	// Places are where the entry is about (GeoRSS, W3C Basic Geo).
	Places []Place `json:"places,omitempty"`

	// Attempt counts the downloads that have failed so far; absent before the first.
	Attempt int `json:"attempt,omitempty"`
	// Look counts the looks at the page after the one that the feed called for;
	// absent at that one.
	Look int `json:"look,omitempty"`
}

// Enclosure is a file that an entry comes with (RSS enclosure, Atom link
// rel=enclosure, media:content, JSON Feed attachment; schema.org MediaObject).
type Enclosure struct {
	// URL is its address, absolute, http or https (schema.org contentUrl).
	URL string `json:"url"`
	// Type is its media type as given (schema.org encodingFormat).
	Type string `json:"type,omitempty"`
	// Length is its size in bytes as given; absent when unknown (schema.org contentSize).
	Length int64 `json:"length,omitempty"`
	// Duration is how long it plays, in seconds as given; absent when unknown (schema.org duration).
	Duration int64 `json:"duration,omitempty"`
}

// Place is a point on the Earth by WGS 84 (schema.org GeoCoordinates).
type Place struct {
	// Name is what the entry calls it; absent when it gives no name (georss:featurename).
	Name string `json:"name,omitempty"`
	// Latitude is in degrees, north is positive (schema.org latitude).
	Latitude float64 `json:"latitude"`
	// Longitude is in degrees, east is positive (schema.org longitude).
	Longitude float64 `json:"longitude"`
}
