// Package opml reads and writes lists of feeds as feed readers exchange them:
// OPML 1.0 and 2.0 (https://opml.org/spec2.opml).
//
// Folders become tags, one for each level, and so do categories. [Write] makes
// folders of tags, so that what it writes reads back the same.
//
// Lists are foreign bytes, often written by hand: [Read] takes attributes in any
// case, lone ampersands, HTML's entities, missing end tags and the encodings of
// the web. Its bounds are [MaxBytes], [MaxDepth] and [MaxOutlines].
//
// It is not an outliner: outlines that are neither feed nor folder are passed
// over, and lists within lists are told of and not followed. It fetches nothing.
package opml
