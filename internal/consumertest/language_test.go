package consumertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// needed ends a test that lacks something. In CI, where it has to be, that is a
// failure: a test that nobody runs keeps nothing.
func needed(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip("NOT RUN: " + what)
}

// place is where a consumer lies.
func place(language string) string {
	dir, err := filepath.Abs(filepath.Join("..", "..", "docs", "consumers", language))
	if err != nil {
		panic(err)
	}
	return dir
}

// run runs a consumer in all ways.
func run(t *testing.T, p program) {
	t.Helper()
	t.Run("durable", func(t *testing.T) {
		t.Parallel()
		testConsumer(t, p)
	})
	t.Run("reader", func(t *testing.T) {
		t.Parallel()
		testReader(t, p)
	})
}

func TestJavaScriptConsumer(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		needed(t, "there is no node to run the consumer in JavaScript with")
	}
	dir := place("javascript")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		dir = install(t, dir)
	}
	run(t, program{dir: dir, args: []string{node, "consumer.mjs"}})
}

// install copies the consumer and gets its packages, by their lock.
func install(t *testing.T, from string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"consumer.mjs", "package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join(from, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	npm.Dir = dir
	if said, err := npm.CombinedOutput(); err != nil {
		needed(t, fmt.Sprintf("docs/consumers/javascript has no packages, and they can't be had: npm ci: %v\n%s", err, said))
	}
	return dir
}

// TestPythonConsumer runs where Python has nats-py, which not every CI can get.
func TestPythonConsumer(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NOT RUN: there is no python3 to run the consumer in Python with")
	}
	if said, err := exec.CommandContext(t.Context(), python, "-c", "import nats.js, nkeys").CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: python3 has no nats-py (pip install -r docs/consumers/python/requirements.txt): %v\n%s", err, said)
	}
	run(t, program{dir: place("python"), args: []string{python, "consumer.py"}})
}
