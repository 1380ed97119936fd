package telemetry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

const (
	// scope is what made the spans, as OpenTelemetry calls the library.
	scope = "github.com/wirecopy/wirecopy"
	// flushTimeout bounds how long a stop waits for a collector that doesn't answer.
	flushTimeout = 5 * time.Second
	// maxAttribute caps an attribute, in bytes, where OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT
	// doesn't: addresses come from outside.
	maxAttribute = 1 << 10
)

// Tracing sends the spans of a process to a collector. A nil Tracing sends none.
type Tracing struct {
	provider *sdk.TracerProvider
	flush    func() // sends what is left, for some seconds at most
}

// NewTracing makes the tracing of a service's process, by OpenTelemetry's own
// variables; it is nil unless OTEL_EXPORTER_OTLP_ENDPOINT or
// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT names a collector (or OTEL_TRACES_EXPORTER is
// otlp, for the one on this machine).
//
// This package reads the environment here and nowhere else, as does the SDK, which
// knows what the variables of the sampler, the batches, the exporter and the
// resource mean. Those that would be ignored without a word are faults, of type
// [daemon.UsageError]. A collector that is away is none.
func NewTracing(ctx context.Context, service string, log *zap.Logger) (*Tracing, error) {
	wanted, err := wanted()
	if err != nil || !wanted {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("make the exporter of traces: %w", err)
	}
	return newTracing(ctx, exporter, service, log)
}

// wanted says whether the environment wants traces to be sent, and what it wants
// that can't be done. Values aren't quoted: an endpoint may hold a password.
func wanted() (bool, error) {
	exporter := os.Getenv("OTEL_TRACES_EXPORTER")
	name := cmp.Or(set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), set("OTEL_EXPORTER_OTLP_ENDPOINT"))
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || exporter == "none" || exporter == "" && name == "" {
		return false, nil
	}
	var faults []error
	if exporter != "" && exporter != "otlp" {
		faults = append(faults, errors.New("OTEL_TRACES_EXPORTER must be otlp or none"))
	}
	if u, err := url.Parse(os.Getenv(name)); name != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		faults = append(faults, fmt.Errorf("%s must be an address such as http://localhost:4318", name))
	} else if name != "" && u.User != nil {
		faults = append(faults, fmt.Errorf("%s must hold no login: put it into OTEL_EXPORTER_OTLP_HEADERS", name))
	}
	protocol := cmp.Or(set("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"), set("OTEL_EXPORTER_OTLP_PROTOCOL"))
	if protocol != "" && os.Getenv(protocol) != "http/protobuf" {
		faults = append(faults, fmt.Errorf("%s must be http/protobuf, to port 4318 of most collectors", protocol))
	}
	if len(faults) > 0 {
		return false, daemon.UsageError{Err: errors.Join(faults...)}
	}
	return true, nil
}

// set is a variable's name if it has a value, "" otherwise.
func set(name string) string {
	if os.Getenv(name) == "" {
		return ""
	}
	return name
}

func newTracing(ctx context.Context, exporter sdk.SpanExporter, service string, log *zap.Logger) (*Tracing, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("name this process: %w", err)
	}
	process, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		semconv.ServiceNamespace("wirecopy"), semconv.ServiceName(service),
		semconv.ServiceVersion(Version()), semconv.ServiceInstanceID(host),
	), resource.WithFromEnv()) // what is said later counts
	if err != nil {
		return nil, daemon.UsageError{Err: fmt.Errorf("read OTEL_RESOURCE_ATTRIBUTES: %w", err)}
	}
	limits := sdk.NewSpanLimits()
	if limits.AttributeValueLengthLimit < 0 {
		limits.AttributeValueLengthLimit = maxAttribute
	}
	provider := sdk.NewTracerProvider(
		sdk.WithResource(process), sdk.WithRawSpanLimits(limits),
		sdk.WithBatcher(&outspoken{SpanExporter: exporter, log: log.Named("traces")}))
	return &Tracing{provider: provider, flush: func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
		defer cancel()
		_ = provider.Shutdown(ctx) // the exporter tells what it couldn't send
	}}, nil
}

// Tracer begins spans; it is nil when nothing is traced.
func (t *Tracing) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(scope)
}

// Close sends what is left, for some seconds at most. It may be called again.
func (t *Tracing) Close() {
	if t != nil {
		t.flush()
	}
}

// outspoken is an exporter that tells the log when it can't send, once. The SDK
// would tell a global handler, each time.
type outspoken struct {
	sdk.SpanExporter
	log     *zap.Logger
	failing atomic.Bool
}

// ExportSpans sends spans; those that can't be sent are lost, and nothing waits for them.
func (o *outspoken) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := o.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && o.failing.CompareAndSwap(false, true):
		o.log.Warn("traces can't be sent, and are lost until they can", zap.Error(err))
	case err == nil && o.failing.CompareAndSwap(true, false):
		o.log.Info("traces are sent again")
	}
	return nil
}
