package deploy_test

import (
	"os"
	"testing"

	"gopkg.in/yaml.v3"
)

// What the operator of Prometheus and the sidecar of Grafana get is what the files say.
func TestChartShipsAlertsAndDashboards(t *testing.T) {
	t.Parallel()
	objects := render(t, "ci/keda.yaml")
	rule := find(t, objects, "PrometheusRule", "wire-wirecopy")
	if rule.at("metadata", "labels", "release") != "monitoring" {
		t.Error("the labels by which Prometheus finds the alerts are not there")
	}
	text, err := os.ReadFile(alertsFile)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if asJSON(t, rule.at("spec")) != asJSON(t, file) {
		t.Error("the PrometheusRule isn't what files/alerts.yaml says")
	}
	shipped := find(t, objects, "ConfigMap", "wire-wirecopy-dashboards")
	if shipped.at("metadata", "labels", "grafana_dashboard") != "1" || shipped.at("metadata", "annotations", "grafana_folder") != "wirecopy" {
		t.Error("the labels by which the sidecar finds the dashboards are not there")
	}
	for file := range boards(t) {
		want, err := os.ReadFile(boardsDir + "/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if shipped.at("data", file) != string(want) {
			t.Errorf("the dashboard %s isn't what the file says", file)
		}
	}
	for _, o := range render(t, "values-dev.yaml") {
		if kind := o.kind(); kind == "PrometheusRule" || kind == "ServiceMonitor" {
			t.Errorf("a cluster without the operator gets a %s", kind)
		}
	}
}

// A scrape must not rename the label by which alerts tell the services apart.
func TestScrapesKeepLabels(t *testing.T) {
	t.Parallel()
	monitor := find(t, render(t, "ci/keda.yaml"), "ServiceMonitor", "wire-wirecopy")
	if monitor.at("spec", "endpoints", 0, "honorLabels") != true || monitor.at("spec", "jobLabel") != "app.kubernetes.io/component" {
		t.Errorf("the monitor is %v", monitor.at("spec"))
	}
}
