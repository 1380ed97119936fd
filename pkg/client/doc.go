// Package client subscribes to a wire: it hands every article of the stream
// ARTICLES to a handler, and what the handler returns decides what becomes of
// the message. The contract that it keeps for its user is docs/events.md.
//
//	ARTICLES ──► language, publisher, ──► durable   ──► worker: provider, ──► Handler
//	             section (the server)     "archive"     keyword, once           │
//	                                        ▲                                   │
//	                                        └── nil: done · [Retry], any error: again · [Skip]: never again
//
// With [Durable] the wire remembers where a consumer stands, through crashes
// and restarts of either side, and several processes of one name share the
// work. Without a name a subscription is for looking on, as a tail is: it
// stands where it stands as long as it lives.
//
// # Once
//
// A durable consumer gets everything at least once: a message comes again when
// its handler fails, and when an acknowledgement is lost with a connection or a
// process. [Message.ID] is the same each time, and is what makes it once: give
// your store a unique key of it, or write with an upsert. [Once] remembers ids
// in memory, which takes away most repeats but none across a restart.
//
// Versions of an article may overtake each other when one comes again or
// several workers are busy: order them by VersionCreated, and never let an older
// one overwrite a newer one.
//
// # Speed
//
// A worker asks for the next message when it has done with the last, so that
// nothing waits in a queue that another process could have had. One worker
// handles a few thousand articles a second next to its server; far from it, each
// article costs a round trip, and [Workers] makes up for that.
//
// # Longer ago
//
// The stream keeps a week. What is older is in the wire's store: `wirecopy replay`
// publishes it once more, into a stream of the consumer's own, which [Replayed]
// reads. The ids are the same, so that who handles each once may read both.
//
// It is not a NATS client: the connection, its credentials and its life are the
// caller's. It is not a store, and it makes neither streams nor articles.
package client

//go:generate go run ../../internal/apilist .
