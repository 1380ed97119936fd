package licence

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func module(t *testing.T, files map[string]string) Module {
	t.Helper()
	m := Module{Path: "example.org/boats", Version: "v1.0.0", Dir: t.TempDir()}
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(m.Dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestNamesAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	const grant = "Redistribution and use in source and\n binary forms, with or without modification"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"apache":       {map[string]string{"LICENSE": "Apache License\n   Version 2.0, January 2004"}, []string{"Apache-2.0"}},
		"two clauses":  {map[string]string{"LICENSE.txt": grant}, []string{"BSD-2-Clause"}},
		"three":        {map[string]string{"COPYING": grant + " to endorse or promote products derived from this software"}, []string{"BSD-3-Clause"}},
		"several":      {map[string]string{"LICENSE": grant, "LICENSE-MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"}, []string{"BSD-2-Clause", "MIT"}},
		"code is none": {map[string]string{"license.go": grant, "LICENSE": "Mozilla Public License Version 2.0"}, []string{"MPL-2.0"}},
	} {
		got, err := Names(module(t, c.files))
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
}

func TestUnknownAndCopyleftAreRefused(t *testing.T) {
	t.Parallel()
	if err := WriteList(&bytes.Buffer{}, []Module{module(t, map[string]string{"LICENSE": "All rights reserved."})}); err == nil || !strings.Contains(err.Error(), "example.org/boats") {
		t.Errorf("a licence that nobody knows: %v", err)
	}
	if err := WriteList(&bytes.Buffer{}, []Module{module(t, map[string]string{"COPYING": "GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007"})}); !errors.Is(err, errCopyleft) {
		t.Errorf("copyleft: %v", err)
	}
}

func TestTextsAreWhole(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := WriteTexts(&out, []Module{module(t, map[string]string{"LICENSE": "Do as you like.\n", "NOTICE": "By boatmen.", "README": "no"})}); err != nil {
		t.Fatal(err)
	}
	want := "== example.org/boats v1.0.0: LICENSE\n\nDo as you like.\n\n== example.org/boats v1.0.0: NOTICE\n\nBy boatmen.\n\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// The committed list is that of the programs: `make generate` writes it anew.
func TestListIsThatOfThePrograms(t *testing.T) {
	t.Parallel()
	modules, err := Linked(t.Context(), "../..", Programs()...)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := WriteList(&want, modules); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/licences.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/licences.md is not what is linked in: run make generate")
	}
}
