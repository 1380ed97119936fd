package deploy_test

import (
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"gopkg.in/yaml.v3"
)

// scene is a test of the alerts: what Prometheus has seen, and what fires then. The
// form is that of promtool's unit tests of rules, without annotations.
type scene struct {
	Name   string
	Series []struct {
		Series string
		Values string // one a minute, in promtool's notation
	} `yaml:"input_series"`
	// Fires are the alerts that fire at a time since the beginning, such as 30m, with
	// the labels by which they are told apart; all others don't.
	Fires []struct {
		At     time.Duration
		Alerts []map[string]string
	}
}

// TestAlertsFire evaluates the rules with Prometheus' own engine, minute by minute as
// it would, for promtool, which does the same, is a program of a thousand packages.
func TestAlertsFire(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var scenes []scene
	if err := yaml.Unmarshal(text, &scenes); err != nil {
		t.Fatal(err)
	}
	rules, tested := alerts(t), map[string]bool{}
	for _, s := range scenes {
		for _, moment := range s.Fires {
			for _, alert := range moment.Alerts {
				tested[alert["alertname"]] = true
			}
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			s.play(t, rules)
		})
	}
	for _, rule := range rules {
		if !tested[rule.Alert] {
			t.Errorf("no scene has %s fire", rule.Alert)
		}
	}
}

// play compares what fires with what should.
func (s scene) play(t *testing.T, rules []rulefmt.Rule) {
	t.Helper()
	past := make(past, 0, len(s.Series))
	for _, given := range s.Series {
		past = append(past, seriesOf(t, given.Series, given.Values))
	}
	for _, moment := range s.Fires {
		var got []map[string]string
		for _, rule := range rules {
			got = append(got, fires(t, past, rule, time.Unix(0, 0).Add(moment.At))...)
		}
		for _, want := range moment.Alerts {
			at := slices.IndexFunc(got, func(alert map[string]string) bool { return maps.Equal(alert, want) })
			if at < 0 {
				t.Errorf("at %s: %v doesn't fire", moment.At, want)
				continue
			}
			got = slices.Delete(got, at, at+1)
		}
		for _, alert := range got {
			t.Errorf("at %s: %v fires too", moment.At, alert)
		}
	}
}

// fires are the alerts of a rule that fire at a time, by their labels: those whose
// expression has held at each minute for as long as the rule wants.
func fires(t *testing.T, past past, rule rulefmt.Rule, at time.Time) (all []map[string]string) {
	t.Helper()
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1 << 20, Timeout: time.Minute, LookbackDelta: 5 * time.Minute})
	query, err := engine.NewRangeQuery(t.Context(), past.queryable(), nil, rule.Expr, at.Add(-time.Duration(rule.For)), at, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer query.Close()
	held, err := query.Exec(t.Context()).Matrix()
	if err != nil {
		t.Fatalf("%s: %v", rule.Alert, err)
	}
	for _, series := range held {
		if len(series.Floats) != int(time.Duration(rule.For)/time.Minute)+1 {
			continue
		}
		alert := map[string]string{"alertname": rule.Alert}
		series.Metric.Range(func(l labels.Label) {
			if l.Name != model.MetricNameLabel {
				alert[l.Name] = l.Value
			}
		})
		all = append(all, alert)
	}
	return all
}
