// Package byline reads the line that says who wrote: people, agencies, desks.
//
// It works on what is printed ("By Jane Roe and John Doe, AFP") and on the
// names that metadata give, which are as often lines like it.
package byline
