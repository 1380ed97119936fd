package bus

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// pass is all that tracing does in the bus for a message that is worked on and
// sends another one.
func pass(ctx context.Context, b *Bus, in *Message, out *nats.Msg) {
	ctx = b.trace(ctx, "parser", in)
	sent(b.send(ctx, out, "1"), false, nil)
	in.Trace()
	_ = in.Span()
	in.endSpan(nil)
	_, poll := b.Begin(ctx, "fetcher", in, time.Time{})
	poll.End()
}

func messages() (in *Message, out *nats.Msg) {
	return &Message{Subject: schema.ItemDue("harbour.example", "1"), Header: map[string][]string{"content-type": {"application/json"}}},
		nats.NewMsg(schema.ArticleSubject("en", "harbour.example", "news"))
}

//nolint:paralleltest // allocations are counted of the whole process
func TestTracingThatIsOffAllocatesNothing(t *testing.T) {
	b := &Bus{}
	ctx := t.Context()
	in, out := messages()
	if n := testing.AllocsPerRun(1000, func() { pass(ctx, b, in, out) }); n != 0 {
		t.Errorf("a message costs %v allocations", n)
	}
}

func BenchmarkTracing(b *testing.B) {
	for name, bus := range map[string]*Bus{
		"off":        {},
		"unsampled":  {tracer: sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample())).Tracer("bench")},
		"everything": {tracer: sdk.NewTracerProvider().Tracer("bench")},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			in, out := messages()
			for b.Loop() {
				pass(b.Context(), bus, in, out)
			}
		})
	}
}
