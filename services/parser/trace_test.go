package parser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// parentOfNext is the trace that the item's schedule carries.
func (w *wire) parentOfNext(item schema.Item) []string {
	w.Helper()
	host, err := schema.HostOf(item.URL)
	if err != nil {
		w.Fatal(err)
	}
	last, found, err := w.bus.Last(w.Context(), schema.StreamItems, schema.ItemSchedule(host, item.ID))
	if err != nil || !found {
		w.Fatalf("no schedule: %v", err)
	}
	return last.Header[schema.HeaderTraceParent]
}

func TestAnItemThatIsTriedAgainGoesOnWithItsTrace(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	item := w.item("/a", "1")
	w.site.answer("/a", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	m := w.announce(item, 1)
	m.Header = map[string][]string{schema.HeaderTraceParent: {parent}}
	w.handle(m)
	if got := w.parentOfNext(item); len(got) != 1 || got[0] != parent {
		t.Errorf("the next try is in %v, want %s", got, parent)
	}
}

func TestALookThatNobodyCalledForIsATraceOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.parser.config.LookAgain = []time.Duration{time.Hour}
	item := w.item("/a", "1")
	w.site.page("/a", "Headline\nText")
	m := w.announce(item, 1)
	m.Header = map[string][]string{schema.HeaderTraceParent: {parent}}
	w.handle(m)
	if got := w.parentOfNext(item); got != nil {
		t.Errorf("the look is in %v", got)
	}
}

func TestATraceHoldsNoQueryOfAPage(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	spans := tracetest.NewInMemoryExporter()
	tracer := sdk.NewTracerProvider(sdk.WithSyncer(spans)).Tracer("test")
	for path, text := range map[string]string{"/good": "Headline\nText", "/textless": "Headline"} {
		w.site.page(path, text)
	}
	for _, path := range []string{"/good", "/textless", "/missing"} {
		item := w.item(path+"?token=hunter2#hunter2", "1")
		ctx, span := tracer.Start(t.Context(), "process")
		if err := w.parser.handle(ctx, w.announce(item, 1)); err != nil {
			t.Fatal(err)
		}
		span.End()
	}
	var told []string
	for _, s := range spans.GetSpans() {
		if text := fmt.Sprintf("%+v", s); strings.Contains(text, "hunter2") {
			t.Errorf("%s holds the query: %s", s.Name, text)
		}
		told = append(told, s.Name+":"+s.Status.Code.String())
	}
	want := "GET:Unset extract:Unset process:Unset GET:Unset extract:Error process:Error GET:Error process:Unset"
	if got := strings.Join(told, " "); got != want {
		t.Errorf("the spans are %s, want %s", got, want)
	}
}
