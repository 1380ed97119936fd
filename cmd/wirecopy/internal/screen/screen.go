package screen

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/client"
)

// frame lies between two pictures.
const frame = time.Second / 2

// Control sequences of terminals (ECMA-48, and xterm's for the second screen).
const (
	enter   = "\x1b[?1049h\x1b[?25l" // the second screen, no cursor
	leave   = "\x1b[?25h\x1b[?1049l"
	home    = "\x1b[H"
	endLine = "\x1b[K"
	endAll  = "\x1b[J"
)

// Screen shows a board on a terminal.
type Screen struct {
	Out     io.Writer
	Size    func() (width, height int) // of the terminal, now
	Board   *Board
	Metrics prometheus.Gatherer
	Bus     *bus.Bus
}

// Run draws until ctx ends, and then gives the terminal back as it was, with the
// last figures on it.
func (s *Screen) Run(ctx context.Context) error {
	headlines, err := client.Subscribe(ctx, s.Bus.Conn(), client.Filter{}, func(_ context.Context, m *client.Message) error {
		s.Board.Add(m.Article, time.Now())
		return nil
	})
	if err != nil {
		return fmt.Errorf("subscribe to headlines: %w", err)
	}
	defer headlines.Stop()
	fmt.Fprint(s.Out, enter)
	tick := time.NewTicker(frame)
	defer tick.Stop()
	for {
		s.draw()
		select {
		case <-tick.C:
		case <-ctx.Done():
			fmt.Fprint(s.Out, leave)
			s.farewell()
			return nil
		}
	}
}

func (s *Screen) draw() {
	now := time.Now()
	if figures, err := read(s.Metrics); err == nil { // else the last ones stay
		s.Board.note(figures, now)
	}
	width, height := s.Size()
	var picture strings.Builder
	picture.WriteString(home)
	for i, line := range s.Board.render(now, width, height) {
		if i >= height {
			break
		}
		if i > 0 {
			picture.WriteString("\r\n")
		}
		picture.WriteString(line + endLine)
	}
	picture.WriteString(endAll)
	fmt.Fprint(s.Out, picture.String())
}

func (s *Screen) farewell() {
	if f, err := read(s.Metrics); err == nil {
		fmt.Fprintf(s.Out, "%d feeds, %d polls, %d new entries, %d articles stored, %d parked; stopping\n", f.Feeds, f.Polls, f.New, f.Stored, f.Parked)
	}
}
