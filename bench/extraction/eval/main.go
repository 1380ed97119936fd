package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/peer"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func main() {
	data := flag.String("data", "", "directory of the sets of pages")
	sets := flag.String("sets", strings.Join(corpus.Sets(), ","), "which of them")
	alone := flag.Bool("alone", false, "measure our extractor alone")
	worst := flag.Int("worst", 0, "list this many of our worst pages")
	flag.Parse()
	if err := run(*data, strings.Split(*sets, ","), *alone, *worst); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(data string, sets []string, alone bool, worst int) error {
	pages, err := corpus.Read(data, sets...)
	if err != nil {
		return err
	}
	ours, err := peer.Ours("wirecopy", extract.Defaults())
	if err != nil {
		return err
	}
	peers := []peer.Peer{ours}
	if !alone {
		peers = append(peers, peer.Others()...)
	}
	for _, set := range sets {
		if err := table(os.Stdout, set, pages, peers, worst); err != nil {
			return err
		}
	}
	return nil
}
