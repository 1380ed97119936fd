// Package check sees whether a wire works, by made-up news that goes all the way
// that real news goes:
//
//	catalogue ─► fetcher ─► polls.<feed>        a feed is added, polled, and removed again
//	items.due ─► parser ─► articles.v1.…        an entry becomes an article
//	             storer ─► store                it is stored, and taken out of the store at once
//
// Nothing is asked for on the web. The feed and its entry are at an address that
// is given to nobody and that the services refuse to dial: the poll tells of that,
// and the record is made from what the entry itself says. So neither the services
// nor the pod that checks need a way to a server that plays the site, and what is
// left unseen by it is the way to the internet.
//
// The storer knows these articles by [IsMadeUp] and erases what it has just stored,
// so that whoever checks needs no way to the database. What stays is a message on
// the streams of articles and of rejections, until it is too old, and the id of an
// erased article in the store. One check at a time: a second one takes the first
// one's feed away.
package check
