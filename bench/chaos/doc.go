// Package chaos holds the random test of a wire that runs as many processes:
// three fetchers, three parsers, two storers and their NATS server, any of which
// is killed at any time, each with the permissions of its service alone. It has
// nothing but tests.
package chaos
