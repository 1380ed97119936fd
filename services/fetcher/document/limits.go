package document

import "unicode/utf8"

// The bounds of a document. gofeed allocates 11 KB for an empty entry and half a
// kilobyte for any element of an extension, so that bytes alone bound nothing:
// 1.4 MB of <item/> would take 2.2 GB.
const (
	// MaxBytes bounds a document as downloaded.
	MaxBytes = 10 << 20
	// MaxSitemapBytes bounds a sitemap that came as a gzip file, inflated (sitemaps.org: 50 MB).
	MaxSitemapBytes = 50 << 20
	// MaxEntries bounds the entries that are read; those beyond, at the end of the
	// document or, in a sitemap, the oldest, are dropped.
	MaxEntries = 2000
	// MaxDepth bounds how deep elements, or JSON values, are nested.
	MaxDepth = 64

	maxRatio      = 100     // inflated bytes a byte of a gzip file, above 1 MiB
	maxElements   = 200_000 // in all; the largest real feed seen has 20,000
	maxAttributes = 200_000 // in all
	maxTagAttrs   = 100     // of one element
	maxVoids      = 2000    // <br> and its like that are open, for want of an end tag, in HTML that nobody escaped
	maxStray      = 10_000  // angle brackets that open nothing
	maxCopied     = 2 << 30 // bytes: gofeed joins the pieces of an element's text one by one
)

// The bounds of an entry, in bytes. Of all fields together, with every byte
// escaped in JSON in the worst way, they stay below a message's 1 MiB.
const (
	maxContent  = 256 << 10
	maxSummary  = 64 << 10
	maxLine     = 2 << 10 // titles, ids, names and other single lines
	maxNames    = 20      // authors, and also categories
	maxName     = 256
	maxLanguage = 35 // RFC 5646 §4.4.1
)

// clip cuts s to at most limit bytes, and so that its JSON takes no more than
// twice that. It never cuts a rune.
func clip(s string, limit int) string {
	if len(s) <= limit/3 { // no byte takes more than six
		return s
	}
	cost := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '<', '>', '&', '\u2028', '\u2029', utf8.RuneError:
			cost += 6
		case '"', '\\', '\n', '\r', '\t':
			cost += 2
		default:
			cost += size
		}
		if i += size; i > limit || cost > 2*limit {
			return s[:i-size]
		}
	}
	return s
}
