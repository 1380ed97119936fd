// Package bustest gives tests a bus of their own: a real NATS server in the
// process, with the wire's streams on it, that ends with the test.
package bustest

import (
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/natsembed"
)

// New starts a server with the wire's topology and connects to it.
func New(tb testing.TB) *bus.Bus {
	tb.Helper()
	b, _ := NewWithServer(tb)
	return b
}

// NewWithServer is New for tests that connect more than once.
func NewWithServer(tb testing.TB) (*bus.Bus, *natsembed.Server) {
	tb.Helper()
	server := Start(tb, natsembed.Config{Dir: tb.TempDir()})
	b := Connect(tb, server, "test")
	if err := b.Apply(tb.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		tb.Fatal(err)
	}
	return b, server
}

// Start starts a server that stops with the test.
func Start(tb testing.TB, config natsembed.Config) *natsembed.Server {
	tb.Helper()
	server, err := natsembed.Start(config, Log(tb))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Stop)
	return server
}

// Connect connects to a server of the test, under a name.
func Connect(tb testing.TB, server *natsembed.Server, name string) *bus.Bus {
	tb.Helper()
	config := bus.Config{Name: name}
	config.Options = append(config.Options, server.Client())
	b, err := bus.Connect(tb.Context(), config, bus.Deps{Log: Log(tb)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(b.Close)
	return b
}

// Log writes what is worth a look into the test's own log.
func Log(tb testing.TB) *zap.Logger {
	tb.Helper()
	return zaptest.NewLogger(tb, zaptest.Level(zap.InfoLevel))
}
