package deploy_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"

	"github.com/wirecopy/wirecopy/deploy/manifest"
)

const chartDir = "helm/wirecopy"

// object is an object of Kubernetes as the chart renders it.
type object map[string]any

func (o object) kind() string { return o.at("kind").(string) }

func (o object) name() string { return o.at("metadata", "name").(string) }

// at goes down by keys, and by numbers in lists; nil where there is nothing.
func (o object) at(path ...any) any {
	var v any = map[string]any(o)
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// render gives the objects of a values file, with settings such as "a.b=c" on top;
// "" is the defaults alone.
func render(t *testing.T, file string, settings ...map[string]any) []object {
	t.Helper()
	objects, err := try(t, file, settings...)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return objects
}

func try(t *testing.T, file string, settings ...map[string]any) ([]object, error) {
	t.Helper()
	values, err := manifest.Values(chartDir, file, settings...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := manifest.Render(chartDir, values)
	if err != nil {
		return nil, err
	}
	var objects []object
	for decoder := yaml.NewDecoder(strings.NewReader(text)); ; {
		var o map[string]any // not an object, which all maps within would be too
		err := decoder.Decode(&o)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w\n%s", err, text)
		}
		if o != nil {
			objects = append(objects, o)
		}
	}
}

// files are all values that the chart is known to work with.
func files(t *testing.T) []string {
	t.Helper()
	all, err := manifest.Files(chartDir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// pods are the pod specs of all workloads, by the workload's name.
func pods(objects []object) map[string]object {
	found := map[string]object{}
	for _, o := range objects {
		switch o.kind() {
		case "Deployment", "StatefulSet", "Job":
			found[o.name()] = object(o.at("spec", "template", "spec").(map[string]any))
		case "Pod":
			found[o.name()] = object(o.at("spec").(map[string]any))
		}
	}
	return found
}

func find(t *testing.T, objects []object, kind, name string) object {
	t.Helper()
	for _, o := range objects {
		if o.kind() == kind && o.name() == name {
			return o
		}
	}
	t.Fatalf("there is no %s %s", kind, name)
	return nil
}

func TestEveryValuesFileRenders(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		names := map[string]bool{}
		for _, o := range render(t, file) {
			id := o.kind() + " " + o.name()
			if names[id] {
				t.Errorf("%s: there are two of %s", file, id)
			}
			names[id] = true
		}
		for _, service := range []string{"fetcher", "parser", "storer"} {
			if !names["Deployment wire-wirecopy-"+service] {
				t.Errorf("%s: there is no %s among %v", file, service, names)
			}
		}
	}
}

// As `helm lint --strict` does.
func TestChartLints(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		values, err := manifest.Values(chartDir, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range lint.All(chartDir, values, "news", true).Messages {
			if said.Severity >= support.WarningSev {
				t.Errorf("%s: %s", file, said)
			}
		}
	}
}

func TestPodsAreRestricted(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		for name, pod := range pods(render(t, file)) {
			if pod.at("automountServiceAccountToken") != false || pod.at("securityContext", "runAsNonRoot") != true ||
				pod.at("securityContext", "seccompProfile", "type") != "RuntimeDefault" || pod.at("hostNetwork") != nil {
				t.Errorf("%s: %s isn't restricted: %v", file, name, pod["securityContext"])
			}
			for i := range pod.at("containers").([]any) {
				c := object(pod.at("containers", i, "securityContext").(map[string]any))
				if c["allowPrivilegeEscalation"] != false || c["readOnlyRootFilesystem"] != true || c.at("capabilities", "drop", 0) != "ALL" {
					t.Errorf("%s: a container of %s isn't restricted: %v", file, name, c)
				}
				if pod.at("containers", i, "resources", "limits", "memory") == nil {
					t.Errorf("%s: a container of %s has no limit of memory", file, name)
				}
			}
		}
	}
}

func TestAutoscaledServicesHaveNoReplicas(t *testing.T) {
	t.Parallel()
	for file, kind := range map[string]string{"ci/keda.yaml": "ScaledObject", "ci/hpa.yaml": "HorizontalPodAutoscaler"} {
		objects := render(t, file)
		for _, service := range []string{"wire-wirecopy-fetcher", "wire-wirecopy-parser", "wire-wirecopy-storer"} {
			if replicas := find(t, objects, "Deployment", service).at("spec", "replicas"); replicas != nil {
				t.Errorf("%s: %s has %v replicas beside its autoscaler", file, service, replicas)
			}
			find(t, objects, kind, service)
		}
	}
	fetcher := map[string]any{"fetcher": map[string]any{"autoscaling": map[string]any{"min": 1}}}
	if least := find(t, render(t, "ci/keda.yaml", fetcher), "ScaledObject", "wire-wirecopy-fetcher").at("spec", "minReplicaCount"); least != 1 {
		t.Errorf("at least %v fetchers run, want 1: one must sweep", least)
	}
}

func TestUnknownValuesAreRefused(t *testing.T) {
	t.Parallel()
	for _, wrong := range []map[string]any{
		{"fecther": map[string]any{}},
		{"fetcher": map[string]any{"replica": 2}},
		{"fetcher": map[string]any{"replicas": 0}},
		{"fetcher": map[string]any{"autoscaling": map[string]any{"mode": "vpa"}}},
		{"streams": map[string]any{"replicas": 2}},
		{"streams": map[string]any{"readers": []any{"a.b"}}},
		{"parser": map[string]any{"refuse": []any{"everything"}}},
		{"web": map[string]any{"hostInterval": "soon"}},
		{"fetcher": map[string]any{"websub": map[string]any{"url": "news.example/websub"}}},
	} {
		if _, err := try(t, "values-dev.yaml", wrong); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}

func TestMissingValuesAreNamed(t *testing.T) {
	t.Parallel()
	if _, err := try(t, ""); err == nil || !strings.Contains(err.Error(), "nats.url is needed") {
		t.Errorf("without a server: %v", err)
	}
	server := map[string]any{"nats": map[string]any{"url": "nats://nats:4222"}}
	if _, err := try(t, "", server); err == nil || !strings.Contains(err.Error(), "where the database is") {
		t.Errorf("without a place for the database: %v", err)
	}
}

// Each value stands in the chart's README with its default, and nothing else does.
func TestReadmeHasEveryValue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(chartDir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.SplitN(line, "`", 5); strings.HasPrefix(line, "| `") && len(cells) == 5 {
			said[cells[1]] = cells[3]
		}
	}
	chart, err := loader.Load(chartDir)
	if err != nil {
		t.Fatal(err)
	}
	for path, value := range chart.Values {
		compare(t, said, path, value)
	}
	for path := range said {
		t.Errorf("README.md tells of %s, which there is not", path)
	}
}

// compare looks a value up, and those in it, and takes them out of what is said.
func compare(t *testing.T, said map[string]string, path string, value any) {
	t.Helper()
	want, listed := said[path]
	if m, ok := value.(map[string]any); ok && !listed {
		for key, inner := range m {
			compare(t, said, path+"."+key, inner)
		}
		return
	}
	delete(said, path)
	var stands any
	if err := yaml.Unmarshal([]byte(want), &stands); err != nil || !listed {
		t.Errorf("README.md doesn't tell of %s: %v", path, err)
		return
	}
	if asJSON(t, stands) != asJSON(t, value) {
		t.Errorf("README.md says that %s is %s, and it is %v", path, want, value)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
