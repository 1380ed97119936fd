// Package ruler compares what extractors make of pages with the truth, by the
// measures that the field publishes: runs of four words of the whole text
// (scrapinghub's article-extraction-benchmark), snippets that must and must not
// be in it (Trafilatura's evaluation), titles, authors and days. Its figures are
// those of these benchmarks to their printed precision.
package ruler
