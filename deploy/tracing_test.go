package deploy_test

import (
	"slices"
	"strings"
	"testing"
)

// services are the names of the deployments that can be traced.
func services() []string {
	return []string{"wire-wirecopy-fetcher", "wire-wirecopy-parser", "wire-wirecopy-storer"}
}

// variables are the names of a pod's variables, and its values where they are given.
func variables(pod object) map[string]any {
	all := map[string]any{}
	for i := range pod.at("containers", 0, "env").([]any) {
		v := object(pod.at("containers", 0, "env", i).(map[string]any))
		all[v["name"].(string)] = v["value"]
	}
	return all
}

func TestNothingIsTracedUnlessACollectorIsNamed(t *testing.T) {
	t.Parallel()
	for name, pod := range pods(render(t, "ci/hpa.yaml")) {
		for variable := range variables(pod) {
			if strings.HasPrefix(variable, "OTEL_") {
				t.Errorf("%s has %s", name, variable)
			}
		}
	}
}

func TestTracesReachTheirCollector(t *testing.T) {
	t.Parallel()
	objects := render(t, "ci/tracing.yaml", map[string]any{"tracing": map[string]any{"headersSecret": "collector"}})
	for _, name := range services() {
		set := variables(pods(objects)[name])
		if set["OTEL_EXPORTER_OTLP_ENDPOINT"] != "http://collector.observability.svc:4318" ||
			set["OTEL_TRACES_SAMPLER"] != "parentbased_traceidratio" || set["OTEL_TRACES_SAMPLER_ARG"] != "0.1" {
			t.Errorf("%s has %v", name, set)
		}
		if value, there := set["OTEL_EXPORTER_OTLP_HEADERS"]; !there || value != nil {
			t.Errorf("the headers of %s are %v, want them from the secret", name, value)
		}
		if !slices.Contains(ports(find(t, objects, "NetworkPolicy", name)), 4318) {
			t.Errorf("%s may not reach the collector", name)
		}
	}
	if slices.Contains(ports(find(t, objects, "NetworkPolicy", "wire-wirecopy-setup")), 4318) {
		t.Error("the job of the set-up may reach the collector, and sends it nothing")
	}
}

func TestThePortOfACollectorIsThatOfItsAddress(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]int{
		"https://traces.example": 443, "http://collector/otlp": 80, "https://traces.example:8443/otlp": 8443,
	} {
		tracing := map[string]any{"endpoint": endpoint, "cidr": "10.30.0.0/16"}
		policy := find(t, render(t, "ci/hpa.yaml", map[string]any{"tracing": tracing}), "NetworkPolicy", "wire-wirecopy-parser")
		if !slices.Contains(ports(policy), want) {
			t.Errorf("%s: the ports are %v, want %d", endpoint, ports(policy), want)
		}
	}
}

func TestACollectorThatCantBeReachedIsRefused(t *testing.T) {
	t.Parallel()
	nowhere := map[string]any{"tracing": map[string]any{"endpoint": "http://collector:4318"}}
	if _, err := try(t, "ci/hpa.yaml", nowhere); err == nil || !strings.Contains(err.Error(), "where the collector of traces is") {
		t.Errorf("without a place for the collector: %v", err)
	}
	for _, wrong := range []map[string]any{
		{"endpoint": "collector:4317"}, {"endpoint": "http://wire:hunter2@collector:4318"}, {"ratio": 2}, {"sampler": "always_on"},
	} {
		if _, err := try(t, "ci/hpa.yaml", map[string]any{"tracing": wrong}); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}

// ports are those that a network policy opens to the outside.
func ports(policy object) (all []int) {
	for i := range policy.at("spec", "egress").([]any) {
		opened, _ := policy.at("spec", "egress", i, "ports").([]any)
		for j := range opened {
			if port, ok := policy.at("spec", "egress", i, "ports", j, "port").(int); ok {
				all = append(all, port)
			}
		}
	}
	return all
}
