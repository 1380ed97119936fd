package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// The variables that make this test program a process of another kind. Each
// holds the path of a store.
const (
	childWrites = "STORE_TO_WRITE"
	childReads  = "STORE_TO_READ"
)

const childBatch = 20

// writeForEver writes batch after batch, and says so after each.
func writeForEver(path string) int {
	s, err := sqlite.Open(context.Background(), sqlite.Config{Path: path})
	for n := 0; err == nil; n++ {
		articles := make([]*schema.Article, childBatch)
		for i := range articles {
			articles[i] = storetest.Article(n*childBatch + i)
		}
		if _, err = s.Write(context.Background(), storetest.Entries(articles...)); err == nil {
			_, err = fmt.Println(n + 1)
		}
		if err == nil {
			_, err = s.Index(context.Background(), childBatch*3/4) // so that the index is behind
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// readOnce says how many articles a store has and how many are found.
func readOnce(path string) int {
	s, err := sqlite.Open(context.Background(), sqlite.Config{Path: path, ReadOnly: true})
	if err == nil {
		found := 0
		for _, fault := range s.Articles(context.Background(), store.Query{Text: "boat"}) {
			if found++; fault != nil {
				err = fault
			}
		}
		fmt.Println(found)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// child makes this test program a process of another kind.
func child(t *testing.T, kind, path string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program)
	c.Env = append(os.Environ(), kind+"="+path)
	c.Stderr = os.Stderr
	return c
}

func TestAnotherProcessReadsWhileThisOneWrites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	s := open(t, sqlite.Config{Path: path})
	for n := range 3 {
		if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(n))); err != nil {
			t.Fatal(err)
		}
		storetest.Settle(t, s)
		out, err := child(t, childReads, path).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(string(out)); got != strconv.Itoa(n+1) {
			t.Errorf("another process finds %s articles, want %d", got, n+1)
		}
	}
}

func TestWhatWasWrittenSurvivesAKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	for kill := 1; kill <= 5; kill++ {
		writer := child(t, childWrites, path)
		out, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		lines, batches := bufio.NewScanner(out), 0
		for lines.Scan() { // to the end, which has all that was said before the kill
			if batches++; batches == 3*kill {
				if err := writer.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := writer.Wait(); err == nil || batches < 3*kill {
			t.Fatalf("the writer ended by itself after %d batches: %v", batches, err)
		}
		wantIntact(t, path, batches)
	}
}

// wantIntact checks that a store has at least so many batches, each one whole,
// and that all is found.
func wantIntact(t *testing.T, path string, batches int) {
	t.Helper()
	s := open(t, sqlite.Config{Path: path})
	count, err := s.Count(t.Context())
	if err != nil || count.Articles < int64(batches*childBatch) || count.Articles%childBatch != 0 || count.Versions != count.Articles {
		t.Errorf("after %d batches of %d there is %+v, %v", batches, childBatch, count, err)
	}
	storetest.Settle(t, s)
	found := int64(0)
	for _, err := range s.Articles(t.Context(), store.Query{Text: "boat"}) {
		if found++; err != nil {
			t.Fatal(err)
		}
	}
	if found != count.Articles {
		t.Errorf("search finds %d of %d", found, count.Articles)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
