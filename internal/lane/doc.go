// Package lane keeps the lanes of hosts: a host is asked by one request at a
// time, with a spacing between two, and not before the time that it names when
// it is asked too much.
//
// [Local] keeps the lanes of one process. It is a [web.Gate]: the law is kept at
// the dial, redirects included. It decides nothing about what to ask.
package lane
