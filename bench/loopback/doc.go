// Package loopback has one listener stand for many hosts of this machine: each
// address of 127.0.0.0/8 is one. Linux routes all of them to the loopback, so
// that this needs Linux. Whoever isn't on this machine is turned away.
package loopback
