// Package catalogue keeps what users say of their feeds, in a key-value bucket
// of NATS that all services and tools share.
//
// It holds no state of polling: that is in the schedules and in polls.<feed>.
package catalogue
