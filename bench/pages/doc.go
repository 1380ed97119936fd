// Command pages measures how many pages a second a parser downloads from sites
// that take their time, with nothing extracted: what is left is the clock of the
// items, the requests, inflation, and the publication of the records.
//
//	this process: the sites; every answer takes 150 to 250 ms
//	wire:         the NATS server and one parser, whose extractor only makes the least record
//
// All items are written first. What is measured is the middle four fifths of them.
// By Little's law, 400 pages a second of 200 ms each are 80 downloads at once.
package main
