// Command clock measures the clock of the wire alone: the message schedules of an
// embedded NATS server, one for each feed, and a worker that winds them up again.
//
// A body is as large as a feed's state really is. First all schedules are
// written, as the round of polls before has left them: in the order in which feeds
// are due, but for the jitter of their intervals. That matters, for the server keeps
// the blocks in memory that hold what is due. Then, for some minutes and at a steady
// rate, the worker takes up what is due as a fetcher does:
// it reads the state, writes the next schedule fenced by the due message, writes
// polls.<feed>, and acknowledges. Nothing is asked on the web. At the end every
// feed is looked for: each must have one schedule, or one due message, that tells
// how often it was polled.
package main
