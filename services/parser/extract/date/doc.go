// Package date reads dates as pages write them, in the languages of the press,
// and keeps how exact they are: a date without a time stays a day.
//
// It doesn't guess. What can be read in two ways, such as 03/04/2021, is no date
// unless the reader is told which [Order] its writer goes by, and neither is
// what names no year. It knows the Gregorian calendar, and the eras that Japan,
// Taiwan and Thailand count their years from; no other calendar.
package date
