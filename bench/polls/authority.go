package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"sync"
	"time"
)

// authority signs the certificates of hosts as they are asked: a chain of two,
// with the keys (ECDSA, P-256) that most sites have.
type authority struct {
	root  []byte
	above *x509.Certificate // signs hosts' certificates
	chain []byte            // above, as it is sent
	key   *ecdsa.PrivateKey // of above, and of all hosts

	mu    sync.Mutex
	known map[string]*tls.Certificate // by host
}

// newAuthority makes a root that signs an intermediate.
func newAuthority() (*authority, error) {
	rootKey, err1 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	key, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	root := certificate(1, "root", true)
	above := certificate(2, "intermediate", true)
	a := &authority{key: key, known: map[string]*tls.Certificate{}}
	if a.root, err1 = x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey); err1 == nil {
		a.chain, err1 = x509.CreateCertificate(rand.Reader, above, root, &key.PublicKey, rootKey)
	}
	if err1 == nil {
		a.above, err1 = x509.ParseCertificate(a.chain)
	}
	if err1 != nil {
		return nil, fmt.Errorf("make certificates: %w", err1)
	}
	return a, nil
}

// write puts the root into a file, for SSL_CERT_FILE.
func (a *authority) write(name string) error {
	return os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root}), 0o600)
}

// config is a server's: HTTP/1.1, since each connection is for one request.
func (a *authority) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, GetCertificate: a.of}
}

// of gives the certificate of the host that is asked, by its address.
func (a *authority) of(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	host, _, err := net.SplitHostPort(hello.Conn.LocalAddr().String())
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.known[host]; known != nil {
		return known, nil
	}
	template := certificate(int64(3+len(a.known)), host, false)
	template.IPAddresses = []net.IP{net.ParseIP(host)}
	leaf, err := x509.CreateCertificate(rand.Reader, template, a.above, &a.key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("certificate of %s: %w", host, err)
	}
	made := &tls.Certificate{Certificate: [][]byte{leaf, a.chain}, PrivateKey: a.key}
	a.known[host] = made
	return made, nil
}

func certificate(serial int64, name string, signs bool) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}
	if signs {
		c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign
	} else {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	return c
}
