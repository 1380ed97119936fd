// Command storer writes records into a store: the last stage of a wire that
// runs as several processes. See --help, and package storer.
package main

import (
	"os"

	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/services/storer"
)

func main() {
	var flags struct {
		stage.Common
		storer.Flags
	}
	os.Exit(stage.Program("storer", "Stores the records of articles.", &flags, &flags.Common, flags.Build))
}
