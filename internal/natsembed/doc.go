// Package natsembed runs a NATS server with JetStream inside the process: the
// bus of a wire that has nothing to install, and of tests.
//
// It is one server, not a cluster, and it has no accounts or passwords: who can
// reach its address can use it. That is why it listens on loopback unless told
// otherwise. The services of the same process don't go over the network at all.
package natsembed
