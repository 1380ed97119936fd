package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
)

// flags are the command line.
type flags struct {
	File string `arg:"" help:"The suite: a compressed tar file."`
}

func main() { os.Exit(daemon.Main(run)) }

func run(context.Context) error {
	f := &flags{}
	if _, err := (env.Program{Name: "feedsuite", Description: "Holds what is read against feedparser's test suite."}).Parse(f, os.Args[1:], nil); err != nil {
		return err
	}
	file, err := os.Open(f.File)
	if err != nil {
		return fmt.Errorf("open suite: %w", err)
	}
	defer file.Close()
	t := &tables{}
	if err := each(file, t.judge); err != nil {
		return fmt.Errorf("read suite: %w", err)
	}
	_, err = fmt.Print(t)
	return err
}

// each gives every document of a suite, with its name in it.
func each(file io.Reader, take func(name string, body []byte)) error {
	z, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	archive := tar.NewReader(z)
	for {
		header, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case header.Typeflag != tar.TypeReg:
			continue
		}
		_, name, _ := strings.Cut(header.Name, "/")
		if kind := path.Ext(name); kind != ".xml" && kind != ".json" {
			continue
		}
		body, err := io.ReadAll(archive)
		if err != nil {
			return err
		}
		take(name, body)
	}
}
