// Package dom makes one bounded tree of a downloaded page, and gathers in one
// walk what the page says of itself outside its text: meta elements, links,
// scripts of JSON-LD, headings, times, names.
//
// It judges nothing: which of these is right is for package extract to weigh.
// What no reader of a page looks at, such as scripts and most attributes, isn't
// in the tree; nothing is changed in it once it is made.
package dom
