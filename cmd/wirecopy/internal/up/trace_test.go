package up

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// lineage is a span and those that it is in, the innermost first.
func lineage(all tracetest.SpanStubs, s tracetest.SpanStub) tracetest.SpanStubs {
	line := tracetest.SpanStubs{s}
	for s.Parent.IsValid() {
		i := slices.IndexFunc(all, func(other tracetest.SpanStub) bool {
			return other.SpanContext.SpanID() == s.Parent.SpanID() && other.SpanContext.TraceID() == s.Parent.TraceID()
		})
		if i < 0 {
			break
		}
		s = all[i]
		line = append(line, s)
	}
	return line
}

func TestOneTraceGoesFromThePollToTheCommit(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 2, 2, 8 })
	c := command(t, append(subscribe(n), "--host-interval", "0")...)
	spans := tracetest.NewInMemoryExporter()
	c.tracer = sdk.NewTracerProvider(sdk.WithSyncer(spans)).Tracer("test")
	r := run(t, c)
	var mu sync.Mutex
	parents := map[string]string{} // of the articles' messages, by article
	s, err := client.Subscribe(t.Context(), r.connect(), client.Filter{}, func(_ context.Context, m *client.Message) error {
		mu.Lock()
		defer mu.Unlock()
		parents[m.Article.ID] = m.TraceParent
		return nil
	}, client.StartAll())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	const process = "process articles.v1.{language}.{publisher}.{section}"
	var all, committed tracetest.SpanStubs
	eventually(t, time.Minute, "eight articles are committed, and read", func() bool {
		all, committed = spans.GetSpans(), nil
		for _, s := range all {
			if s.Name == process {
				committed = append(committed, s)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		return len(committed) == 8 && len(parents) == 8 && r.latest(n.Feeds()[0].ID).Count > 0 && r.latest(n.Feeds()[1].ID).Count > 0
	})
	for _, s := range committed {
		if len(s.Events) != 1 || s.Events[0].Name != "committed" {
			t.Errorf("the events of %s are %v", s.Name, s.Events)
		}
		line := lineage(all, s)
		var names []string
		for _, s := range line {
			names = append(names, s.Name)
		}
		want := []string{
			process, "send articles.v1.{language}.{publisher}.{section}",
			"process items.due.{host}.{item}", "send items.due.{host}.{item}", "process feeds.due.{feed}",
		}
		if !slices.Equal(names, want) {
			t.Errorf("the way of an article is %v, want %v", names, want)
		}
		if root := line[len(line)-1]; root.Parent.IsValid() || root.StartTime.After(line[len(line)-2].StartTime) {
			t.Errorf("the poll is in %v, and began at %s", root.Parent, root.StartTime)
		}
		for _, inner := range []string{"GET", "extract"} {
			if !slices.ContainsFunc(all, func(c tracetest.SpanStub) bool {
				return c.Name == inner && len(line) > 2 && c.Parent.SpanID() == line[2].SpanContext.SpanID()
			}) {
				t.Errorf("an item has no %s", inner)
			}
		}
		sent := "00-" + s.SpanContext.TraceID().String() + "-" + s.Parent.SpanID().String() + "-01"
		mu.Lock()
		if !slices.Contains(values(parents), sent) {
			t.Errorf("no consumer was told of %s", sent)
		}
		mu.Unlock()
	}
}

func values(m map[string]string) (all []string) {
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

func TestAWireThatIsNotTracedAddsNothingToItsMessages(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 1, 1, 2 })
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0")...))
	eventually(t, time.Minute, "two articles are stored", func() bool { return r.stored().Articles == 2 })
	for _, stream := range []string{schema.StreamFeeds, schema.StreamPolls, schema.StreamItems, schema.StreamArticles} {
		for m, err := range r.bus.Browse(t.Context(), stream, ">", 1) {
			if err != nil {
				t.Fatal(err)
			}
			for name := range m.Header {
				if strings.EqualFold(name, schema.HeaderTraceParent) || strings.EqualFold(name, schema.HeaderTraceState) {
					t.Errorf("a message on %s has %s", m.Subject, name)
				}
			}
		}
	}
}

func TestTracesAreSentBeforeTheWireEnds(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.URL.Path)
	}))
	t.Cleanup(collector.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "3600000") // so that only the end sends
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 1, 1, 2 })
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0")...))
	eventually(t, time.Minute, "two articles are stored", func() bool { return r.stored().Articles == 2 })
	r.stop()
	mu.Lock()
	defer mu.Unlock()
	if len(asked) != 1 || asked[0] != "/v1/traces" {
		t.Errorf("the collector was asked for %v", asked)
	}
}
