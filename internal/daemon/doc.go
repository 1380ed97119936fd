// Package daemon is the life of a process: its parts start in order, stop in
// the reverse order, and what they return becomes an exit code.
//
// It is not a service framework. It restarts nothing, injects nothing and
// knows no configuration: a part is a name and a function that blocks until
// its context ends.
//
// Stopping has two stages. The first SIGTERM or SIGINT ends the intake: the
// context of [Signals] ends, and [Run] stops the parts from the last to the
// first. Work in hand goes on under [Work], which outlives the intake by a
// budget; what is still running after that is cut off with [ErrStopping], so
// that it is told apart from work that failed.
//
//	consumers ──► producers          start: what receives stands before what sends
//	consumers ◄── producers          stop: nothing is sent to a part that has gone
package daemon
