package newsroom

import (
	"encoding/json"
	"io"
	"net/http"
)

// maxRecords caps what a check reads, in bytes: some hundred thousand records.
const maxRecords = 4 << 30

// Control serves what the newsroom knows of itself, for people and scripts. It
// belongs on an address of its own, not on those of the hosts.
//
//	GET  /feeds.opml       the feeds, to be imported (OPML 2.0)
//	GET  /sites.json       Site, all of them
//	GET  /statistics.json  Statistics
//	GET  /truth.jsonl      Article, one a line
//	GET  /shape.json       {"newsroom": Shape, "real": Shape}
//	GET  /faults           Faults as text; PUT sets them, see ParseFaults
//	POST /check            records, one schema.Article a line → Report; ?text for people
func (n *Newsroom) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feeds.opml", n.controlOPML)
	mux.HandleFunc("GET /sites.json", func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, n.Sites()) })
	mux.HandleFunc("GET /statistics.json", func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, n.Statistics()) })
	mux.HandleFunc("GET /truth.jsonl", n.controlTruth)
	mux.HandleFunc("GET /shape.json", func(w http.ResponseWriter, _ *http.Request) {
		sendJSON(w, map[string]Shape{"newsroom": n.Shape(), "real": Real()})
	})
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) { sendFaults(w, n.Faults()) })
	mux.HandleFunc("PUT /faults", n.controlFaults)
	mux.HandleFunc("POST /check", n.controlCheck)
	return mux
}

func (n *Newsroom) controlOPML(w http.ResponseWriter, _ *http.Request) {
	var p printer
	p.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n<opml version=\"2.0\">\n<head><title>newsroom</title></head>\n<body>\n")
	for _, f := range n.feeds {
		p.raw(`<outline type="rss" text="`)
		p.text(f.title)
		p.raw(`" xmlUrl="`)
		p.text(f.url())
		p.raw(`" htmlUrl="`)
		p.text(f.site.base)
		p.raw("/\" category=\"demo\"/>\n")
	}
	p.raw("</body>\n</opml>\n")
	w.Header().Set("Content-Type", "text/x-opml; charset=utf-8")
	_, _ = w.Write(p.buf)
}

func (n *Newsroom) controlTruth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	lines := json.NewEncoder(w)
	for a := range n.Truth() {
		if lines.Encode(a) != nil {
			return // the asker has gone
		}
	}
}

func (n *Newsroom) controlCheck(w http.ResponseWriter, r *http.Request) {
	report, err := n.Check(http.MaxBytesReader(w, r.Body, maxRecords))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if r.URL.Query().Has("text") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, report.String())
		return
	}
	sendJSON(w, report)
}

func (n *Newsroom) controlFaults(w http.ResponseWriter, r *http.Request) {
	const longest = 4 << 10 // much more than all words
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longest))
	var faults Faults
	if err == nil {
		faults, err = ParseFaults(string(text))
	}
	if err == nil {
		err = n.SetFaults(faults)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	sendFaults(w, n.Faults())
}

func sendFaults(w http.ResponseWriter, f Faults) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, f.String()+"\n")
}

func sendJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	lines := json.NewEncoder(w)
	lines.SetIndent("", "  ")
	_ = lines.Encode(v) // an asker who has gone needs no answer
}
