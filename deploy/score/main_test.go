package main

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What kube-score reports is a fault unless it is fine, skipped, or an exception for
// just this.
func TestJudge(t *testing.T) {
	t.Parallel()
	const text = `[
		{"object_meta": {"name": "wire-parser"}, "checks": [
			{"check": {"id": "container-resources"}, "grade": 1, "comments": [{"summary": "CPU limit is not set"}, {"summary": "Memory limit is not set"}]},
			{"check": {"id": "stable-version"}, "grade": 10, "comments": null},
			{"check": {"id": "container-ports-check"}, "grade": 1, "skipped": true, "comments": [{"summary": "Skipped"}]},
			{"check": {"id": "container-security-context-user-group-id"}, "grade": 1, "comments": [{"summary": "The container is running with a low user ID"}]}]},
		{"object_meta": {"name": "wire-postgres"}, "checks": [
			{"check": {"id": "container-security-context-user-group-id"}, "grade": 1, "comments": [{"summary": "The container is running with a low user ID"}]}]}]`
	var report []object
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	faults := []string{
		"wire-parser: container-resources: Memory limit is not set",
		"wire-parser: container-security-context-user-group-id: The container is running with a low user ID",
	}
	if diff := cmp.Diff(faults, judge(report, used)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	exceptions := []string{"container-resources CPU limit is not set", "container-security-context-user-group-id low -postgres"}
	if diff := cmp.Diff(exceptions, slices.Sorted(maps.Keys(used))); diff != "" {
		t.Errorf("exceptions that were used (-want +got):\n%s", diff)
	}
}
