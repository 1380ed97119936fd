// Package pgserver runs throw-away PostgreSQL servers from the programs that are
// installed on this machine: for tests and benchmarks, never for what anybody
// wants to keep.
//
// A server has a new directory of its own and listens on a Unix socket in it, so
// that any number run side by side. It ends with the process that started it,
// however that ends. PostgreSQL refuses to run as root; there it runs as the
// user postgres, or nobody.
//
// It is not for Windows, and installs nothing.
package pgserver
