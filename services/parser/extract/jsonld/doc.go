// Package jsonld reads what a page's JSON-LD says of its article, in the shapes
// that real pages have: objects, lists and graphs, several scripts, names where
// objects should be, broken JSON (line breaks within strings, trailing commas,
// comments of HTML and of C), entities within strings.
//
// It is no processor of JSON-LD (W3C): contexts aren't fetched, and of the
// vocabulary only what schema.org says of articles is known.
package jsonld
