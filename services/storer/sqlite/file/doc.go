// Package file opens a file of SQLite as the wire needs it: readable for its owner
// alone, in WAL mode, one connection to write and a few to read, and errors that
// say in plain words what is wrong. What is in the file is not its matter.
package file
