package schema

// The headers of W3C Trace Context (https://www.w3.org/TR/trace-context/), which a
// message has when the wire is traced: they name the span in which it was sent, so
// that the work of whoever receives it joins the trace of its article.
const (
	HeaderTraceParent = "traceparent"
	HeaderTraceState  = "tracestate"
)
