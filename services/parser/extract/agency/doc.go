// Package agency knows the news agencies by the names that pages give them, and
// reads the datelines by which their copy begins.
//
// It decides nothing about a page: that a name is there is a sign, and what the
// signs amount to is for package extract to weigh.
package agency
