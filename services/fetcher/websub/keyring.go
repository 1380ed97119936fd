package websub

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

const (
	// minSecret is the fewest bytes of a master secret: as many as its hash has.
	minSecret = 32
	// maxKeys is how many generations a file may hold, so that a guess costs no more hashes.
	maxKeys = 4
	// maxKeyFile caps the file, in bytes.
	maxKeyFile = 16 << 10
)

// The purposes of what is derived: no two give the same bytes.
const (
	forCallback = "callback"
	forSecret   = "secret"
	forName     = "name"
)

// key is one generation of the master secret. What follows from it is made again
// whenever it is needed and kept nowhere.
type key struct {
	name   string // tells generations apart, and tells nothing of them
	secret []byte
}

// derive makes the secret of a subscription: HMAC-SHA256 (RFC 2104) over all that
// it is for. The parts hold no NUL, and the mark has a fixed length.
func (k key) derive(purpose, feed string, m mark) []byte {
	h := hmac.New(sha256.New, k.secret)
	_, _ = io.WriteString(h, "wirecopy websub\x00"+purpose+"\x00"+feed+"\x00")
	h.Write(m[:])
	return h.Sum(nil)
}

// hubSecret is the hub.secret of a subscription, 64 of the 199 bytes it may have.
func (k key) hubSecret(feed string, m mark) string {
	return hex.EncodeToString(k.derive(forSecret, feed, m))
}

// mark tells the subscriptions of a feed apart: it is the beginning of a hash of hub and topic.
type mark [8]byte

func markOf(hub, topic string) mark {
	sum := sha256.Sum256([]byte(hub + "\x00" + topic))
	return mark(sum[:8])
}

// keyring holds the generations of the master secret, the newest first: it makes
// all that is new, and the others only recognise what they made.
type keyring []key

// find is the generation of a name.
func (r keyring) find(name string) (key, bool) {
	for _, k := range r {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

// readKeys reads a file of master secrets. Its errors don't quote them.
func readKeys(path string) (keyring, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the master secret: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the master secret: %w", err)
	}
	return parseKeys(text)
}

func parseKeys(text []byte) (keyring, error) {
	if len(text) > maxKeyFile {
		return nil, fmt.Errorf("the file of the master secret has more than %d bytes", maxKeyFile)
	}
	var ring keyring
	for line := range bytes.Lines(text) {
		secret := bytes.TrimSpace(line)
		switch {
		case len(secret) == 0:
			continue
		case len(secret) < minSecret:
			return nil, fmt.Errorf("a line in the file of the master secret has %d bytes: %d is the least (openssl rand -hex 32)", len(secret), minSecret)
		case len(ring) == maxKeys:
			return nil, fmt.Errorf("the file of the master secret has more than %d lines: take old ones out", maxKeys)
		}
		k := key{secret: bytes.Clone(secret)}
		k.name = hex.EncodeToString(k.derive(forName, "", mark{})[:4])
		ring = append(ring, k)
	}
	if len(ring) == 0 {
		return nil, errors.New("the file of the master secret is empty (openssl rand -hex 32)")
	}
	return ring, nil
}
