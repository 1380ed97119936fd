// Command ingest measures a store: what an article costs on its way from a message
// into it, what its search costs, how fast it answers, and what a storer does with
// a steady stream of articles.
//
//	go run ./bench/ingest --store postgres
//	go run ./bench/ingest --store sqlite
//
// The CPU time is that of this process and, with PostgreSQL, of a server that is
// started for it with its usual settings, but for the size of its memory. It is
// read from /proc, so that this needs Linux. Articles are invented: some 4 KB of
// text in records of 14 KB, of words as unequal as those of a language.
//
// Four phases: batches are decoded and written; all is indexed; 50 questions are
// asked; and articles are published to a NATS server in this process at a steady
// rate, while a storer with its search writes them.
package main
