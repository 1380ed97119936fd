// Package fulltext says what a search for text means, the same for every store:
// how a user's line is read ([Parse]) and how text is cut into words ([Words]).
//
// Text and search go through the same cutting, so that what is found doesn't
// depend on how either is written:
//
//   - case, accents of Latin and Greek letters, vowel points of Arabic and
//     Hebrew, full-width forms and soft hyphens don't count: Łódź is lodz, ё is
//     е. Letters that are letters of their own stay: й is not и, が not か.
//   - scripts that are written without spaces (Chinese, Japanese, Thai, Lao,
//     Khmer, Burmese), and Korean, which joins its particles to its words, are
//     cut into overlapping pairs of characters: 東京都 is 東京 京都 都. Whatever
//     stands in a text next to each other is found, without a dictionary that
//     would be wrong about names; the price is that 京都 is found there too.
//
// There is no stemming: a wire has every language, often several in one text.
//
// It is no index and no database: package sqlite turns a [Search] into a query
// of FTS5.
package fulltext
