// Package consumertest has tests only: it runs the consumers of docs/consumers, in
// their own languages, against a NATS server with the wire's streams, kills them,
// stops them, and takes the server away from them.
//
// `make consumers` runs it so that one sees what was run, and what couldn't be
// because its language isn't there.
package consumertest
