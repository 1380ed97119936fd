package main

import (
	"math"
	"time"
)

const (
	// near is how near the number of requests has to come, as a share.
	near = 0.001
	// maxReplays bounds the search for it.
	maxReplays = 25
)

// equalise replays a trace by a rule, with the dial where there are so many
// requests a feed and day.
func equalise(t trace, r rule, requests float64) outcome {
	// The longer the dial, the fewer requests: about in proportion until clamps
	// hold, and then the halves of what is left are tried.
	low, high := math.Log(float64(time.Second)), math.Log(math.MaxInt64/2)
	guess := math.Log(float64(24*time.Hour) / requests)
	var last outcome
	for range maxReplays {
		last = replay(t, r, time.Duration(math.Exp(guess)))
		off := math.Log(last.Requests / requests)
		if math.Abs(off) < near {
			break
		}
		if off > 0 {
			low = guess
		} else {
			high = guess
		}
		if guess += off; guess <= low || guess >= high || math.IsInf(guess, 0) {
			guess = (low + high) / 2
		}
	}
	return last
}
