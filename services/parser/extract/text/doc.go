// Package text has the few things that are done to plain text everywhere in a
// record: collapsing white space, counting words, comparing and hashing.
//
// It knows no markup and no language beyond which scripts are written without
// spaces.
package text
