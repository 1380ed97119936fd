package fetcher

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// traced has the wire's fetcher traced.
func (w *wire) traced() *tracetest.InMemoryExporter {
	w.Helper()
	spans := tracetest.NewInMemoryExporter()
	config := bus.Config{Name: "traced"}
	config.Options = append(config.Options, w.server.Client())
	b, err := bus.Connect(w.Context(), config, bus.Deps{
		Log: bustest.Log(w.TB), Tracer: sdk.NewTracerProvider(sdk.WithSyncer(spans)).Tracer("test"),
	})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(b.Close)
	w.fetcher = w.newFetcher(b)
	return spans
}

// spanNames are those of spans, in the order of their ends.
func spanNames(spans tracetest.SpanStubs) string {
	var all []string
	for _, s := range spans {
		all = append(all, s.Name)
	}
	return strings.Join(all, ", ")
}

func TestOnlyAPollThatFoundSomethingOrFailedIsTraced(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	spans := w.traced()
	w.poll()
	found := spans.GetSpans()
	const item = "send items.due.{host}.{item}"
	if got, want := spanNames(found), strings.Join([]string{"GET", item, item, item, "process feeds.due.{feed}"}, ", "); got != want {
		t.Fatalf("the spans are %s, want %s", got, want)
	}
	root := found[len(found)-1]
	for _, s := range found[:len(found)-1] {
		if s.Parent.SpanID() != root.SpanContext.SpanID() || s.SpanContext.TraceID() != root.SpanContext.TraceID() {
			t.Errorf("%s isn't in the poll", s.Name)
		}
	}
	if root.Parent.IsValid() || root.EndTime.Before(root.StartTime) {
		t.Errorf("the poll is in %v, from %s to %s", root.Parent, root.StartTime, root.EndTime)
	}
	sched, _, err := w.bus.Last(t.Context(), schema.StreamFeeds, schema.FeedSchedule(w.feed.ID))
	if err != nil || sched.Header[schema.HeaderTraceParent] != nil {
		t.Errorf("the clock carries the trace on: %v, %v", sched.Header, err)
	}

	spans.Reset()
	w.poll()
	if got := spans.GetSpans(); len(got) > 0 {
		t.Errorf("a poll with nothing new has the spans %s", spanNames(got))
	}

	w.site.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	w.poll()
	failed := spans.GetSpans()
	if got := spanNames(failed); got != "GET, process feeds.due.{feed}" {
		t.Fatalf("a poll that failed has the spans %s", got)
	}
	if failed[1].SpanContext.TraceID() == root.SpanContext.TraceID() {
		t.Error("a poll goes on with the trace of the one before")
	}
	for i, why := range []string{"502", "http-5xx"} {
		if s := failed[i]; !strings.Contains(fmt.Sprint(s.Attributes), `{"error.type":"`+why+`"}`) {
			t.Errorf("%s doesn't say why: %v", s.Name, s.Attributes)
		}
	}
}

func TestATraceHoldsNoTokenOfAFeed(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.feed = catalogue.New(w.site.URL+"/feed.xml?token=hunter2", now())
	if _, err := w.catalogue.Add(t.Context(), w.feed); err != nil {
		t.Fatal(err)
	}
	spans := w.traced()
	w.poll()
	w.site.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	if state := w.poll(); !strings.Contains(w.site.asked()[0].URL.RawQuery, "hunter2") || state.Outcome != schema.OutcomeFailed {
		t.Fatalf("the poll %s", state.Outcome)
	}
	all := spans.GetSpans()
	if len(all) == 0 {
		t.Fatal("there are no spans")
	}
	for _, s := range all {
		if text := fmt.Sprintf("%+v", s); strings.Contains(text, "hunter2") {
			t.Errorf("%s holds the token: %s", s.Name, text)
		}
	}
}
