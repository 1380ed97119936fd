package stage

import (
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
)

// Server is where the NATS server is, and how a process logs in.
type Server struct {
	NATS      string `name:"nats" default:"nats://127.0.0.1:4222" help:"Address of the NATS server, or several with commas."`
	NATSCreds string `name:"nats-creds" placeholder:"FILE" help:"File with the user's JWT and key."`
	NATSNKey  string `name:"nats-nkey" placeholder:"FILE" help:"File with the seed of the user's nkey."`
	NATSCA    string `name:"nats-ca" placeholder:"FILE" help:"File with the certificates (PEM) that sign the server's; the connection must be TLS then."`
	NATSCert  string `name:"nats-cert" placeholder:"FILE" help:"File with a certificate (PEM) for a server that wants one."`
	NATSKey   string `name:"nats-key" placeholder:"FILE" help:"File with the key of --nats-cert."`
}

// Bus is the bus's configuration, for a process of that name.
func (s Server) Bus(name string) bus.Config {
	return bus.Config{URL: s.NATS, Name: name, Login: bus.Login{
		Credentials: s.NATSCreds, NKey: s.NATSNKey, CA: s.NATSCA, Cert: s.NATSCert, Key: s.NATSKey,
	}}
}

// NATS is how a service finds the bus, and what it may find there.
type NATS struct {
	Server   `embed:""`
	NATSWait time.Duration `name:"nats-wait" default:"5m" help:"How long to wait for the first connection, and for the streams to be set up."`
	Setup    bool          `default:"true" negatable:"" help:"Set up streams, buckets and consumers; --no-setup waits until 'wirecopy setup' has done it, whose user may."`
}

// Config is the bus's, for a process of that name.
func (n NATS) Config(name string) bus.Config {
	config := n.Bus(name)
	config.Patience = n.NATSWait
	return config
}
