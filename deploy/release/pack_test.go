package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"testing"
	"time"
)

var (
	packedAt = time.Unix(1_764_460_800, 0).UTC()
	packed   = []file{{name: "wirecopy", body: []byte("program"), program: true}, {name: "LICENSE", body: []byte("text")}}
)

func TestArchivesAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, system := range []string{"linux", "windows"} {
		name, first, err := pack(platform{system, "amd64"}, "wirecopy-v1-x", packedAt, packed)
		if err != nil {
			t.Fatal(err)
		}
		if _, second, err := pack(platform{system, "amd64"}, "wirecopy-v1-x", packedAt, packed); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s differs from itself: %v", name, err)
		}
	}
}

func TestTarHoldsAProgramThatCanBeRun(t *testing.T) {
	t.Parallel()
	_, body, err := pack(platform{"linux", "arm64"}, "wirecopy-v1-linux-arm64", packedAt, packed)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(unpacked)
	header, err := archive.Next()
	if err != nil || header.Name != "wirecopy-v1-linux-arm64/wirecopy" || header.Mode != 0o755 || !header.ModTime.Equal(packedAt) {
		t.Errorf("first is %+v: %v", header, err)
	}
	if text, err := io.ReadAll(archive); err != nil || string(text) != "program" {
		t.Errorf("it holds %q: %v", text, err)
	}
	if header, err = archive.Next(); err != nil || header.Mode != 0o644 {
		t.Errorf("second is %+v: %v", header, err)
	}
}

func TestZipHoldsTheSame(t *testing.T) {
	t.Parallel()
	name, body, err := pack(platform{"windows", "amd64"}, "wirecopy-v1-windows-amd64", packedAt, packed)
	if err != nil || name != "wirecopy-v1-windows-amd64.zip" {
		t.Fatalf("%s: %v", name, err)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(archive.File) != 2 || archive.File[1].Name != "wirecopy-v1-windows-amd64/LICENSE" || !archive.File[1].Modified.Equal(packedAt) {
		t.Errorf("it holds %+v: %v", archive, err)
	}
}
