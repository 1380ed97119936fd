// Package sitemap follows the sitemaps of an index with one request a poll: a
// poll asks either the index or one of its sitemaps. [Follow] picks, from an
// index that was read, the few sitemaps in which news can be, and says which of
// them changed; [Next] is the one to ask; [Asked] and [Missed] note how that
// went. When none is due, the next poll asks the index again.
//
//	index ──Follow──► due ──Next──► one sitemap ──Asked──► not due
//	  ▲                 ▲                └───────Missed──► due with the next round
//	  └── none is due ──┴──Again── (the index is unchanged: 304, or an equal body)
//
// It is pure: no network, no clock, no state of its own. The state is that of the
// feed, [schema.Poll].Sitemaps, and every function returns a new list. Reading a
// sitemap is the business of package document.
package sitemap
