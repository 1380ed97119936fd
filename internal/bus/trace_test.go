package bus_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// traced is a bus whose spans the test can look at, when they have ended.
type traced struct {
	*bus.Bus
	t      *testing.T
	spans  *tracetest.InMemoryExporter
	tracer trace.Tracer
}

func newTraced(t *testing.T) *traced {
	t.Helper()
	_, server := bustest.NewWithServer(t)
	spans := tracetest.NewInMemoryExporter()
	provider := sdk.NewTracerProvider(sdk.WithSyncer(spans))
	w := &traced{t: t, spans: spans, tracer: provider.Tracer("test")}
	config := bus.Config{Name: "traced"}
	config.Options = append(config.Options, server.Client())
	var err error
	if w.Bus, err = bus.Connect(t.Context(), config, bus.Deps{Log: bustest.Log(t), Tracer: w.tracer}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// span waits for the nth span of a name.
func (w *traced) span(name string, n int) tracetest.SpanStub {
	w.t.Helper()
	var found tracetest.SpanStubs
	eventually(w.t, "there is a span "+name, func() bool {
		found = nil
		for _, s := range w.spans.GetSpans() {
			if s.Name == name {
				found = append(found, s)
			}
		}
		return len(found) >= n
	})
	return found[n-1]
}

// header is that of the last message on a subject.
func header(t *testing.T, b *bus.Bus, stream, subject string) map[string][]string {
	t.Helper()
	m, found, err := b.Last(t.Context(), stream, subject)
	if err != nil || !found {
		t.Fatalf("no message on %s: %v", subject, err)
	}
	return m.Header
}

func value(s tracetest.SpanStub, key string) string {
	for _, a := range s.Attributes {
		if a.Key == attribute.Key(key) {
			return a.Value.String()
		}
	}
	return ""
}

// wantChild says that a span is one in another.
func wantChild(t *testing.T, child, parent tracetest.SpanStub) {
	t.Helper()
	if child.SpanContext.TraceID() != parent.SpanContext.TraceID() || child.Parent.SpanID() != parent.SpanContext.SpanID() {
		t.Errorf("%s is in %s, want it in %s (%s)", child.Name, child.Parent.SpanID(), parent.SpanContext.SpanID(), parent.Name)
	}
}

const (
	sendItem    = "send items.due.{host}.{item}"
	processItem = "process items.due.{host}.{item}"
)

func TestATraceGoesWithItsMessages(t *testing.T) {
	t.Parallel()
	w := newTraced(t)
	ctx, poll := w.tracer.Start(t.Context(), "poll")
	subject := schema.ItemDue("harbour.example", "1")
	o := bus.Outgoing{Subject: subject, ID: "1.a", Header: map[string]string{"content-type": "application/json"}, Body: []byte("{}")}
	for range 2 { // the second is dropped
		if _, err := w.PublishAll(ctx, []bus.Outgoing{o}); err != nil {
			t.Fatal(err)
		}
	}
	poll.End()
	article := schema.ArticleSubject("en", "harbour.example", "news")
	run(t, func(ctx context.Context) {
		w.Work(ctx, parser(func(ctx context.Context, m *bus.Message) error {
			_, _, err := w.Publish(ctx, bus.Outgoing{Subject: article, ID: "a.1", Body: []byte("{}")})
			m.Span().SetAttributes(attribute.String("wirecopy.item.id", "1"))
			return err
		}))
	})
	run(t, func(ctx context.Context) {
		w.WorkBatches(ctx, bus.Batcher{
			Stream: schema.StreamArticles, Consumer: schema.ConsumerStorer, Size: 10, Age: 10 * time.Millisecond,
			Deadline: 10 * time.Second, Grace: 10 * time.Second,
			Handle: func(_ context.Context, batch []*bus.Message) ([]error, error) { return make([]error, len(batch)), nil },
		})
	})
	root, item := w.span("poll", 1), w.span(sendItem, 1)
	worked := w.span(processItem, 1)
	published := w.span("send articles.v1.{language}.{publisher}.{section}", 1)
	stored := w.span("process articles.v1.{language}.{publisher}.{section}", 1)
	wantChild(t, item, root)
	wantChild(t, worked, item)
	wantChild(t, published, worked)
	wantChild(t, stored, published)
	for key, want := range map[string]string{
		"messaging.system": "nats", "messaging.operation.type": "process", "messaging.destination.name": subject,
		"messaging.destination.template": "items.due.{host}.{item}", "messaging.consumer.group.name": "parser",
		"messaging.message.id": "1.a", "wirecopy.disposition": "done", "wirecopy.item.id": "1",
	} {
		if got := value(worked, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if worked.SpanKind != trace.SpanKindConsumer || item.SpanKind != trace.SpanKindProducer {
		t.Errorf("the kinds are %s and %s", item.SpanKind, worked.SpanKind)
	}
	if again := w.span(sendItem, 2); value(again, "wirecopy.duplicate") != "true" {
		t.Errorf("a repeat isn't marked: %v", again.Attributes)
	}
	if state := header(t, w.Bus, schema.StreamArticles, article)[schema.HeaderTraceState]; state != nil {
		t.Errorf("tracestate is %v, and nobody has set it", state)
	}
}

func TestARejectionThatIsRetriedGoesOnWithItsTrace(t *testing.T) {
	t.Parallel()
	w := newTraced(t)
	ctx, poll := w.tracer.Start(t.Context(), "poll")
	if _, _, err := w.Publish(ctx, bus.Outgoing{Subject: schema.ItemDue("harbour.example", "1"), ID: "1", Body: []byte("1")}); err != nil {
		t.Fatal(err)
	}
	poll.End()
	bad := errors.New("get https://harbour.example/?token=hunter2: it is no page")
	worker := parser(func(context.Context, *bus.Message) error { return bus.Park("not-html", bad) })
	stop := run(t, func(ctx context.Context) { w.Work(ctx, worker) })
	item, failed := w.span(sendItem, 1), w.span(processItem, 1)
	wantChild(t, failed, item)
	wantChild(t, w.span("send rejected.{stage}.{reason}", 1), failed)
	if value(failed, "wirecopy.disposition") != "parked" || value(failed, "error.type") != "not-html" || failed.Status.Description != "" {
		t.Errorf("the span is of %v, %v", failed.Attributes, failed.Status)
	}
	stop()
	rejected, found, err := w.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject("parser", "not-html"))
	if err != nil || !found {
		t.Fatalf("no rejection: %v", err)
	}
	if len(rejected.Header[schema.HeaderTraceParent]) != 1 {
		t.Errorf("the rejection's header is %v", rejected.Header)
	}
	if _, _, err := w.Retry(t.Context(), rejected.Sequence); err != nil {
		t.Fatal(err)
	}
	worker.Handle = func(context.Context, *bus.Message) error { return nil }
	run(t, func(ctx context.Context) { w.WorkRetries(ctx, worker) })
	wantChild(t, w.span(processItem, 2), item)
}

func TestAScheduleKeepsItsTraceAlsoWhenItIsMended(t *testing.T) {
	t.Parallel()
	w := newTraced(t)
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	m := &bus.Message{Header: map[string][]string{"traceparent": {parent}, "tracestate": {"desk=1"}, "content-type": {"application/json"}}}
	subject, target := schema.ItemSchedule("harbour.example", "1"), schema.ItemDue("harbour.example", "1")
	at := time.Now().Add(time.Hour)
	if _, err := w.Schedule(t.Context(), bus.Schedule{Subject: subject, Target: target, At: at, Fence: bus.Fence{Subject: subject}, Header: m.Trace(), Body: []byte("1")}); err != nil {
		t.Fatal(err)
	}
	want := func(header map[string][]string) {
		t.Helper()
		if got := header[schema.HeaderTraceParent]; len(got) != 1 || got[0] != parent {
			t.Errorf("traceparent is %v, want %s", got, parent)
		}
		if got := header[schema.HeaderTraceState]; len(got) != 1 || got[0] != "desk=1" {
			t.Errorf("tracestate is %v", got)
		}
	}
	want(header(t, w.Bus, schema.StreamItems, subject))
	// To this sweep even what was just mended is overdue, until it has fired.
	if n, err := w.Sweep(t.Context(), schema.StreamItems, schema.SubjectItemsSched, -2*time.Hour); n == 0 || err != nil {
		t.Fatalf("mended %d, %v", n, err)
	}
	var handled map[string][]string
	done := make(chan struct{})
	run(t, func(ctx context.Context) {
		w.Work(ctx, parser(func(_ context.Context, m *bus.Message) error {
			handled = m.Header
			close(done)
			return nil
		}))
	})
	receive(t, done)
	want(handled)
	worked := w.span(processItem, 1)
	if worked.SpanContext.TraceID().String() != "0af7651916cd43dd8448eb211c80319c" || worked.Parent.SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("the work is in %s of %s", worked.Parent.SpanID(), worked.SpanContext.TraceID())
	}
}

func TestNothingIsAddedWhenNothingIsTraced(t *testing.T) {
	t.Parallel()
	w := newTraced(t)
	b := bustest.New(t)
	inTrace, span := w.tracer.Start(t.Context(), "poll")
	defer span.End()
	// A bus that doesn't trace, in a trace; and one that does, outside of any.
	for b, ctx := range map[*bus.Bus]context.Context{b: inTrace, w.Bus: t.Context()} {
		subject := schema.ItemDue("harbour.example", "1")
		if _, err := b.PublishAll(ctx, []bus.Outgoing{{Subject: subject, ID: "1", Body: []byte("1")}}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Publish(ctx, bus.Outgoing{Subject: schema.PollOf("1"), ID: "1", Body: []byte("1")}); err != nil {
			t.Fatal(err)
		}
		for _, h := range []map[string][]string{header(t, b, schema.StreamItems, subject), header(t, b, schema.StreamPolls, schema.PollOf("1"))} {
			if h[schema.HeaderTraceParent] != nil || h[schema.HeaderTraceState] != nil {
				t.Errorf("the header is %v", h)
			}
		}
	}
	if spans := w.spans.GetSpans(); len(spans) > 0 {
		t.Errorf("there are spans: %v", spans.Snapshots())
	}
}
