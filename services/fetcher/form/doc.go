// Package form reads and writes the JSON of a [schema.Poll], the state that each
// poll of a feed begins and ends with. What it does is what encoding/json does,
// to the byte, in a tenth of the time: it knows the fields, and in which order
// they are written.
//
// It is no parser of JSON. What isn't exactly in the form that this release
// writes, such as a field of a later one, is left to encoding/json as a whole;
// and so are single values that are seldom there, or need escaping.
package form
