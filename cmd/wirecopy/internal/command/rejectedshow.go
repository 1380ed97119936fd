package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// ShowRejected shows a rejection.
type ShowRejected struct {
	Wire `embed:""`

	Number uint64 `arg:"" help:"Number of the rejection, as the list shows it."`
	Raw    bool   `help:"Only the message that was rejected, byte for byte."`
}

// Examples are shown in the help.
func (ShowRejected) Examples() []string {
	return []string{"wirecopy rejected show 12", "wirecopy rejected show 12 --raw > message.json"}
}

// Run shows the rejection. What is stored there and is none is shown as it is.
func (c *ShowRejected) Run(ctx context.Context, t *Terminal) error {
	b, err := c.connect(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	m, found, err := b.Get(ctx, schema.StreamRejected, c.Number)
	if err != nil {
		return err
	}
	if !found {
		return unknown(c.Number)
	}
	r, unreadable := rejectionOf(m)
	if unreadable != nil {
		r.Detail, r.Body = unreadable.Error(), m.Body
	}
	if !c.Raw {
		_, err = t.out().Write(cardOf(m, r))
		return unlessGone(err)
	}
	if len(r.Body) == 0 {
		return fmt.Errorf("rejection %d holds no message: it was number %d of stream %s", c.Number, r.Sequence, r.Stream)
	}
	_, err = t.out().Write(r.Body)
	return unlessGone(err)
}

// cardOf is a rejection for people.
func cardOf(m bus.Stored, r schema.Rejection) []byte {
	var b bytes.Buffer
	line := func(name, value string) {
		if value = terminal.Clean(value); value != "" {
			fmt.Fprintf(&b, "%-12s%s\n", name, value)
		}
	}
	line("number", strconv.FormatUint(m.Sequence, 10))
	line("when", r.At.Local().Format(time.RFC3339))
	line("stage", r.Stage)
	line("reason", r.Reason)
	line("detail", r.Detail)
	line("what", whatOf(r))
	line("subject", r.Subject)
	if r.Stream != "" {
		line("stream", fmt.Sprintf("%s, number %d", r.Stream, r.Sequence))
	}
	if r.Deliveries > 0 {
		line("deliveries", strconv.Itoa(r.Deliveries))
	}
	line("by", r.By)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			line("header", name+": "+value)
		}
	}
	line("body", fmt.Sprintf("%d bytes", len(r.Body)))
	b.WriteString("\n")
	writeBody(&b, r.Body)
	return b.Bytes()
}

// writeBody writes a message as text that can't steer the terminal: JSON in
// lines, and what is no text not at all.
func writeBody(w io.Writer, body []byte) {
	var indented bytes.Buffer
	switch {
	case len(body) == 0:
		return
	case !utf8.Valid(body):
		fmt.Fprintln(w, "(no text: see --raw)")
		return
	case json.Indent(&indented, body, "", "  ") == nil:
		body = indented.Bytes()
	}
	for line := range strings.Lines(string(body)) {
		text := strings.TrimLeft(line, " ")
		fmt.Fprintf(w, "%s%s\n", line[:len(line)-len(text)], terminal.Clean(text))
	}
}
