package deploy_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/storer"
)

// metric is one that services export.
type metric struct {
	name, kind, help string
	labels           []string // in the order of the alphabet
	by               []string // the services
}

// row is the metric's row in docs/metrics.md.
func (m metric) row() string {
	labels := ""
	for _, l := range m.labels {
		labels += ", `" + l + "`"
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s | %s |", m.name, m.kind, strings.TrimPrefix(labels, ", "), strings.Join(m.by, ", "), m.help)
}

// exported are the metrics of the services by name, as their own constructors make
// them, each service with no more rights than it has. kind is empty where nothing has
// been counted yet.
func exported(t *testing.T) map[string]metric {
	t.Helper()
	g := bustest.StartGuarded(t)
	secret := filepath.Join(t.TempDir(), "websub")
	if err := os.WriteFile(secret, []byte(strings.Repeat("0", 64)), 0o600); err != nil {
		t.Fatal(err)
	}
	var fetch fetcher.Flags
	var parse parser.Flags
	var write storer.Flags
	all := map[string]metric{}
	for service, o := range map[string]observed{
		accounts.Fetcher: observe(t, g, accounts.Fetcher, "FEEDS", &fetch, fetch.Build,
			"--websub-url", "https://hub.example/websub", "--websub-listen", "127.0.0.1:0", "--websub-secret", secret),
		accounts.Parser: observe(t, g, accounts.Parser, "ITEMS", &parse, parse.Build),
		accounts.Storer: observe(t, g, accounts.Storer, "ARTICLES", &write, write.Build, "--store", "sqlite:"+filepath.Join(t.TempDir(), "articles.db")),
	} {
		for _, m := range o.metrics {
			known := all[m.name]
			m.by = slices.Sorted(slices.Values(append([]string{service}, known.by...)))
			m.kind = cmp.Or(known.kind, o.kinds[m.name])
			all[m.name] = m
		}
	}
	return all
}

// observed is what a service was seen to export, and of what kinds the metrics are
// that had samples.
type observed struct {
	metrics []metric
	kinds   map[string]string
}

// observe runs a service as its own user, until its lag is seen.
func observe(t *testing.T, g bustest.Guarded, user, stream string, flags any, build stage.BuildFunc, args ...string) observed {
	t.Helper()
	if _, err := (env.Program{Name: user}).Parse(flags, args, nil); err != nil {
		t.Fatal(err)
	}
	log, registry, health := bustest.Log(t), telemetry.Registry(user), telemetry.NewHealth()
	if err := health.Register(registry); err != nil {
		t.Fatal(err)
	}
	b, err := bus.Connect(t.Context(), bus.Config{URL: g.URL, Name: user + "@test", Login: bus.Login{NKey: g.Key(user)}}, bus.Deps{Log: log, Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	health.Ready("nats", b.Check)
	watch, err := pressure.New(pressure.Defaults(), pressure.Deps{Bus: b, Log: log, Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	parts, release, err := build(t.Context(), stage.Outfit{Name: user + "@test", Bus: b, Log: log, Registry: registry, Health: health, Pressure: watch})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- daemon.Run(ctx, log, append([]daemon.Part{watch.Part()}, parts...)...) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := release(); err != nil {
			t.Error(err)
		}
	}()
	deadline := time.After(20 * time.Second)
	for !shows(t, registry, "wirecopy_bus_lag_seconds", stream) || !shows(t, registry, "wirecopy_pressure", "storage") {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			t.Fatalf("the %s shows no lag of %s, or no pressure: may it ask?", user, stream)
		}
	}
	return observed{described(t, registry), kindsOf(t, registry)}
}

// shows says whether a metric has a sample with that value of a label.
func shows(t *testing.T, registry *prometheus.Registry, name, value string) bool {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, sample := range family.GetMetric() {
			for _, label := range sample.GetLabel() {
				if family.GetName() == name && label.GetValue() == value {
					return true
				}
			}
		}
	}
	return false
}

// kindsOf are the kinds of the metrics that have samples, by their names.
func kindsOf(t *testing.T, registry *prometheus.Registry) map[string]string {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, family := range families {
		kinds[family.GetName()] = strings.ToLower(family.GetType().String())
	}
	return kinds
}

// described are the metrics of a registry, samples or not. What a description says
// is only to be had as text.
func described(t *testing.T, registry *prometheus.Registry) (all []metric) {
	t.Helper()
	form := regexp.MustCompile(`^Desc\{fqName: ("(?:[^"\\]|\\.)*"), help: ("(?:[^"\\]|\\.)*"), (?:unit: "[^"]*", )?constLabels: \{(.*)\}, variableLabels: \{(.*)\}\}$`)
	constant := regexp.MustCompile(`(\w+)="`)
	descriptions := make(chan *prometheus.Desc)
	go func() { registry.Describe(descriptions); close(descriptions) }()
	for d := range descriptions {
		parts := form.FindStringSubmatch(d.String())
		if parts == nil {
			t.Fatalf("%s isn't understood", d)
		}
		var m metric
		for i, into := range []*string{&m.name, &m.help} {
			text, err := strconv.Unquote(parts[i+1])
			if err != nil {
				t.Fatal(err)
			}
			*into = text
		}
		for _, label := range constant.FindAllStringSubmatch(parts[3], -1) {
			m.labels = append(m.labels, label[1])
		}
		if parts[4] != "" {
			m.labels = append(m.labels, strings.Split(parts[4], ",")...)
		}
		slices.Sort(m.labels)
		all = append(all, m)
	}
	return all
}

// Each metric stands in docs/metrics.md, with its labels, and nothing else does.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	const doc = "../docs/metrics.md"
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{} // rows by the metric
	for line := range strings.Lines(string(text)) {
		if cells := strings.SplitN(line, "`", 3); strings.HasPrefix(line, "| `wirecopy_") && len(cells) == 3 {
			said[cells[1]] = strings.TrimSpace(line)
		}
	}
	all := exported(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		m := all[name]
		if !strings.HasPrefix(name, "wirecopy_") {
			continue
		}
		if cells := strings.Split(said[name], "|"); m.kind == "" && len(cells) > 2 { // nothing was counted: the name tells
			m.kind = strings.TrimSpace(cells[2])
		}
		if (m.kind == "counter") != strings.HasSuffix(name, "_total") {
			t.Errorf("%s is a %s: counters and nothing else end in _total", name, m.kind)
		}
		if said[name] != m.row() {
			t.Errorf("%s lacks this row:\n%s", doc, m.row())
		}
		delete(said, name)
	}
	for name := range said {
		t.Errorf("%s tells of %s, which there is not", doc, name)
	}
}
