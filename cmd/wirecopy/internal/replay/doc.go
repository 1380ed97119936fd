// Package replay publishes stored articles once more, for a consumer that is older
// than the memory of the stream.
//
//	store ──► window of time ──► batch ──► pace ──► a stream of the consumer's own
//	          the oldest first                 ▲     │
//	                                           └─────┘ waits while the stream takes nothing
//
// A store answers with the newest article first; a consumer wants them as they were
// published. So a replay reads one window of time after the other, each of which
// fits into memory, and turns it round. Where it stops, it says up to when all has
// been published, and can begin again there: what goes out twice has the same id.
//
// It is no part of a wire: nothing that it publishes is taken up by a stage, and
// the subjects of the wire are refused where the subject is given.
package replay
