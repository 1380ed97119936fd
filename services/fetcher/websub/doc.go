// Package websub subscribes to feeds at their hubs (W3C WebSub, Recommendation of
// 2018-01-23), so that a feed is polled when there is news in it, and seldom else.
//
//	poll ─► Polled ─► bucket pushes ◄── sweep: renewals, lapsed leases
//	                     │  ▲                │
//	                     ▼  │                ▼
//	                  agenda ─► ask ──POST──► hub ──GET, POST──► callback ─► poll now
//
// A push is a signal and nothing more: what was pushed is only hashed, to see
// that it comes from the hub, and never parsed or kept. So a hub can neither put
// words into a feed nor take any away, and one that is silent, slow or gone makes
// news late at worst. Polls never end and never wait for a hub.
//
// What was asked of which hub is in a bucket that all replicas share, by feed: any
// of them may answer a hub's call. Secrets are in no bucket: a callback's token
// and a hub's secret follow from one master secret in a file. A feed without a
// hub costs nothing.
//
// It is no hub, and it discovers no feeds: it takes hub and topic from what a
// poll has found.
package websub
