package deploy_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/stage"
)

// What `helm test` runs reaches the cluster's DNS and NATS, has the key of its own
// user alone, and finds the server by what the program knows.
func TestHelmTestNeedsNATSAlone(t *testing.T) {
	t.Parallel()
	const name = "wire-wirecopy-check"
	objects := render(t, "ci/dev-keys.yaml")
	policy := find(t, objects, "NetworkPolicy", name)
	var open []string
	for i := range policy.at("spec", "egress").([]any) {
		open = append(open, fmt.Sprint(policy.at("spec", "egress", i, "to", 0, "podSelector", "matchLabels", "app.kubernetes.io/component"),
			" ", policy.at("spec", "egress", i, "ports", 0, "port")))
	}
	if want := []string{"<nil> 53", "nats 4222"}; !slices.Equal(open, want) || policy.at("spec", "ingress") != nil {
		t.Errorf("the pod of the test reaches %v and is reached by %v, want %v and none", open, policy.at("spec", "ingress"), want)
	}
	pod := find(t, objects, "Pod", name)
	if hook := pod.at("metadata", "annotations", "helm.sh/hook"); hook != "test" {
		t.Errorf("the pod is for helm's %v", hook)
	}
	spec := pods(objects)[name]
	if volumes := spec.at("volumes").([]any); len(volumes) != 1 || spec.at("volumes", 0, "secret", "items", 0, "key") != "check.nk" || spec.at("volumes", 0, "secret", "items", 1) != nil {
		t.Errorf("the pod mounts %v", volumes)
	}
	var environ []string
	for i := range spec.at("containers", 0, "env").([]any) {
		environ = append(environ, fmt.Sprintf("%s=%s", spec.at("containers", 0, "env", i, "name"), spec.at("containers", 0, "env", i, "value")))
	}
	if _, err := (env.Program{Name: name}).Parse(&struct{ stage.Server }{}, nil, environ); err != nil {
		t.Errorf("%v: %v", environ, err)
	}
}
