// Package peer puts extractors behind one function: ours, and those of others
// that it is measured beside. They get the bytes of a page and its address, and
// each parses for itself, as it would in use.
package peer
