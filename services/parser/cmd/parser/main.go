// Command parser downloads pages and publishes their records: the second stage
// of a wire that runs as several processes. See --help, and package parser.
package main

import (
	"os"

	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/services/parser"
)

func main() {
	var flags struct {
		stage.Common
		parser.Flags
	}
	os.Exit(stage.Program("parser", "Downloads the pages that feeds announce and publishes their records.", &flags, &flags.Common, flags.Build))
}
