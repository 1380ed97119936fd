// Package sqlite keeps articles in an SQLite file: the store of a wire that runs on
// one machine, with nothing to install (the driver is pure Go).
//
// What holds, and why:
//
//   - One connection writes, a few others read. In WAL mode neither waits for the
//     other, in this process or in another one: `wirecopy articles` reads the
//     file while the wire writes it.
//   - A write that has returned survives the death of the process. With
//     [SyncNormal] a power cut may take the last few seconds of writes, never the
//     file; the messages of these are acknowledged already, so that they must be
//     replayed from the stream. [SyncFull] closes the window, for an fsync a batch.
//   - A row's key is its place in time, so that newest first is the order of the
//     file, and of the search too: a page of an answer costs what the page costs.
//   - Readers take a page at a time and hold nothing between two, so that a long
//     export never keeps the log of changes (the -wal file) from being emptied.
//   - What articles are found by, but for feed, language, publisher and time, is in
//     a second file beside the first (package index), which follows the list of
//     changes that writing leaves: writing never waits for it. It can be deleted;
//     the next wire builds it anew.
//
// It is not for a network file system, and not for several wires in one file.
package sqlite
