package licence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Programs are all that releases and images hold, from the root of the workspace.
func Programs() []string {
	return []string{"./cmd/wirecopy", "./services/fetcher/cmd/fetcher", "./services/parser/cmd/parser", "./services/storer/cmd/storer"}
}

// own is how our own modules begin.
const own = "github.com/wirecopy/wirecopy/"

// Linked are the modules whose code is linked into packages on any platform of a
// release, ours excepted, in order. Packages are as the go command in dir names them.
func Linked(ctx context.Context, dir string, packages ...string) ([]Module, error) {
	found := map[string]Module{}
	for _, platform := range []string{"linux", "darwin", "windows"} { // they link different modules
		const form = `{{with .Module}}{{.Path}}	{{.Version}}	{{.Dir}}{{end}}`
		command := exec.CommandContext(ctx, "go", append([]string{"list", "-deps", "-f", form}, packages...)...)
		command.Dir, command.Env = dir, append(os.Environ(), "GOOS="+platform, "GOARCH=amd64", "CGO_ENABLED=0")
		var said bytes.Buffer
		command.Stderr = &said
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("list what is linked for %s: %w: %s", platform, err, said.String())
		}
		for line := range strings.Lines(string(out)) {
			parts := strings.Split(strings.TrimSpace(line), "\t")
			if len(parts) == 3 && !strings.HasPrefix(parts[0], own) {
				found[parts[0]] = Module{Path: parts[0], Version: parts[1], Dir: parts[2]}
			}
		}
	}
	all := make([]Module, 0, len(found))
	for _, m := range found {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

// WriteList writes a table of modules and their licences. Versions are in go.sum,
// and not here, so that an update changes nothing unless a licence does.
func WriteList(w io.Writer, modules []Module) error {
	var text strings.Builder
	text.WriteString("# Licences of what is linked in\n\n" +
		"The modules in the programs of a release and their licences, by [SPDX](https://spdx.org/licenses/). `make generate` writes this list, a test holds\n" +
		"it to the programs, and each archive of a release has all the texts. The Go standard library is under BSD-3-Clause.\n\n" +
		"| module | licence |\n|---|---|\n")
	var faults []error
	for _, m := range modules {
		names, err := Names(m)
		if err = errors.Join(err, check(m, names)); err != nil {
			faults = append(faults, err)
			continue
		}
		fmt.Fprintf(&text, "| %s | %s |\n", m.Path, strings.Join(names, ", "))
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// WriteTexts writes the texts of all licences and notices, as they want to be passed on.
func WriteTexts(w io.Writer, modules []Module) error {
	for _, m := range modules {
		texts, err := Texts(m)
		if err != nil {
			return err
		}
		for _, t := range texts {
			if _, err := fmt.Fprintf(w, "== %s %s: %s\n\n%s\n\n", m.Path, m.Version, t.Name, strings.TrimSpace(t.Body)); err != nil {
				return err
			}
		}
	}
	return nil
}
