package bustest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
)

// Guarded is a server with the accounts of a wire and of its readers, set up.
type Guarded struct {
	// URL is where clients connect.
	URL string
	// Keys is the directory of the users' keys.
	Keys string
}

// StartGuarded starts such a server, which stops with the test.
func StartGuarded(tb testing.TB, readers ...string) Guarded {
	tb.Helper()
	g := Guarded{Keys: tb.TempDir()}
	if err := accounts.WriteKeys(g.Keys, readers...); err != nil {
		tb.Fatal(err)
	}
	env, err := os.ReadFile(filepath.Join(g.Keys, accounts.EnvFile))
	if err != nil {
		tb.Fatal(err)
	}
	config, err := accounts.Config(readers...)
	if err != nil {
		tb.Fatal(err)
	}
	file := filepath.Join(tb.TempDir(), "nats.conf")
	config = string(env) + config + fmt.Sprintf("listen: \"127.0.0.1:-1\"\njetstream { store_dir: %q }\n", tb.TempDir())
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		tb.Fatal(err)
	}
	options, err := server.ProcessConfigFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	options.NoSigs = true
	s, err := server.NewServer(options)
	if err != nil {
		tb.Fatal(err)
	}
	s.Start()
	tb.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		tb.Fatal("the server doesn't take connections")
	}
	g.URL = s.ClientURL()
	sizes := bus.DefaultSizes()
	sizes.PageBytes, sizes.PageAge = 1<<20, time.Hour
	topology := bus.Layout(sizes)
	for _, name := range readers {
		topology.Consumers = append(topology.Consumers, bus.Reader(name))
	}
	if err := g.Connect(tb, accounts.Setup).Apply(tb.Context(), topology); err != nil {
		tb.Fatal(err)
	}
	return g
}

// Key is the file with a user's key.
func (g Guarded) Key(user string) string { return filepath.Join(g.Keys, user+".nk") }

// Connect connects as a user.
func (g Guarded) Connect(tb testing.TB, user string) *bus.Bus {
	tb.Helper()
	b, err := bus.Connect(tb.Context(), bus.Config{URL: g.URL, Name: user + "@test", Login: bus.Login{NKey: g.Key(user)}}, bus.Deps{Log: Log(tb)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(b.Close)
	return b
}
