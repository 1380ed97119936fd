package deploy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

const (
	alertsFile = chartDir + "/files/alerts.yaml"
	boardsDir  = chartDir + "/files/dashboards"
)

// alerts are the rules that the chart and the compose file give to Prometheus.
func alerts(t *testing.T) []rulefmt.Rule {
	t.Helper()
	text, err := os.ReadFile(alertsFile)
	if err != nil {
		t.Fatal(err)
	}
	groups, faults := rulefmt.Parse(text, false, model.UTF8Validation, parser.NewParser(parser.Options{}), nil) // reads their templates too
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var all []rulefmt.Rule
	for _, group := range groups.Groups {
		all = append(all, group.Rules...)
	}
	return all
}

// board is what the tests need of a dashboard of Grafana.
type board struct {
	UID    string
	Title  string
	Panels []struct {
		ID      int
		Title   string
		Targets []struct{ Expr string }
	}
	Templating struct {
		List []struct{ Name, Type, Query string }
	}
}

// boards are the dashboards by their files.
func boards(t *testing.T) map[string]board {
	t.Helper()
	files, err := filepath.Glob(boardsDir + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	all := map[string]board{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b board
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[filepath.Base(file)] = b
	}
	return all
}

// Every expression of the alerts and the dashboards can be evaluated, and asks for
// metrics and labels that the services have.
func TestExpressionsNameWhatThereIs(t *testing.T) {
	t.Parallel()
	all := exported(t)
	for _, rule := range alerts(t) {
		checkExpression(t, all, rule.Alert, rule.Expr)
	}
	for file, b := range boards(t) {
		ids := map[int]bool{}
		for _, panel := range b.Panels {
			if ids[panel.ID] {
				t.Errorf("%s: two panels have the number %d", file, panel.ID)
			}
			ids[panel.ID] = true
			for _, target := range panel.Targets {
				checkExpression(t, all, file+": "+panel.Title, strings.ReplaceAll(target.Expr, "$__rate_interval", "5m"))
			}
		}
		for _, variable := range b.Templating.List {
			if name, _, found := strings.Cut(strings.TrimPrefix(variable.Query, "label_values("), ","); variable.Type == "query" && (!found || all[name].name == "") {
				t.Errorf("%s: variable %s asks for %s", file, variable.Name, variable.Query)
			}
		}
		if b.UID == "" || b.UID+".json" != file {
			t.Errorf("%s has the uid %q", file, b.UID)
		}
	}
}

// checkExpression checks what an expression asks for.
func checkExpression(t *testing.T, all map[string]metric, where, expression string) {
	t.Helper()
	expr, err := parser.NewParser(parser.Options{}).ParseExpr(expression)
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return
	}
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			checkSelector(t, all, where, selector)
		}
		return nil
	})
}

func checkSelector(t *testing.T, all map[string]metric, where string, selector *parser.VectorSelector) {
	t.Helper()
	m, found := all[selector.Name]
	if base, ok := strings.CutSuffix(selector.Name, "_bucket"); ok && !found {
		m, found = all[base]
	}
	if !found {
		t.Errorf("%s asks for %s, which no service has", where, selector.Name)
		return
	}
	given := []string{"namespace", "job"} // by whoever scrapes
	for _, matcher := range selector.LabelMatchers {
		if matcher.Name != model.MetricNameLabel && !slices.Contains(given, matcher.Name) && !slices.Contains(m.labels, matcher.Name) {
			t.Errorf("%s asks for %s of %s, which has the labels %v", where, matcher.Name, m.name, m.labels)
		}
	}
}

// Each alert has a heading in the runbook, which it points at, and no heading is of
// an alert that there isn't.
func TestRunbookHasEveryAlert(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/runbook.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "### Wirecopy"); ok {
			headings["Wirecopy"+name] = true
		}
	}
	for _, rule := range alerts(t) {
		if !headings[rule.Alert] {
			t.Errorf("docs/runbook.md has no heading %s", rule.Alert)
		}
		delete(headings, rule.Alert)
		if want := "/docs/runbook.md#" + strings.ToLower(rule.Alert); !strings.HasSuffix(rule.Annotations["runbook_url"], want) {
			t.Errorf("%s: its runbook is at %q, want …%s", rule.Alert, rule.Annotations["runbook_url"], want)
		}
		if rule.Annotations["summary"] == "" || rule.Labels["severity"] == "" {
			t.Errorf("%s has no summary or no severity", rule.Alert)
		}
	}
	for name := range headings {
		t.Errorf("docs/runbook.md tells of %s, which there is not", name)
	}
}
