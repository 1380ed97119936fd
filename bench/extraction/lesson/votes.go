package lesson

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/peer"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// Others reads all pages with the extractors of others: their texts, by page.
// They take minutes, so they are kept in a file, if one is named.
func Others(pages []*corpus.Page, file string) (map[string][]string, error) {
	texts := map[string][]string{}
	if b, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(b, &texts); err != nil {
			return nil, fmt.Errorf("read texts of other extractors: %w", err)
		}
	}
	var mu sync.Mutex
	missing := false
	each(pages, func(p *corpus.Page) {
		mu.Lock()
		known := texts[p.Set+"/"+p.ID] != nil
		mu.Unlock()
		if known {
			return
		}
		var found []string
		for _, other := range peer.Others() {
			found = append(found, other.Read(p).Text)
		}
		mu.Lock()
		texts[p.Set+"/"+p.ID], missing = found, true
		mu.Unlock()
	})
	if file == "" || !missing {
		return texts, nil
	}
	b, err := json.Marshal(texts)
	if err != nil {
		return nil, fmt.Errorf("encode texts of other extractors: %w", err)
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return nil, fmt.Errorf("keep texts of other extractors: %w", err)
	}
	return texts, nil
}

// each calls f for all pages, on all cores.
func each(pages []*corpus.Page, f func(*corpus.Page)) {
	queue := make(chan *corpus.Page)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range queue {
				f(p)
			}
		})
	}
	for _, p := range pages {
		queue <- p
	}
	close(queue)
	wg.Wait()
}

// Sheets makes the sheets of pages, in their order, without those that can't be read.
func Sheets(x *extract.Extractor, pages []*corpus.Page, others map[string][]string) []*Sheet {
	byPage := map[*corpus.Page]*Sheet{}
	var mu sync.Mutex
	each(pages, func(p *corpus.Page) {
		s := NewSheet(x, p, others[p.Set+"/"+p.ID])
		mu.Lock()
		byPage[p] = s
		mu.Unlock()
	})
	var sheets []*Sheet
	for _, p := range pages {
		if s := byPage[p]; s != nil && len(s.Labels) > 0 {
			sheets = append(sheets, s)
		}
	}
	return sheets
}
