// Package lane keeps the lanes of hosts: a host is asked by one request at a
// time, with a spacing between two, and not before the time that it names when
// it is asked too much.
//
// [Local] keeps the lanes of one process in memory. [Shared] keeps those of all
// replicas of all stages in a bucket. Both are a [web.Gate] with one meaning: the
// law is kept at the dial, redirects included. They decide nothing about what to
// ask, and they are no queue: who can't come in soon is sent away with a time.
//
// The clocks of replicas are taken to differ by less than a second. What they
// differ by, a spacing between the requests of two replicas may be too short,
// and a lane that a crash left taken may be free too early; the margin of five
// seconds is for that.
package lane
