package bus

import (
	"fmt"

	"github.com/nats-io/nats.go"
)

// Login is how a process shows a server who it is, and how it knows the server.
// All of it is files; an empty name is none.
type Login struct {
	// Credentials holds a user's JWT and key.
	Credentials string
	// NKey holds the seed of a user's nkey.
	NKey string
	// CA holds the certificates, in PEM, one of which must have signed the server's;
	// without it the system's do. With it the connection is TLS or none.
	CA string
	// Cert and Key are the certificate, in PEM, that the server may want of its clients.
	Cert, Key string
}

func (l Login) options() ([]nats.Option, error) {
	var options []nats.Option
	if l.Credentials != "" {
		options = append(options, nats.UserCredentials(l.Credentials))
	}
	if l.NKey != "" {
		option, err := nats.NkeyOptionFromSeed(l.NKey)
		if err != nil {
			return nil, fmt.Errorf("read the nkey in %s: %w", l.NKey, err)
		}
		options = append(options, option)
	}
	if l.CA != "" {
		options = append(options, nats.RootCAs(l.CA))
	}
	if l.Cert != "" || l.Key != "" {
		options = append(options, nats.ClientCert(l.Cert, l.Key))
	}
	return options, nil
}
