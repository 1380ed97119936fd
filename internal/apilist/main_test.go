package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A line that was promised can only be taken out by hand, by who knows that nobody
// can have relied on it.
func TestLaw9WhatIsExportedIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"../../pkg/schema", "../../pkg/client"} {
		promised, err := read(dir)
		if err != nil || len(promised) == 0 {
			t.Fatalf("%s: %d lines, %v", dir, len(promised), err)
		}
		there, err := exported(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range promised {
			if !slices.Contains(there, line) {
				t.Errorf("%s exports this no longer, and has promised it: %s", dir, line)
			}
		}
		for _, line := range there {
			if !slices.Contains(promised, line) {
				t.Errorf("%s: the list lacks what is exported, run `make generate`: %s", dir, line)
			}
		}
	}
}

// sample is a package with one of each.
const sample = `package sample

import "context"

const (
	Small = 1 << 3
	Name  Word = "a"
	hidden = 2
)

var ErrGone, quiet = f(), 1
var Count int

type Word string

type Alias = Word

type Handler func(ctx context.Context, a, b int) error

type Reader interface {
	Read(into []byte) (n int, err error)
}

type Record struct {
	ID, Title string ` + "`json:\"id\"`" + `
	Word
	inner int
}

type hiddenRecord struct{ Field int }

func (r *Record) Put(a, b string, rest ...int) (n int, err error) { return 0, nil }
func (r Record) get() {}
func (hiddenRecord) Show() {}
func Make[T any](f func(x T)) *Record { return nil }
func f() error { return nil }
`

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestExportedLists(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "sample.go", sample)
	write(t, dir, "sample_test.go", "package sample\nconst InATest = 1\n")
	got, err := exported(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"const Name Word = \"a\"",
		"const Small = 1 << 3",
		"embedded Record Word",
		"field Record.ID string `json:\"id\"`",
		"field Record.Title string `json:\"id\"`",
		"func Make[T any](func(T)) *Record",
		"method (*Record) Put(string, string, ...int) (int, error)",
		"type Alias = Word",
		"type Handler func(context.Context, int, int) error",
		"type Reader interface{ Read([]byte) (int, error) }",
		"type Record struct",
		"type Word string",
		"var Count int",
		"var ErrGone",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestConstantsWithoutAValueAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "sample.go", "package sample\nconst (\nOne = iota\nTwo\n)\n")
	if _, err := exported(dir); err == nil || !strings.Contains(err.Error(), "constant Two") {
		t.Errorf("error is %v", err)
	}
}

func TestUpdateOnlyAdds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "sample.go", "package sample\nconst A = 1\n")
	list := func(want string) {
		t.Helper()
		if err := update(dir); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, listName))
		if err != nil || string(text) != want {
			t.Errorf("list is %q, %v; want %q", text, err, want)
		}
	}
	list("const A = 1\n")
	write(t, dir, "sample.go", "package sample\nconst B = 1\n")
	list("const A = 1\nconst B = 1\n")
}
