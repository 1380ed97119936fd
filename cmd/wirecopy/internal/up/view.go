package up

import (
	"fmt"
	"net"
	"os"
	"time"

	"go.uber.org/zap"
	"golang.org/x/term"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/screen"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// view is how people see the wire: by a log, or by a screen that has the last
// lines of the log on it.
type view struct {
	log   *zap.Logger
	board *screen.Board // nil without a screen
}

// view chooses by whether standard output is a terminal.
func (c *Command) view() *view {
	if c.Plain || !term.IsTerminal(int(os.Stdout.Fd())) {
		return &view{log: c.Logger()}
	}
	board := screen.NewBoard(fmt.Sprintf("nats://%s · %s · %s", c.NATSListen, page(c.HTTP), c.Data), time.Now())
	return &view{log: telemetry.Logger(board, c.LogLevel, telemetry.Console), board: board}
}

// part is the screen as a part of the process, if there is one.
func (v *view) part(w *wire) []daemon.Part {
	if v.board == nil {
		return nil
	}
	s := &screen.Screen{Out: os.Stdout, Size: size, Board: v.board, Metrics: w.registry, Bus: w.bus}
	return []daemon.Part{{Name: "screen", Run: s.Run}}
}

// size is that of the terminal, or of an ordinary one if it doesn't tell.
func size() (width, height int) {
	width, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// page is an HTTP address as people open it.
func page(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
