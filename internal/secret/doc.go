// Package secret reads the values that the settings of feeds only name:
// passwords, tokens, cookies. They lie in a [Directory], a file each, and are
// read when they are used; [Header] makes request headers of them.
//
// No error of this package holds a value, and nothing is logged. It is not a
// store: nothing is written, encrypted or kept in memory.
package secret
