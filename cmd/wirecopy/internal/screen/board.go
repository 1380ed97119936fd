package screen

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// maxHeadlines are kept; a tall terminal shows no more.
	maxHeadlines = 100
	// maxLines of the log are kept.
	maxLines = 5
	// rateSpan is over how long rates are taken.
	rateSpan = 10 * time.Second
)

// Board is what is shown. It is an [io.Writer] for the lines of a log.
type Board struct {
	title string // about the wire, on one line
	begun time.Time

	mu        sync.Mutex
	headlines []headline // the newest first; by Add
	lines     []string   // of the log, the newest last; by Write
	history   []moment   // of the last rateSpan, the oldest first; by note
}

type headline struct {
	at        time.Time
	language  string
	publisher string
	text      string
}

type moment struct {
	at      time.Time
	figures Figures
}

// NewBoard makes an empty board; title says where the wire can be reached.
func NewBoard(title string, now time.Time) *Board { return &Board{title: title, begun: now} }

// Add puts an article on top.
func (b *Board) Add(a *schema.Article, at time.Time) {
	publisher := a.Publisher.Name
	if publisher == "" {
		publisher = a.Publisher.Domain
	}
	h := headline{at: at, language: a.InLanguage, publisher: publisher, text: a.Headline}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.headlines = slices.Insert(b.headlines, 0, h)
	b.headlines = b.headlines[:min(len(b.headlines), maxHeadlines)]
}

// Write takes lines of the log.
func (b *Board) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for line := range bytes.Lines(p) {
		b.lines = append(b.lines, string(bytes.TrimSpace(line)))
	}
	b.lines = b.lines[max(len(b.lines)-maxLines, 0):]
	return len(p), nil
}

// note takes the figures of a moment down, for the rates.
func (b *Board) note(f Figures, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.history = append(b.history, moment{now, f})
	for len(b.history) > 2 && now.Sub(b.history[1].at) >= rateSpan {
		b.history = b.history[1:]
	}
}

// render draws the board for a terminal of that size, a string a line.
func (b *Board) render(now time.Time, width, height int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := []string{
		bold(terminal.Cut("wirecopy  "+b.title+" · up "+now.Sub(b.begun).Truncate(time.Second).String(), width)),
		"",
	}
	lines = append(lines, b.renderFigures(width)...)
	lines = append(lines, "", bold("newest"))
	foot := b.renderLog(width)
	room := max(height-len(lines)-len(foot), 1)
	for _, h := range b.headlines[:min(len(b.headlines), room)] {
		lines = append(lines, h.render(width))
	}
	if len(b.headlines) == 0 {
		lines = append(lines, dim("nothing yet: first polls are on their way"))
	}
	for len(lines)+len(foot) < height {
		lines = append(lines, "")
	}
	return append(lines, foot...)
}

// renderLog draws the last lines of the log.
func (b *Board) renderLog(width int) []string {
	if len(b.lines) == 0 {
		return nil
	}
	lines := []string{bold("log")}
	for _, line := range b.lines {
		lines = append(lines, dim(terminal.Cut(terminal.Clean(line), width)))
	}
	return lines
}

// renderFigures draws a column a figure: its name, its value, its rate.
func (b *Board) renderFigures(width int) []string {
	if len(b.history) == 0 {
		return nil
	}
	first, last := b.history[0], b.history[len(b.history)-1]
	seconds := max(last.at.Sub(first.at).Seconds(), 1)
	var names, values, rates strings.Builder
	column := func(name string, value, before int, rated bool) {
		fmt.Fprintf(&names, "%-10s", name)
		fmt.Fprintf(&values, "%-10d", value)
		rate := ""
		if rated {
			rate = fmt.Sprintf("%.1f/s", float64(value-before)/seconds)
		}
		fmt.Fprintf(&rates, "%-10s", rate)
	}
	was, is := first.figures, last.figures
	column("feeds", is.Feeds, 0, false)
	column("polls", is.Polls, was.Polls, true)
	column("failed", is.Failed, 0, false)
	column("requests", is.Requests, was.Requests, true)
	column("new", is.New, was.New, true)
	column("stored", is.Stored, was.Stored, true)
	column("parked", is.Parked, 0, false)
	return []string{dim(terminal.Cut(names.String(), width)), terminal.Cut(values.String(), width), dim(terminal.Cut(rates.String(), width))}
}

func (h headline) render(width int) string {
	line := fmt.Sprintf("%s %-3s %s  %s", h.at.Format("15:04:05"), terminal.Cut(terminal.Clean(h.language), 3),
		terminal.Pad(terminal.Clean(h.publisher), 22), terminal.Clean(h.text))
	return terminal.Cut(line, width)
}

func bold(s string) string { return "\x1b[1m" + s + "\x1b[0m" }

func dim(s string) string { return "\x1b[2m" + s + "\x1b[0m" }
