package command

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// progressEvery is how often people are told how far a command is.
const progressEvery = 500 * time.Millisecond

// progress tells people how far a long command is, in one line that is written
// over. A nil progress tells nobody.
type progress struct {
	out   io.Writer
	what  string
	now   func() time.Time
	begun time.Time
	shown time.Time
	count int
	where string // how far it has come, in words
	width int    // of the line that is shown, 0 when none is
}

// progress tells on Err how many of something there are; nobody where nobody sees it.
func (t *Terminal) progress(what string) *progress {
	if !t.Watched {
		return nil
	}
	return newProgress(t.Err, what, time.Now)
}

func newProgress(out io.Writer, what string, now func() time.Time) *progress {
	begun := now()
	return &progress{out: out, what: what, now: now, begun: begun, shown: begun}
}

// step counts one more.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.reach(p.count+1, "")
}

// reach says how many there are, and how far it has come.
func (p *progress) reach(count int, where string) {
	if p == nil {
		return
	}
	p.count, p.where = count, where
	if now := p.now(); now.Sub(p.shown) >= progressEvery {
		p.shown = now
		p.show(now)
	}
}

func (p *progress) show(now time.Time) {
	line := fmt.Sprintf("%d %s, %.0f a second", p.count, p.what, float64(p.count)/now.Sub(p.begun).Seconds())
	if p.where != "" {
		line += ", " + p.where
	}
	fmt.Fprintf(p.out, "\r%-*s", p.width, line) // over what is left of a longer line
	p.width = len(line)
}

// end takes the line away, so that other things can be told.
func (p *progress) end() {
	if p == nil || p.width == 0 {
		return
	}
	fmt.Fprint(p.out, "\r"+strings.Repeat(" ", p.width)+"\r")
	p.width = 0
}
