// Command genschema writes the JSON Schemas of the records, and the AsyncAPI
// document of the messages, from their Go types and comments, so that there is one
// place to say what a field is. It is run by go generate in pkg/schema; a test
// beside it fails when the files are stale.
//
// It knows what these records need and is no general converter.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "genschema:", err)
		os.Exit(1)
	}
}

// write generates the files into the package in dir.
func write(dir string) error {
	files, err := generate(dir)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("write what was derived: %w", err)
		}
	}
	return nil
}
