// Command clock measures the clock of the wire alone: the message schedules of an
// embedded NATS server, one for each feed, and a worker that winds them up again.
//
// A body is as large as a feed's state really is. First all schedules are
// written. Then, some 15 minutes' worth of feeds being spread over the time at a
// steady rate and in no order, the worker takes up what is due as a fetcher does:
// it reads the state, writes the next schedule fenced by the due message, writes
// polls.<feed>, and acknowledges. Nothing is asked on the web. At the end every
// feed is looked for: each must have one schedule, or one due message, that tells
// how often it was polled.
package main
