// Package licence finds the modules that are linked into the programs of a release,
// and under which licences they are. It knows the licences that Go modules have,
// by words of their texts; one that it doesn't know is an error, so that somebody
// reads it before it is shipped.
package licence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Module is a module that is linked in.
type Module struct {
	Path    string
	Version string
	Dir     string // where its source is
}

// Text is a file of a module that says what may be done with it.
type Text struct {
	Name string
	Body string
}

// known are licences by words that only they have, with their names by SPDX; those
// of BSD are told from each other by what one lacks.
func known() []struct{ name, words string } {
	return []struct{ name, words string }{
		{"Apache-2.0", "apache license version 2.0"},
		{"BSL-1.0", "boost software license - version 1.0"},
		{"CC0-1.0", "cc0 1.0 universal"},
		{copyleft, "gnu general public license version"}, // with a comma it is only spoken of, as by MPL-2.0
		{copyleft, "gnu affero general public license version"},
		{copyleft, "gnu lesser general public license version"},
		{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
		{"ISC", "permission to use, copy, modify, and distribute this software for any purpose with or without fee"},
		{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy of this software"},
		{"MPL-2.0", "mozilla public license version 2.0"},
		{"MPL-2.0", "mozilla public license, version 2.0"},
		{"Unlicense", "this is free and unencumbered software released into the public domain"},
		{"Zlib", "altered source versions must be plainly marked as such"},
	}
}

const (
	copyleft = "GPL"

	bsd        = "redistribution and use in source and binary forms"
	bsdNoNames = "endorse or promote products derived from this software" // the third clause, whoever's names it has
)

// isText says which files hold licences and notices.
var isText = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|unlicense)([-._].*)?$`)

// Texts are a module's licences and notices.
func Texts(m Module) ([]Text, error) {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return nil, fmt.Errorf("licences of %s: %w", m.Path, err)
	}
	var all []Text
	for _, e := range entries {
		if !e.Type().IsRegular() || !isText.MatchString(e.Name()) || filepath.Ext(e.Name()) == ".go" {
			continue
		}
		body, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("licences of %s: %w", m.Path, err)
		}
		all = append(all, Text{Name: e.Name(), Body: string(body)})
	}
	return all, nil
}

// Names are the licences that a module's texts are of, by SPDX and in order.
func Names(m Module) ([]string, error) {
	texts, err := Texts(m)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range texts {
		names = append(names, namesOf(t.Body)...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 {
		return nil, fmt.Errorf("licences of %s: no text in %s is of a licence that is known here: read it, and add it", m.Path, m.Dir)
	}
	return names, nil
}

// namesOf are the licences that a text holds.
func namesOf(text string) (names []string) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, k := range known() {
		if strings.Contains(text, k.words) {
			names = append(names, k.name)
		}
	}
	switch {
	case !strings.Contains(text, bsd):
	case strings.Contains(text, bsdNoNames):
		names = append(names, "BSD-3-Clause")
	default:
		names = append(names, "BSD-2-Clause")
	}
	return names
}

// errCopyleft is that a licence asks for more than a notice.
var errCopyleft = errors.New("its licence would be the whole program's")

// check refuses what can't be linked into a program under Apache-2.0 without more.
func check(m Module, names []string) error {
	if slices.Contains(names, copyleft) {
		return fmt.Errorf("%s is under %s: %w", m.Path, strings.Join(names, " and "), errCopyleft)
	}
	return nil
}
