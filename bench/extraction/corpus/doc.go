// Package corpus reads pages with a known truth: sets of two files each,
// NAME.pages.jsonl.gz (id, url, html) and NAME.truth.jsonl.gz (what of text,
// title, authors and date is known of each). It has no pages of its own, and no
// test of this project needs any: who measures says where the sets lie.
package corpus
