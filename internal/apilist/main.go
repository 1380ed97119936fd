// Command apilist keeps the lists of what the published packages export, api.txt
// beside their code: a line for each constant, variable, function, method, type
// and field. What stands there once was promised, so that lines are only ever
// added. It is run by `make generate`; a test beside it fails when a line of a
// list isn't true any more, or one is missing.
//
//	apilist DIRECTORY …    adds to DIRECTORY/api.txt what is missing there
//
// It reads the source and no types: a type is what is written there.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listName is the file of the list, in the package's directory.
const listName = "api.txt"

func main() {
	for _, dir := range os.Args[1:] {
		if err := update(dir); err != nil {
			fmt.Fprintln(os.Stderr, "apilist:", err)
			os.Exit(1)
		}
	}
}

// update adds what is missing to the list of the package in dir. It takes nothing
// away: what isn't true any more is for the test to say.
func update(dir string) error {
	promised, err := read(dir)
	if err != nil {
		return err
	}
	there, err := exported(dir)
	if err != nil {
		return err
	}
	all := slices.Compact(slices.Sorted(slices.Values(append(promised, there...))))
	if err := os.WriteFile(filepath.Join(dir, listName), []byte(strings.Join(all, "\n")+"\n"), 0o644); err != nil {
		return fmt.Errorf("write list of what is exported: %w", err)
	}
	return nil
}

// read gives the lines of the list in dir; none when there is no list yet.
func read(dir string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, listName))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read list of what is exported: %w", err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n"), nil
}
