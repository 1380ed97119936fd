// Package reserve reads what a page asks machines not to do with it: the robots
// directives noarchive, noai and noimageai, and the reservation of text and data
// mining by the W3C community's TDMRep. Both come as headers and as meta elements.
//
// It decides nothing: what a reservation means for the record is the parser's and
// its operator's. It asks for nothing: the reservations of a whole site, in its
// /.well-known/tdmrep.json, and those of robots.txt are out of its scope.
package reserve
