package pgserver

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
)

// ErrNotInstalled is returned where PostgreSQL's programs are not to be found.
var ErrNotInstalled = errors.New("PostgreSQL is not installed: the programs initdb and postgres are neither in PATH nor where Debian, Fedora and Homebrew put them")

// places are where distributions put PostgreSQL's programs, by the version.
func places() []string {
	return []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"}
}

// programs finds the directory of the newest initdb and postgres; those in PATH
// come first.
func programs() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil && hasServer(filepath.Dir(real)) {
			return filepath.Dir(real), nil
		}
	}
	newest, best := "", -1
	for _, pattern := range places() {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		for _, dir := range found {
			if v := version(dir); v > best && hasServer(dir) {
				newest, best = dir, v
			}
		}
	}
	if newest == "" {
		return "", ErrNotInstalled
	}
	return newest, nil
}

func hasServer(dir string) bool {
	_, err := exec.LookPath(filepath.Join(dir, "postgres"))
	return err == nil
}

// version is the first number in the path of a directory of programs, 0 without one.
func version(dir string) int {
	begin, end := -1, len(dir)
	for i, c := range []byte(dir) {
		if isDigit := '0' <= c && c <= '9'; isDigit && begin < 0 {
			begin = i
		} else if !isDigit && begin >= 0 {
			end = i
			break
		}
	}
	if begin < 0 {
		return 0
	}
	n, err := strconv.Atoi(dir[begin:end])
	if err != nil {
		return 0
	}
	return n
}
