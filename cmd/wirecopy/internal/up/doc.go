// Package up runs the whole wire in one process: an embedded NATS server, the
// three stages on it, and a store in a file. It puts together what the binaries
// of the stages are made of, by the same constructors; it has no stage of its own.
//
//	start ►  nats ► newsroom (demo) ► storer ► parser ► websub ► fetcher ► feeds ► http ► screen
//	stop  ◄  in the other order: nothing is sent to a part that has gone
package up
