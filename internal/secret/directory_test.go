package secret_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/wirecopy/wirecopy/internal/secret"
)

// write makes a directory of files.
func write(tb testing.TB, files map[string]string) secret.Directory {
	tb.Helper()
	dir := tb.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return secret.Directory(dir)
}

func TestSecretIsTheFile(t *testing.T) {
	t.Parallel()
	d := write(t, map[string]string{
		"plain": "hunter2", "line": "hunter2\n", "windows": "hunter2\r\n", "spaces": " hunter 2 \n", "lines": "a\nb\n\n",
		"full.size-of_it": strings.Repeat("a", 16<<10),
	})
	for name, want := range map[string]string{
		"plain": "hunter2", "line": "hunter2", "windows": "hunter2", "spaces": " hunter 2 ", "lines": "a\nb",
		"full.size-of_it": strings.Repeat("a", 16<<10),
	} {
		if got, err := d.Secret(t.Context(), name); got != want || err != nil {
			t.Errorf("%s is %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestSecretSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := write(t, map[string]string{"empty": "", "break": "\n", "large": strings.Repeat("hunter2", 4<<10), ".hidden": "hunter2"})
	outside := filepath.Join(filepath.Dir(string(d)), "outside")
	for _, err := range []error{
		os.WriteFile(outside, []byte("hunter2"), 0o600),
		os.Mkdir(filepath.Join(string(d), "folder"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"missing": `no secret "missing"`, "empty": "empty", "break": "empty", "large": "16384", "folder": "no file",
		".hidden": "no name", "..": "no name", "../outside": "no name", "a/b": "no name", `a\b`: "no name", "": "no name",
		"hunter2 x": "no name", "h\x00": "no name", "ä": "no name", strings.Repeat("a", 254): "no name",
	} {
		value, err := d.Secret(t.Context(), name)
		if err == nil || value != "" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %q, %v, want an error that says %q", name, value, err, want)
		}
	}
	if _, err := secret.Directory("").Secret(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "--secrets") {
		t.Errorf("without a directory: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Secret(ctx, "missing"); !errors.Is(err, context.Canceled) {
		t.Errorf("when stopped: %v", err)
	}
}

func TestDirectoryIsChecked(t *testing.T) {
	t.Parallel()
	d := write(t, map[string]string{"file": "a"})
	for dir, good := range map[secret.Directory]bool{d: true, "": true, d + "/file": false, d + "/missing": false} {
		if err := dir.Check(); (err == nil) != good {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

// mount is a directory as Kubernetes mounts a Secret: the names are links into
// ..data, which is a link itself.
type mount struct {
	dir   string
	count int
}

func newMount(t *testing.T, names ...string) *mount {
	t.Helper()
	m := &mount{dir: t.TempDir()}
	for _, name := range names {
		if err := os.Symlink(filepath.Join("..data", name), filepath.Join(m.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// swap puts new values in the place of the old ones, all at once.
func (m *mount) swap(t *testing.T, values map[string]string) {
	t.Helper()
	m.count++
	fresh := fmt.Sprintf("..2031_%d", m.count)
	faults := []error{os.Mkdir(filepath.Join(m.dir, fresh), 0o700)}
	for name, value := range values {
		faults = append(faults, os.WriteFile(filepath.Join(m.dir, fresh, name), []byte(value), 0o600))
	}
	faults = append(
		faults,
		os.Symlink(fresh, filepath.Join(m.dir, "..data_tmp")),
		os.Rename(filepath.Join(m.dir, "..data_tmp"), filepath.Join(m.dir, "..data")),
		os.RemoveAll(filepath.Join(m.dir, fmt.Sprintf("..2031_%d", m.count-1))),
	)
	if err := errors.Join(faults...); err != nil {
		t.Fatal(err)
	}
}

func TestSecretsRotate(t *testing.T) {
	t.Parallel()
	m := newMount(t, "login")
	m.swap(t, map[string]string{"login": strings.Repeat("a", 8000)})
	d := secret.Directory(m.dir)
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				value, err := d.Secret(context.WithoutCancel(ctx), "login")
				if err != nil || len(value) != 8000 || strings.Trim(value, value[:1]) != "" {
					t.Errorf("while it changes: %d bytes, %v", len(value), err)
					return
				}
			}
		})
	}
	for i := range 60 {
		want := strings.Repeat(string(rune('a'+i%26)), 8000)
		m.swap(t, map[string]string{"login": want})
		if got, err := d.Secret(t.Context(), "login"); got != want || err != nil {
			t.Fatalf("after change %d: %.10q, %v, want %.10q", i, got, err, want)
		}
	}
}

func BenchmarkSecret(b *testing.B) {
	d := write(b, map[string]string{"login": "desk:hunter2\n"})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Secret(b.Context(), "login"); err != nil {
			b.Fatal(err)
		}
	}
}
