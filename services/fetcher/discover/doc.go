// Package discover finds the feeds of a site whose user gave the address of a
// page. [Feeds] lists what a page names, the likeliest first; [Pick] says whether
// one of them is clearly meant.
//
// Where a page names feeds, in the order of how much it means:
//
//   - the HTTP header Link and the element link, with rel=alternate and a type
//     that is a feed's, or with rel=feed (HTML §4.6.7.1, RFC 8288)
//   - anchors whose address looks like a feed's, on the same site. They have no
//     type, by which [Pick] knows them
//
// What looks like a feed and is none, as seen in the wild: the JSON of
// WordPress' API and of oEmbed, versions of the page for phones and in other
// languages, sitemaps, and links to feed readers with a feed's address in theirs.
// Comment feeds are feeds, and almost never what is meant: they come last.
//
// It is not a downloader: the page comes as bytes, nothing that it names is asked
// for, and whether it is a feed at all is for package document to say. The names
// of feeds are foreign text.
package discover
