// Train grows the forest that tells an article's text from the rest of a page,
// says how it does on pages of publishers that it wasn't grown of, and writes it
// as Go:
//
//	make train DATA=directory
package main
