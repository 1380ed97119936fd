package chaos

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
)

// keys are those of a wire's users, with the server's configuration that knows them.
type keys struct {
	dir    string
	config string // file
}

// newKeys makes a key for each user, and the configuration of a server at an address.
func newKeys(t *testing.T, dir, addr string) *keys {
	t.Helper()
	k := &keys{dir: filepath.Join(dir, "keys"), config: filepath.Join(dir, "nats.conf")}
	users, err := accounts.Config()
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.WriteKeys(k.dir); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf("server_name: chaos\nlisten: %q\nmax_payload: 8MB\njetstream { store_dir: %q, sync_interval: 1s }\ninclude ./keys/%s\n%s",
		addr, filepath.Join(dir, "nats"), accounts.EnvFile, users)
	if err := os.WriteFile(k.config, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return k
}

// seed is the file with a user's key.
func (k *keys) seed(user string) string { return filepath.Join(k.dir, user+".nk") }

// login is how a user shows who it is.
func (k *keys) login(user string) bus.Login { return bus.Login{NKey: k.seed(user)} }
