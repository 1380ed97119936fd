// Package chaos holds the random test of a wire that runs as many processes:
// three fetchers, three parsers, two storers and their NATS server, any of which
// is killed at any time. It has nothing but tests.
package chaos
