package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"

	"github.com/wirecopy/wirecopy/bench/extraction/boost"
	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/lesson"
	"github.com/wirecopy/wirecopy/bench/extraction/peer"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
)

func main() {
	config := boost.Defaults()
	data := flag.String("data", "", "directory of the sets of pages")
	keep := flag.String("keep", "", "directory for what takes minutes and may be used again")
	out := flag.String("out", "", "Go file to write the model to")
	flag.Uint64Var(&config.Seed, "seed", config.Seed, "what the dice begin with")
	flag.Parse()
	if err := run(*data, *keep, *out, config); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(data, keep, out string, config boost.Config) error {
	class, err := lesson.NewClass(data, keep, config)
	if err != nil {
		return err
	}
	folds, err := class.Folds(nil)
	if err != nil {
		return err
	}
	judges, err := lesson.Judges(folds)
	if err != nil {
		return err
	}
	ours := lesson.Ours(judges)
	var figures bytes.Buffer
	for _, set := range corpus.Sets() {
		if err := peer.Table(&figures, set, class.Pages, []peer.Peer{ours}, false); err != nil {
			return err
		}
	}
	fmt.Print(figures.String())
	gains := make([]float64, feature.Count)
	model, err := class.Grow(gains)
	if err != nil {
		return err
	}
	printGains(gains)
	if err := class.Keep(model, folds); err != nil || out == "" {
		return err
	}
	return writeModel(out, model, figures.String())
}

// printGains lists the figures by what they gained.
func printGains(gains []float64) {
	order, total := make([]int, len(gains)), 0.0
	for i, g := range gains {
		order[i] = i
		total += g
	}
	slices.SortFunc(order, func(a, b int) int {
		if gains[a] > gains[b] {
			return -1
		}
		return 1
	})
	names := feature.Names()
	fmt.Println("\nwhat each figure gained, in per cent")
	for _, i := range order {
		fmt.Printf("%6.2f %s\n", 100*gains[i]/total, names[i])
	}
}
