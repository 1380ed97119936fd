package main

import (
	"fmt"
	"path"
	"strings"
	"text/tabwriter"
)

// count is a row of a table.
type count struct {
	name      string
	all, good int
}

func (c count) share() float64 { return 100 * float64(c.good) / float64(max(c.all, 1)) }

// tables is what was found in the suite.
type tables struct {
	folders, groups []count
	unread, unmet   []string
}

// judge reads a document and holds it against its Expect line.
func (t *tables) judge(name string, body []byte) {
	d, err := read(name, body)
	add(&t.folders, path.Dir(name), err == nil)
	if err != nil {
		t.unread = append(t.unread, name+": "+strings.TrimPrefix(err.Error(), "read feed: "))
	}
	if strings.Contains(name, "/sanitize/") {
		return
	}
	for _, alternatives := range expected(body) {
		first := alternatives[0]
		good := err == nil && met(d, alternatives)
		if !good && first.entry >= 0 && first.field != "link" {
			if again, fault := read(name, addressed(body)); fault == nil {
				d, good = again, met(again, alternatives)
			}
		}
		add(&t.groups, first.group(), good)
		if !good {
			have := "not read"
			if d != nil {
				have = got(d, first)
			}
			t.unmet = append(t.unmet, fmt.Sprintf("%s: %s %q, want %q", name, first.field, have, first.want))
		}
	}
}

func add(rows *[]count, name string, good bool) {
	for i := range *rows {
		if row := &(*rows)[i]; row.name == name {
			row.all++
			if good {
				row.good++
			}
			return
		}
	}
	*rows = append(*rows, count{name: name})
	add(rows, name, good)
}

// String is the tables, and the names of what is missing.
func (t *tables) String() string {
	var b strings.Builder
	write := func(title string, rows []count, missing []string) {
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, title)
		total := count{name: "all"}
		for _, row := range rows {
			fmt.Fprintf(w, "%s\t%d\t%d\t%.2f %%\n", row.name, row.all, row.good, row.share())
			total.all, total.good = total.all+row.all, total.good+row.good
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%.2f %%\n", total.name, total.all, total.good, total.share())
		_ = w.Flush() // into memory
		for _, line := range missing {
			fmt.Fprintln(&b, "  "+line)
		}
		fmt.Fprintln(&b)
	}
	write("documents\tthere\tread\t", t.folders, t.unread)
	write("Expect lines\tthere\tmet\t", t.groups, t.unmet)
	return b.String()
}
