package deploy_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wirecopy/wirecopy/internal/accounts"
)

// The accounts that the chart and the compose file give to NATS are those that
// the program prints: `make generate` writes them anew.
func TestAccountsAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	want, err := accounts.Config()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(chartDir, "files/accounts.conf"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("files/accounts.conf is not what `wirecopy accounts` prints: run make generate")
	}
}
