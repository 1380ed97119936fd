package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/internal/env"
)

// Who reads the runbook is in a hurry: each command in it is one that there is.
func TestCommandsOfTheRunbookExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/runbook.md")
	if err != nil {
		t.Fatal(err)
	}
	stands := strings.NewReplacer("URL", "https://news.example/feed.xml", "NUMBER", "1", "REASON", "robots", "DIR", "keys")
	command := regexp.MustCompile("(?m)(?:^    |`)wirecopy ([a-z][^`\n#>|]*)")
	found := command.FindAllStringSubmatch(string(text), -1)
	for _, match := range found {
		args := strings.Fields(stands.Replace(match[1]))
		if _, err := (env.Program{Name: "wirecopy"}).Parse(&grammar{}, args, nil); err != nil {
			t.Errorf("wirecopy %s: %v", match[1], err)
		}
	}
	if len(found) < 10 {
		t.Errorf("%d commands were found", len(found))
	}
}
