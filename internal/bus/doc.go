// Package bus is how the stages talk: the connection to NATS, the streams as
// data, publishing, scheduling and consuming.
//
// It knows nothing of feeds or articles beyond the names in pkg/schema, and it
// decides for no stage what to do with a message: a [Handler] says that by the
// error that it returns, and the bus carries it out in one place.
//
//	nil              the effect is durable: acknowledge
//	Park(reason, e)  it can never work: keep it as a rejection, and take it off the stream
//	RetryAfter(d, e) not now: deliver it again after d
//	any other error  something that all work needs is missing: hold the message, try again
//
// What is published either carries an id, made from the identity of the work,
// by which the server drops a second one, or is fenced by the sequence of the
// last message on a subject, so that of two writers one is refused with
// [ErrFenced]. There is no third way.
package bus
