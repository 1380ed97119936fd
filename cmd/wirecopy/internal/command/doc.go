// Package command is the command line of wirecopy, but for the wire itself
// (package up): what people and scripts do with a wire that runs, with the store
// it fills, with single pages, and with the newsroom of the demo. A command a file.
//
//	feeds     ──► catalogue, polls          over NATS, but for test
//	tail      ◄── articles.v1.>             over NATS
//	rejected  ◄── rejected.>, ──► retries.> over NATS
//	erase     ──► streams, store, pages     over NATS, and beside the wire
//	check     ──► catalogue, items          over NATS
//	articles  ◄── store                     for reading only, beside the wire
//	replay    store ──► your own stream     for reading only, and over NATS
//	reparse   kept pages ──► articles.v1.>  over NATS, as a parser does
//	extract   page ──► record               needs neither
//	newsroom  a synthetic news web          needs neither
//
// A command is a struct whose fields are its flags, read by package env, with a
// method Run that is given the process's context and its [Terminal]. What is
// wrong with flags is said by Validate, before anything is done.
//
// Commands print what was asked for to Out and what they had to pass over to
// Err. They return errors and never end the process; a reader of Out that goes
// away, as in wirecopy tail | head, is no error.
package command
