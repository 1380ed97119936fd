//go:build unix && !linux

package pgserver

// inMemory is none here.
func inMemory() string { return "" }
