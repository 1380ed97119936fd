// Package stage is what the binaries of the stages have in common: their flags,
// their connection to the bus, their web client, their log, metrics and health,
// and the order in which all of it starts and stops.
//
// It knows no stage: each says by a [BuildFunc] what it is made of. The wire in
// one process (wirecopy up) uses the same pieces and puts them together itself.
package stage
