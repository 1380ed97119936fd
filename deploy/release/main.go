// Command release builds the archives of a release, and the list of licences. It is
// run from the root of the workspace, by `make release` and `make generate`:
//
//	release -version v1.2.3 -time 1764460800 -out dist
//	release -licences > docs/licences.md
//
// An archive holds the program wirecopy, which is a whole wire and all the tools,
// static and stamped with its version, with the texts of all licences. The same
// source, version, time and release of Go give the same bytes on any machine.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/deploy/licence"
)

// platform is what an archive is for.
type platform struct{ system, processor string }

// platforms are what releases are for.
func platforms() []platform {
	return []platform{
		{"darwin", "amd64"},
		{"darwin", "arm64"},
		{"linux", "amd64"},
		{"linux", "arm64"},
		{"windows", "amd64"},
		{"windows", "arm64"},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	list := flags.Bool("licences", false, "print the list of licences, and build nothing")
	version := flags.String("version", "", "version that is stamped in")
	at := flags.Int64("time", 0, "time of all files, in seconds since 1970: that of the commit")
	out := flags.String("out", "dist", "directory of the archives")
	if err := flags.Parse(args); err != nil {
		return err
	}
	modules, err := licence.Linked(ctx, ".", licence.Programs()...)
	if err != nil {
		return err
	}
	if *list {
		return licence.WriteList(os.Stdout, modules)
	}
	if *version == "" || *at <= 0 {
		return errors.New("-version and -time are needed")
	}
	return release(ctx, *out, *version, time.Unix(*at, 0).UTC(), modules)
}

// release builds all archives and the file of their sums.
func release(ctx context.Context, dir, version string, at time.Time, modules []licence.Module) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files, err := papers(ctx, modules)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, p := range platforms() {
		program, err := build(ctx, p, version)
		if err != nil {
			return err
		}
		stem := fmt.Sprintf("wirecopy-%s-%s-%s", version, p.system, p.processor)
		name, body, err := pack(p, stem, at, append([]file{program}, files...))
		if err != nil {
			return fmt.Errorf("pack %s: %w", stem, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(body), name)
		fmt.Printf("%s (%d MB)\n", name, len(body)>>20)
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// papers are what every archive holds beside the program.
func papers(ctx context.Context, modules []licence.Module) ([]file, error) {
	var files []file
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md"} {
		body, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("%w: is this the root of the workspace?", err)
		}
		files = append(files, file{name: name, body: body})
	}
	var texts strings.Builder
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("ask where Go is: %w", err)
	}
	library := licence.Module{Path: "the Go standard library", Version: runtime.Version(), Dir: strings.TrimSpace(string(root))}
	if err := licence.WriteTexts(&texts, append([]licence.Module{library}, modules...)); err != nil {
		return nil, err
	}
	return append(files, file{name: "THIRD-PARTY-LICENCES.txt", body: []byte(texts.String())}), nil
}

// build builds the program for a platform.
func build(ctx context.Context, p platform, version string) (program file, err error) {
	dir, err := os.MkdirTemp("", "release")
	if err != nil {
		return file{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	name := "wirecopy"
	if p.system == "windows" {
		name += ".exe"
	}
	path := filepath.Join(dir, name)
	stamp := "-s -w -buildid= -X github.com/wirecopy/wirecopy/internal/telemetry.version=" + version
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", stamp, "-o", path, "./cmd/wirecopy")
	command.Env = append(os.Environ(), "GOOS="+p.system, "GOARCH="+p.processor, "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=")
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return file{}, fmt.Errorf("build for %s/%s: %w", p.system, p.processor, err)
	}
	body, err := os.ReadFile(path)
	return file{name: name, body: body, program: true}, err
}
