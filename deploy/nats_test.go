package deploy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/wirecopy/wirecopy/internal/accounts"
)

// The server of the chart reads its configuration, with the keys where its pod has them.
func TestServerOfTheChartReadsItsConfiguration(t *testing.T) {
	t.Setenv("SERVER_NAME", "wire-0") // the pod's name
	root := t.TempDir()
	config := find(t, render(t, "ci/dev-keys.yaml"), "ConfigMap", "wire-wirecopy-nats")
	put(t, filepath.Join(root, "config", "nats.conf"), config.at("data", "nats.conf").(string))
	put(t, filepath.Join(root, "keys", accounts.EnvFile), publicKeys(t))
	readsAccounts(t, filepath.Join(root, "config", "nats.conf"))
}

// And so does that of the compose file, with the keys in its environment.
func TestServerOfComposeReadsItsConfiguration(t *testing.T) { //nolint:paralleltest // it sets the environment
	root := t.TempDir()
	for _, v := range compose(t).Services["nats"].Volumes {
		if v.Type != types.VolumeTypeBind {
			continue
		}
		body, err := os.ReadFile(v.Source)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(root, v.Target), string(body))
	}
	for line := range strings.Lines(publicKeys(t)) {
		name, key, _ := strings.Cut(strings.TrimSpace(line), "=")
		t.Setenv(name, key)
	}
	readsAccounts(t, filepath.Join(root, compose(t).Services["nats"].Command[1]))
}

// publicKeys is what the server is told of new keys.
func publicKeys(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := accounts.WriteKeys(dir); err != nil {
		t.Fatal(err)
	}
	env, err := os.ReadFile(filepath.Join(dir, accounts.EnvFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(env)
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// readsAccounts has a server read its configuration, which must hold all users.
func readsAccounts(t *testing.T, file string) {
	t.Helper()
	options, err := server.ProcessConfigFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(accounts.Users()); len(options.Nkeys) != want || options.StoreDir != "/data" || !options.JetStream {
		t.Errorf("the server knows %d users, want %d, and keeps its streams in %q", len(options.Nkeys), want, options.StoreDir)
	}
}
