package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nats-io/nkeys"
)

// EnvFile is the file that [WriteKeys] writes for the server: its environment, or
// a part of its configuration that is included above the accounts, in the same file.
const EnvFile = "nats.env"

// WriteKeys makes an nkey for each user of a wire and for each reader, and keeps
// those that are there: DIR/NAME.nk is the user's own half, the seed, readable by
// its owner alone, and DIR/nats.env the public halves for the server.
func WriteKeys(dir string, readers ...string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	names := slices.Clone(readers)
	for _, u := range Users() {
		names = append(names, u.Name)
	}
	var env strings.Builder
	for _, name := range names {
		public, err := key(filepath.Join(dir, name+".nk"))
		if err != nil {
			return fmt.Errorf("key of %s: %w", name, err)
		}
		fmt.Fprintf(&env, "%s=%s\n", Variable(name), public)
	}
	if err := os.WriteFile(filepath.Join(dir, EnvFile), []byte(env.String()), 0o600); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}

// key gives the public half of the key in a file, which it makes if need be.
func key(file string) (public string, err error) {
	seed, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		seed, err = newSeed(file)
	}
	if err != nil {
		return "", err
	}
	pair, err := nkeys.ParseDecoratedUserNKey(seed)
	if err != nil {
		return "", fmt.Errorf("%s holds no user's nkey: %w", file, err)
	}
	return pair.PublicKey()
}

func newSeed(file string) ([]byte, error) {
	pair, err := nkeys.CreateUser()
	if err != nil {
		return nil, err
	}
	seed, err := pair.Seed()
	if err != nil {
		return nil, err
	}
	return seed, os.WriteFile(file, append(seed, '\n'), 0o600)
}
