// Package parser is the second stage of the wire: it downloads the pages that
// feeds announce and publishes the record of each.
//
//	items.due.<host>.<item> ──► download ──► extract ──► identify ──► articles.v1.…
//	        ▲                      │            │
//	        └── tried again later ─┘            └──► what never works ──► REJECTED, and a
//	            (items.sched.…)                      record of what the feed said
//
// What makes an article one article, and its versions, is kept in the bucket of
// revisions. The order of a publication is its law:
//
//  1. the record is published with the id <article>.<version>; if the server has
//     that id already, what it has is the truth, and is read,
//  2. then the revision is swapped, so that of two parsers one begins again,
//  3. then the alias of the item is written, by which it is not downloaded twice,
//  4. then the item is acknowledged.
//
// An article of several pages is asked for whole before anything of it is
// written, so that these windows are the same for one page and for many.
//
// How a page is read is package extract's; this one knows no HTML.
package parser
