// Command figures measures a whole wire on a made-up news web: the figures of
// docs/benchmarks.md. `make bench` builds the wire and runs it.
//
// The wire runs as a process of its own, so that its CPU time and memory are
// those of nothing else (they are read from /proc, so that this needs Linux).
// Three phases: a backlog of articles from feed to store; rounds of polls that
// find nothing new; and a flow of new articles, whose way from the poll that
// found them to a subscriber is timed.
package main
