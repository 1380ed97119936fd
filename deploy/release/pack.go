package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"time"
)

// file is a file of an archive.
type file struct {
	name    string
	body    []byte
	program bool
}

func (f file) mode() int64 {
	if f.program {
		return 0o755
	}
	return 0o644
}

// pack makes the archive of a platform: zip where people expect that, else tar.
// Files lie in a directory of the archive's own name, have one time and no owner.
func pack(p platform, stem string, at time.Time, files []file) (name string, body []byte, err error) {
	var out bytes.Buffer
	if p.system == "windows" {
		err = writeZip(&out, stem, at, files)
		return stem + ".zip", out.Bytes(), err
	}
	err = writeTar(&out, stem, at, files)
	return stem + ".tar.gz", out.Bytes(), err
}

func writeTar(w io.Writer, stem string, at time.Time, files []file) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(packed)
	for _, f := range files {
		header := &tar.Header{
			Typeflag: tar.TypeReg, Name: stem + "/" + f.name, Size: int64(len(f.body)), Mode: f.mode(), ModTime: at, Format: tar.FormatUSTAR,
		}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(f.body); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return packed.Close()
}

func writeZip(w io.Writer, stem string, at time.Time, files []file) error {
	archive := zip.NewWriter(w)
	for _, f := range files {
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: stem + "/" + f.name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.body); err != nil {
			return err
		}
	}
	return archive.Close()
}
