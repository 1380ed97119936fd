// Command score holds what the chart renders with each of its values files against the
// checks of kube-score. It is run from the root of the workspace, by `make kube-score`.
//
// What kube-score finds and the chart means stands in exceptions, with its reason; an
// exception that nothing needs any more is a fault too.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/wirecopy/wirecopy/deploy/manifest"
)

const (
	chartDir = "deploy/helm/wirecopy"
	// program is kube-score; its version has no place in tools/go.mod, for what it
	// needs there changes what the linter is built of.
	program = "github.com/zegl/kube-score/cmd/kube-score@v1.20.0"
	// oldest is the oldest Kubernetes that the chart takes, as in Chart.yaml.
	oldest = "v1.27"
	// fine is the grade from which kube-score says OK.
	fine = 7
)

// object is one of kube-score's report, in its JSON of version 2.
type object struct {
	Meta struct {
		Name string `json:"name"`
	} `json:"object_meta"`
	Checks []struct {
		Check struct {
			ID string `json:"id"`
		} `json:"check"`
		Grade    int  `json:"grade"`
		Skipped  bool `json:"skipped"`
		Comments []struct {
			Summary string `json:"summary"`
		} `json:"comments"`
	} `json:"checks"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	files, err := manifest.Files(chartDir)
	if err != nil {
		return err
	}
	var faults []error
	used := map[string]bool{}
	for _, file := range files {
		report, err := score(ctx, file)
		if err != nil {
			return fmt.Errorf("score %s: %w", file, err)
		}
		for _, fault := range judge(report, used) {
			faults = append(faults, fmt.Errorf("%s: %s", file, fault))
		}
		fmt.Printf("%s: %d objects\n", file, len(report))
	}
	for _, e := range exceptions() {
		if !used[e.String()] {
			faults = append(faults, fmt.Errorf("the exception %s isn't needed: take it out of deploy/score/exceptions.go", e))
		}
		fmt.Printf("meant: %s: %s\n", e, e.reason)
	}
	return errors.Join(faults...)
}

// score is what kube-score says of the chart with a file of values.
func score(ctx context.Context, file string) ([]object, error) {
	values, err := manifest.Values(chartDir, file)
	if err != nil {
		return nil, err
	}
	objects, err := manifest.Render(chartDir, values)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "run", program, "score", "--kubernetes-version", oldest, "--output-format", "json", "-")
	cmd.Stdin = strings.NewReader(objects)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, failure := cmd.Output() // it fails for what it finds too
	var report []object
	if err := json.Unmarshal(out, &report); err != nil {
		return nil, fmt.Errorf("run %s: %w: %s", filepath.Base(program), errors.Join(failure, err), bytes.TrimSpace(said.Bytes()))
	}
	return report, nil
}

// judge gives what is found and no exception allows, and marks the exceptions that
// are used.
func judge(report []object, used map[string]bool) (faults []string) {
	for _, o := range report {
		for _, c := range o.Checks {
			if c.Skipped || c.Grade >= fine {
				continue
			}
			for _, comment := range c.Comments {
				if e, ok := allowed(o.Meta.Name, c.Check.ID, comment.Summary); ok {
					used[e.String()] = true
					continue
				}
				faults = append(faults, fmt.Sprintf("%s: %s: %s", o.Meta.Name, c.Check.ID, comment.Summary))
			}
		}
	}
	return faults
}
