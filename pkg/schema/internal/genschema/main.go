// Command genschema writes the JSON Schemas of the records from their Go types
// and comments, so that there is one place to say what a field is. It is run by
// go generate in pkg/schema; a test beside it fails when the files are stale.
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

// write generates the schemas into the package in dir.
func write(dir string) error {
	files, err := generate(dir)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, "jsonschema", name+".schema.json"), text, 0o644); err != nil {
			return fmt.Errorf("write schema of %s: %w", name, err)
		}
	}
	return nil
}
