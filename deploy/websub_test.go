package deploy_test

import (
	"strings"
	"testing"
)

// Without a public address no port is open for hubs.
func TestWebSubIsOffUnlessThereIsAnAddress(t *testing.T) {
	t.Parallel()
	for _, o := range render(t, "values-dev.yaml") {
		if strings.Contains(asJSON(t, map[string]any(o)), "websub") {
			t.Errorf("%s %s speaks of websub", o.kind(), o.name())
		}
	}
}

func TestHubsReachTheFetchersAlone(t *testing.T) {
	t.Parallel()
	objects := render(t, "ci/websub.yaml")
	service := find(t, objects, "Service", "wire-wirecopy-websub")
	if service.at("spec", "selector", "app.kubernetes.io/component") != "fetcher" || service.at("spec", "ports", 0, "targetPort") != "websub" {
		t.Errorf("the service leads to %v", service.at("spec"))
	}
	pod := pods(objects)["wire-wirecopy-fetcher"]
	if port := pod.at("containers", 0, "ports", 1); port == nil || asJSON(t, port) != `{"containerPort":8081,"name":"websub"}` {
		t.Errorf("the fetcher has the port %v", port)
	}
	rule := find(t, objects, "Ingress", "wire-wirecopy-websub").at("spec", "rules", 0)
	want := `{"host":"news.example","http":{"paths":[{"backend":{"service":{"name":"wire-wirecopy-websub","port":{"name":"websub"}}},"path":"/websub","pathType":"Prefix"}]}}`
	if asJSON(t, rule) != want {
		t.Errorf("the ingress is %s", asJSON(t, rule))
	}
	for _, o := range objects {
		if o.kind() != "NetworkPolicy" {
			continue
		}
		want := "null"
		if o.name() == "wire-wirecopy-fetcher" {
			want = `[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"ingress"}}}],"ports":[{"port":"websub","protocol":"TCP"}]}]`
		}
		if got := asJSON(t, o.at("spec", "ingress")); got != want {
			t.Errorf("%s lets in %s", o.name(), got)
		}
	}
}

func TestWebSubNeedsItsSecret(t *testing.T) {
	t.Parallel()
	without := map[string]any{"fetcher": map[string]any{"websub": map[string]any{"secret": ""}}}
	if _, err := try(t, "ci/websub.yaml", without); err == nil || !strings.Contains(err.Error(), "fetcher.websub.secret is needed") {
		t.Errorf("without a secret: %v", err)
	}
}
