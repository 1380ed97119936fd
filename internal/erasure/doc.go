// Package erasure takes an article out of a wire for good, because somebody has
// a right to that: its record with all versions, its messages on the stream, and
// the rejections that hold its text. No parser publishes it afterwards.
//
// The order is what makes it hold while the wire runs, and what makes it safe to
// die anywhere in between and to begin again:
//
//	mark the revision      no parser publishes it from now on
//	look                   what the store, the stream and the rejections have of it
//	wait for the storer    so that what it has in hand is found by the last look
//	delete messages        while the store still knows their numbers
//	erase in the store     which takes no version of it any more, whoever has it in hand
//	remove the kept page   which no parser puts there after the mark, or takes away again
//	look again             until nothing has come meanwhile
//
// It doesn't reach what consumers of the wire have taken already, nor backups of
// the store, nor an item that waits for its download: that ends at the mark.
package erasure
