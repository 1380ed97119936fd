// Command fetcher polls feeds: the first stage of a wire that runs as several
// processes. See --help, and package fetcher.
package main

import (
	"os"

	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/services/fetcher"
)

func main() {
	var flags struct {
		stage.Common
		fetcher.Flags
	}
	os.Exit(stage.Program("fetcher", "Polls feeds and announces their new entries.", &flags, &flags.Common, flags.Build))
}
