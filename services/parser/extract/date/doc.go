// Package date reads dates as pages write them, and keeps how exact they are: a
// date without a time stays a day.
//
// It doesn't guess. What can be read in two ways, such as 03/04/2021, is no date
// here, and neither is what names no year.
package date
