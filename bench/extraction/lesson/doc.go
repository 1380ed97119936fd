// Package lesson makes examples of pages with a known truth, for the forest that
// tells an article's text from the rest of a page, and grows it: the production
// extractor's blocks and figures, labels by aligning the blocks with the truth,
// and for pages of which only snippets are known, labels by a teacher that also
// sees what other extractors took for the text.
//
// What is said of a forest is said of pages of publishers that it wasn't grown
// of: see [Folds].
package lesson
