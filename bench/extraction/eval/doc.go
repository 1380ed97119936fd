// Eval prints how well, and at what cost, this project's extractor reads pages
// with a known truth, beside the extractors of others:
//
//	make eval DATA=directory
package main
