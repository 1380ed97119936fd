// Command feedsuite reads the documents of feedparser's own test suite and holds
// them against what the suite expects: how many are read, and of the Expect lines
// on title, link, id and dates how many are met. It prints two tables, and each
// document that is not read and each line that is not met by its name.
//
//	go run ./bench/feedsuite feedparser-suite.tar.gz
//
// The suite is a program in Python, and its lines are expressions; those of the
// form feed['title'] == '…' and entries[0]['link'] == '…' are understood, in all
// their spellings, and of one that has more parts those parts. Lines of the folder
// sanitize are left out. What differs between the two is taken into account:
//
//   - A title is plain text to us and HTML to feedparser: texts are compared.
//   - A date is its raw text to feedparser: instants are compared.
//   - An entry without any address is none to us. Where a line is about one, it is
//     given an address before it is read again.
//   - Of the dates of a feed we keep one.
package main
