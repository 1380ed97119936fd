// Package block cuts a page into blocks: the runs of text between the borders of
// block-level elements, two line breaks being a border too. They are what is
// judged of a page, and what the body of a record is made of, so that a
// paragraph comes out whole or not at all.
//
// One walk of the tree makes all of them, and changes nothing in it. Which of
// them are the article isn't decided here.
package block
