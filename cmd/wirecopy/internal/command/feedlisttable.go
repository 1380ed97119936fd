package command

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// state is the feed's state as its user sees it.
func (l listed) state() schema.Health {
	switch {
	case l.Feed.Paused:
		return schema.HealthPaused
	case l.Poll == nil:
		return schema.HealthNew
	default:
		return cmp.Or(l.Poll.Health, schema.HealthNew)
	}
}

// remark says of a feed that is not well since when and why; "" of any other.
func (l listed) remark(now time.Time) string {
	p := l.Poll
	if p == nil {
		return ""
	}
	var why string
	switch l.state() {
	case schema.HealthQuiet:
		why = "nothing new"
		if !p.Brought.IsZero() {
			why += " since " + p.Brought.UTC().Format(time.DateOnly)
		}
	case schema.HealthFailing, schema.HealthGone, schema.HealthBlocked:
		why = cmp.Or(terminal.Clean(p.Error), "no reason is known")
		if p.Failures > 1 {
			why = fmt.Sprintf("%d polls in a row: %s", p.Failures, why)
		}
	default:
		return ""
	}
	if since := ago(p.Since, now); since != "" {
		return "since " + since + ", " + why
	}
	return why
}

// row is a feed for people.
type row struct {
	cells  []string
	remark string // since when and why it is not well; "" if it is
}

func (l listed) row(now time.Time) row {
	p := l.Poll
	if p == nil {
		p = new(schema.Poll)
	}
	next, entries := until(p.Next, now), ""
	if l.Feed.Paused {
		next = ""
	}
	if p.Count > 0 {
		entries = strconv.Itoa(p.Entries)
	}
	title := cmp.Or(terminal.Clean(l.Feed.Title), terminal.Clean(p.Title))
	return row{
		cells:  []string{terminal.Clean(string(l.state())), terminal.Clean(string(p.Outcome)), entries, next, title, terminal.Clean(l.Feed.URL)},
		remark: l.remark(now),
	}
}

// writeTable is the list for people. Below a feed that is not well a line says
// since when and why: in a column there would be no room for it.
func writeTable(w io.Writer, width int, rows []row) error {
	list := &table{
		columns: []column{{name: "STATE"}, {name: "LAST"}, {name: "ENTRIES", right: true}, {name: "NEXT", right: true}, {name: "TITLE", yields: true}, {name: "ADDRESS", yields: true}},
	}
	remarks := &remarked{to: w, remarks: []string{""}} // of the header
	for _, r := range rows {
		list.rows, remarks.remarks = append(list.rows, r.cells), append(remarks.remarks, r.remark)
	}
	return list.write(remarks, width)
}

// remarked writes a remark, where there is one, below each line that goes through it.
type remarked struct {
	to      io.Writer
	remarks []string // of the lines to come
}

// Write passes lines on.
func (r *remarked) Write(b []byte) (int, error) {
	if _, err := r.to.Write(b); err != nil {
		return 0, err
	}
	for range bytes.Count(b, []byte("\n")) {
		if r.remarks[0] != "" {
			if _, err := io.WriteString(r.to, gap+r.remarks[0]+"\n"); err != nil {
				return 0, err
			}
		}
		r.remarks = r.remarks[1:]
	}
	return len(b), nil
}

// ago says for how long something has been so, roughly; nothing for the zero time.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return ""
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", d/time.Hour)
	default:
		return fmt.Sprintf("%dd ago", d/(24*time.Hour))
	}
}
