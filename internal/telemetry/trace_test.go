package telemetry

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

// collector takes traces over HTTP.
type collector struct {
	*httptest.Server
	mu    sync.Mutex
	paths []string
	login []string
	got   bytes.Buffer // all bodies; in protobuf, texts stand as they are
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.paths, c.login = append(c.paths, r.URL.Path), append(c.login, r.Header.Get("Authorization"))
		_, _ = io.Copy(&c.got, r.Body)
	}))
	t.Cleanup(c.Close)
	return c
}

func TestTracesAreSentAtTheEnd(t *testing.T) {
	c := newCollector(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20hunter2")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=harbour")
	tracing, err := NewTracing(t.Context(), "fetcher", zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracing.Tracer().Start(t.Context(), "send items.due.{host}.{item}")
	span.End()
	tracing.Close()
	tracing.Close() // changes nothing
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.paths) != 1 || c.paths[0] != "/v1/traces" || c.login[0] != "Bearer hunter2" {
		t.Errorf("the collector was asked for %v, by %v", c.paths, c.login)
	}
	for _, want := range []string{"send items.due.{host}.{item}", "fetcher", "wirecopy", Version(), "deployment.environment.name", "harbour", scope} {
		if !bytes.Contains(c.got.Bytes(), []byte(want)) {
			t.Errorf("the collector wasn't told %q", want)
		}
	}
}

func TestNothingIsTracedUnlessItIsWanted(t *testing.T) {
	for name, set := range map[string]map[string]string{
		"by default":            {},
		"disabled":              {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"},
		"no exporter of traces": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range set {
				t.Setenv(variable, value)
			}
			tracing, err := NewTracing(t.Context(), "fetcher", zap.NewNop())
			if tracing != nil || err != nil || tracing.Tracer() != nil {
				t.Errorf("there is a tracer: %v, %v", tracing, err)
			}
			tracing.Close()
		})
	}
}

func TestFaultsOfTheEnvironmentAreToldAtOnce(t *testing.T) {
	t.Setenv("OTEL_TRACES_EXPORTER", "zipkin")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://wire:hunter2@127.0.0.1:4318")
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	wantFault(t, "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL")
	t.Setenv("OTEL_TRACES_EXPORTER", "otlp")
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "hunter2:4317")
	wantFault(t, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4318/v1/traces")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "harbour")
	wantFault(t, "OTEL_RESOURCE_ATTRIBUTES")
}

func wantFault(t *testing.T, names ...string) {
	t.Helper()
	_, err := NewTracing(t.Context(), "fetcher", zap.NewNop())
	if usage := (daemon.UsageError{}); !errors.As(err, &usage) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the fault is %v", err)
		return
	}
	for _, name := range names {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%v: does not name %s", err, name)
		}
	}
}

// failing takes no spans until it is mended.
type failing struct {
	tracetest.NoopExporter
	err error
}

func (f *failing) ExportSpans(context.Context, []sdk.ReadOnlySpan) error { return f.err }

func TestACollectorThatIsAwayIsToldOfOnce(t *testing.T) {
	t.Parallel()
	core, lines := observer.New(zap.InfoLevel)
	inner := &failing{err: errors.New("connection refused")}
	o := &outspoken{SpanExporter: inner, log: zap.New(core)}
	for range 3 {
		if err := o.ExportSpans(t.Context(), nil); err != nil {
			t.Errorf("the SDK is told: %v", err)
		}
	}
	inner.err = nil
	for range 2 {
		_ = o.ExportSpans(t.Context(), nil)
	}
	if lines.Len() != 2 {
		t.Errorf("the log is %v", lines.All())
	}
}

// hanging doesn't return before it has to.
type hanging struct{ tracetest.NoopExporter }

func (hanging) ExportSpans(ctx context.Context, _ []sdk.ReadOnlySpan) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestAStopWaitsForACollectorNoLongerThanItMust(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tracing, err := newTracing(t.Context(), &hanging{}, "fetcher", zap.NewNop())
		if err != nil {
			t.Fatal(err)
		}
		_, span := tracing.Tracer().Start(t.Context(), "poll")
		span.End()
		begin := time.Now()
		tracing.Close()
		if took := time.Since(begin); took > flushTimeout { // by the clock of the bubble
			t.Errorf("it took %s, want %s at most", took, flushTimeout)
		}
		time.Sleep(time.Minute) // the batcher gives up too
	})
}

func TestAnAddressInATraceIsPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://harbour.example/a/b%2Fc?token=hunter2#hunter2": "https://harbour.example/a/b%2Fc",
		"https://ada:hunter2@harbour.example:8443/a":            "https://harbour.example:8443/a",
		"https://harbour.example/?hunter2":                      "https://harbour.example/",
		"https://harbour.example":                               "https://harbour.example",
		"http://%hunter2":                                       "",
		"mailto:hunter2@harbour.example":                        "",
		"hunter2":                                               "",
		"":                                                      "",
	} {
		if got := PublicURL(address); got != want {
			t.Errorf("%s is told as %q, want %q", address, got, want)
		}
	}
}

//nolint:paralleltest // allocations are counted of the whole process
func TestASpanOutsideOfATraceIsNone(t *testing.T) {
	ctx, span := Span(t.Context(), "extract", trace.SpanKindInternal)
	if span.IsRecording() || ctx != t.Context() {
		t.Error("a span was begun")
	}
	if n := testing.AllocsPerRun(100, func() {
		_, span := Span(ctx, "extract", trace.SpanKindInternal)
		span.End()
	}); n != 0 {
		t.Errorf("it costs %v allocations", n)
	}
}
