package bus_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
)

// strict is a server that wants TLS, a certificate and an nkey of its clients.
type strict struct {
	url string
	bus.Login
}

func newStrict(t *testing.T) strict {
	t.Helper()
	dir := t.TempDir()
	cert, certFile, keyFile := selfSigned(t, dir)
	pool := x509.NewCertPool()
	pool.AddCert(cert.Leaf)
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	public, err := pair.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := pair.Seed()
	if err != nil {
		t.Fatal(err)
	}
	seedFile := filepath.Join(dir, "user.nk")
	if err := os.WriteFile(seedFile, seed, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, JetStream: true, StoreDir: t.TempDir(),
		Nkeys: []*server.NkeyUser{{Nkey: public}}, TLSTimeout: 10,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MinVersion: tls.VersionTLS13},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server doesn't take connections")
	}
	return strict{url: s.ClientURL(), Login: bus.Login{NKey: seedFile, CA: certFile, Cert: certFile, Key: keyFile}}
}

// selfSigned makes a certificate of 127.0.0.1, good for both sides and its own authority.
func selfSigned(t *testing.T, dir string) (cert tls.Certificate, certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nats"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if cert, err = tls.LoadX509KeyPair(certFile, keyFile); err != nil {
		t.Fatal(err)
	}
	return cert, certFile, keyFile
}

func TestLoginByKeyAndCertificate(t *testing.T) {
	t.Parallel()
	s := newStrict(t)
	connect := func(change func(*bus.Login)) error {
		login := s.Login
		change(&login)
		b, err := bus.Connect(t.Context(), bus.Config{URL: s.url, Name: "test", Login: login}, bus.Deps{Log: bustest.Log(t)})
		if err != nil {
			return err
		}
		defer b.Close()
		return b.Check(t.Context())
	}
	if err := connect(func(*bus.Login) {}); err != nil {
		t.Errorf("with all that is wanted: %v", err)
	}
	for lack, change := range map[string]func(*bus.Login){
		"nkey":                     func(l *bus.Login) { l.NKey = "" },
		"authority of the server":  func(l *bus.Login) { l.CA = "" },
		"certificate":              func(l *bus.Login) { l.Cert, l.Key = "", "" },
		"file of the nkey's seed":  func(l *bus.Login) { l.NKey += ".gone" },
		"file of the certificates": func(l *bus.Login) { l.CA += ".gone" },
	} {
		if err := connect(change); err == nil {
			t.Errorf("connected without the %s", lack)
		}
	}
}
