// Package manifest renders the chart as `helm template` does, without Helm's program.
// It talks to no cluster.
package manifest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// Files are the values that the chart of a directory is known to work with, relative
// to it.
func Files(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, "ci"))
	if err != nil {
		return nil, fmt.Errorf("list values: %w", err)
	}
	files := []string{"values-dev.yaml"}
	for _, e := range entries {
		files = append(files, filepath.Join("ci", e.Name()))
	}
	return files, nil
}

// Values reads a file of values, and lays settings on top, the last one topmost; a
// file "" has none.
func Values(dir, file string, settings ...map[string]any) (map[string]any, error) {
	values := chartutil.Values{}
	if file != "" {
		read, err := chartutil.ReadValuesFile(filepath.Join(dir, file))
		if err != nil {
			return nil, fmt.Errorf("read values: %w", err)
		}
		values = read
	}
	for _, s := range settings {
		values = chartutil.CoalesceTables(s, values)
	}
	return values, nil
}

// Render gives all objects of a release "wire" in the namespace "news" with these
// values as one stream of YAML. An error names the value that is missing, unknown or
// out of bounds.
func Render(dir string, values map[string]any) (string, error) {
	c, err := loader.Load(dir)
	if err != nil {
		return "", fmt.Errorf("load chart: %w", err)
	}
	options := chartutil.ReleaseOptions{Name: "wire", Namespace: "news", Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(c, values, options, chartutil.DefaultCapabilities) // checks the schema too
	if err != nil {
		return "", err
	}
	texts, err := engine.Render(c, all)
	if err != nil {
		return "", err
	}
	var objects []string
	for name, text := range texts {
		if filepath.Ext(name) == ".yaml" && strings.TrimSpace(text) != "" {
			objects = append(objects, fmt.Sprintf("# Source: %s\n%s\n", name, text))
		}
	}
	slices.Sort(objects)
	return strings.Join(objects, "---\n"), nil
}
