//go:build !unix

package pgserver

import (
	"context"
	"errors"
)

// Config says what kind of server is wanted.
type Config struct {
	Durable  bool
	Password string
	Settings map[string]string
}

// Server is none here.
type Server struct{}

var errNotHere = errors.New("no PostgreSQL server can be run on this system: give the address of one")

// New fails.
func New(context.Context, Config) (*Server, error) { return nil, errNotHere }

// Start fails.
func (*Server) Start(context.Context) error { return errNotHere }

// URL is empty.
func (*Server) URL(string) string { return "" }

// PID fails.
func (*Server) PID() (int, error) { return 0, errNotHere }

// Kill fails.
func (*Server) Kill(context.Context) error { return errNotHere }

// Close does nothing.
func (*Server) Close() error { return nil }
