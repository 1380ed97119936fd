package opml

import (
	"fmt"
	"strings"
)

// maxTold is how many outlines the text of an error names.
const maxTold = 20

// SkippedError is the error that some outlines of a list couldn't be used.
type SkippedError struct {
	Outlines []Outline // in the order of the list
}

// Outline is an entry of a list that couldn't be used.
type Outline struct {
	Title string // may be empty
	Line  int    // on which it begins, from 1
	Err   error  // what is wrong with it
}

// Error names the first outlines, a line each, and says how many there are.
func (s *SkippedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d outlines of the list were left out:", len(s.Outlines))
	for _, o := range s.Outlines[:min(len(s.Outlines), maxTold)] {
		fmt.Fprintf(&b, "\nline %d, %q: %v", o.Line, o.Title, o.Err)
	}
	if more := len(s.Outlines) - maxTold; more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return b.String()
}

// Unwrap gives what is wrong with each.
func (s *SkippedError) Unwrap() []error {
	all := make([]error, len(s.Outlines))
	for i, o := range s.Outlines {
		all[i] = o.Err
	}
	return all
}
