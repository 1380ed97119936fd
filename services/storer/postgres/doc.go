// Package postgres keeps articles in PostgreSQL, 14 or later: the store of a wire
// that runs as several processes, any number of which may write to it at once.
//
// What holds, and why:
//
//   - A batch is one transaction of few round trips: the rows of new articles,
//     the versions by COPY, and what is to be indexed. It waits for no other
//     batch but one that has the same articles in hand, and for none forever: all
//     take their rows in the order of the ids.
//   - A write that has returned survives the death of the server, and a power cut:
//     synchronous_commit is on, whatever the database's default is.
//   - Records lie with the versions, which are partitioned by the month they were
//     made in, so that what retention ends is dropped and not deleted.
//   - The search is built from a queue, in turns of whoever asks for it, and never
//     waited for by a write.
//   - Readers take a page at a time and hold nothing between two.
//   - What PostgreSQL can't hold of a text, the character NUL, becomes U+FFFD in
//     what articles are found by; records don't have it, for JSON writes it \u0000.
//
// Several wires in one database have a schema each (search_path in the address).
package postgres
