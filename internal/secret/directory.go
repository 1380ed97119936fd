package secret

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	// maxValue caps a secret, in bytes; servers refuse longer headers.
	maxValue = 16 << 10
	// maxName caps a name, as Kubernetes does for the keys of a Secret.
	maxName = 253
	// looks is how often a file is looked for: while a directory is swapped, the
	// old one can go between the reading of the link and the step behind it.
	looks = 4
)

// Directory is a directory with a file for each secret, named as the secret is:
// what Kubernetes and Docker mount. "" has none.
//
// Each value is read anew whenever it is asked for, so that a changed file, or a
// whole directory that Kubernetes swaps by its ..data link, counts from the next
// request on.
type Directory string

// Check says what is wrong with the directory; nothing is with "".
func (d Directory) Check() error {
	if d == "" {
		return nil
	}
	info, err := os.Stat(string(d))
	switch {
	case err != nil:
		return fmt.Errorf("directory of secrets: %w", err)
	case !info.IsDir():
		return fmt.Errorf("directory of secrets: %s is no directory", string(d))
	}
	return nil
}

// Secret reads a secret, without the line break at its end. It is an error if
// there is none of that name, or if it is empty or larger than 16 KiB.
func (d Directory) Secret(ctx context.Context, name string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := CheckName(name); err != nil {
		return "", err
	}
	if d == "" {
		return "", fmt.Errorf("there is no secret %q: say with --secrets where they are", name)
	}
	path := filepath.Join(string(d), name)
	value, err := read(path)
	for range looks - 1 {
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		value, err = read(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no secret %q: put it into a file of that name in %s", name, string(d))
	case err != nil:
		return "", fmt.Errorf("read secret %q: %w", name, err)
	}
	return value, nil
}

// CheckName says why a name can't be a secret's: it is no file name of letters,
// digits, -, _ and ., or begins with a dot, as the bookkeeping of Kubernetes does.
func CheckName(name string) error {
	strange := strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r)
	})
	if name == "" || len(name) > maxName || strange || name[0] == '.' {
		// It isn't quoted: who mixes up name and value would find the value in a log.
		return errors.New("this is no name of a secret: use letters, digits, -, _ and dots within")
	}
	return nil
}

// read reads a file whose content is a secret.
func read(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() { // a pipe would hold the poll up
		return "", errors.New("it is no file")
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxValue+1))
	value := strings.TrimRight(string(content), "\r\n")
	switch {
	case err != nil:
		return "", err
	case len(content) > maxValue:
		return "", fmt.Errorf("it has more than %d bytes", maxValue)
	case value == "":
		return "", errors.New("it is empty")
	}
	return value, nil
}
