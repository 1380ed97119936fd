package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/wirecopy/wirecopy/bench/extraction/boost"
	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/lesson"
	"github.com/wirecopy/wirecopy/bench/extraction/peer"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
)

func main() {
	data := flag.String("data", "", "directory of the sets of pages")
	keep := flag.String("keep", "", "directory for what takes minutes and may be used again")
	sets := flag.String("sets", strings.Join(corpus.Sets(), ","), "which of them to print")
	alone := flag.Bool("alone", false, "measure our extractor alone")
	worst := flag.Int("worst", 0, "list this many of our worst pages")
	byRule := flag.Bool("rules", false, "print what each rule that overrules the judge of blocks gains, and nothing else")
	flag.Parse()
	if err := run(*data, *keep, strings.Split(*sets, ","), *alone, *worst, *byRule); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(data, keep string, sets []string, alone bool, worst int, byRule bool) error {
	class, err := lesson.NewClass(data, keep, boost.Defaults())
	if err != nil {
		return err
	}
	model, err := forest.Model(feature.Count)
	if err != nil {
		return err
	}
	folds, err := class.Folds(model)
	if err != nil {
		return err
	}
	if err := class.Keep(model, folds); err != nil {
		return err
	}
	judges, err := lesson.Judges(folds)
	if err != nil {
		return err
	}
	if byRule {
		return rules(os.Stdout, class.Pages, judges)
	}
	ours := lesson.Ours(judges)
	peers := []peer.Peer{ours, peer.Floor()}
	if !alone {
		peers = append(peers, peer.Others()...)
	}
	for _, set := range sets {
		if err := peer.Table(os.Stdout, set, class.Pages, peers, true); err != nil {
			return err
		}
		if err := peer.Worst(os.Stdout, set, class.Pages, ours, worst); err != nil {
			return err
		}
	}
	return nil
}
