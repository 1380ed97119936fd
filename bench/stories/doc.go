// Command stories measures how well articles are sorted into stories.
//
//	go run ./bench/stories                      a made-up news web, with a known truth
//	go run ./bench/stories --data DIR           pages of a directory: pairs to be judged by reading
//
// On the newsroom it says how many of the pairs that tell one story were joined, and
// how many of the joined pairs do. On pages that nobody has judged it lists the pairs
// that were joined, and those that nearly were, with how alike they are; it goes by
// the texts that our extractor finds.
package main
