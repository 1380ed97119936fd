// Package fetcher is the first stage of the wire: it polls feeds when they are
// due and announces their new entries.
//
//	feeds.sched.<feed> ─timer─► feeds.due.<feed> ──► poll ──► items.due.<host>.<item>
//	        ▲                                          │
//	        └── the next schedule, with all the state ─┴────► polls.<feed>
//
// The clock is NATS' own: each feed has one scheduled message whose body is the
// feed's whole state, a [schema.Poll], so that fetchers keep nothing and any
// number of them share the work without a leader. The order of a poll is its law:
//
//  1. the items are stored,
//  2. then the next schedule, fenced by the due message: of two fetchers with the
//     same message only one can write it,
//  3. then polls.<feed>, for people and for whoever has to seed the feed again,
//  4. then the due message is acknowledged.
//
// A fetcher that dies anywhere leaves a message that is delivered again; one that
// was only slow finds its fence broken, and writes nothing.
//
// Who asks a site is the visitor, which stores nothing ([Explain] is a visit and
// no more); who sees to it that each feed of the catalogue has a clock, and a feed
// that rests has none, is the seeder. How sites are treated is told to their owners
// in docs/etiquette.md; each of its rules has a test of its name.
//
// It downloads no pages and judges no text. Package document reads feeds, discover
// finds them, seen knows what is new, policy says when to poll next, budget what
// all polls together may take, and websub has hubs tell of news.
package fetcher
