package web_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/web"
)

// socks is a socks5 proxy (RFC 1928, RFC 1929).
type socks struct {
	net.Listener

	mu    sync.Mutex
	asked []string // login and address
}

func serveSOCKS(t *testing.T) *socks {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &socks{Listener: listener}
	var wg sync.WaitGroup
	t.Cleanup(func() { s.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			conn, err := s.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.serve(conn) })
		}
	})
	return s
}

func (s *socks) serve(conn net.Conn) {
	defer conn.Close()
	login, to := greet(conn)
	s.mu.Lock()
	s.asked = append(s.asked, login+" "+to.String())
	s.mu.Unlock()
	site, err := net.Dial("tcp", to.String())
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	join(conn, site)
}

// greet speaks the proxy's part as far as the address that is asked for, which
// is no valid one if it is a name.
func greet(conn net.Conn) (login string, to netip.AddrPort) {
	buffer := make([]byte, 256)
	read := func(n byte) []byte {
		_, _ = io.ReadFull(conn, buffer[:n])
		return buffer[:n]
	}
	read(read(2)[1])
	_, _ = conn.Write([]byte{5, 2})
	name := string(read(read(2)[1]))
	password := string(read(read(1)[0]))
	_, _ = conn.Write([]byte{1, 0})
	if read(4)[3] == 1 {
		addr := netip.AddrFrom4([4]byte(read(4)))
		to = netip.AddrPortFrom(addr, binary.BigEndian.Uint16(read(2)))
	}
	return name + ":" + password, to
}

func TestSOCKSProxyIsToldTheAddressThatWasChecked(t *testing.T) {
	t.Parallel()
	proxy := serveSOCKS(t)
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) })
	secure, roots := serveTLS(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) })
	client := through(t, "socks5://desk:open@"+proxy.Addr().String(), web.Deps{RootCAs: roots})
	var want []string
	for _, address := range []string{at(t, plain, "news.example", "/"), at(t, secure, "example.com", "/")} {
		response, err := client.Get(t.Context(), web.Request{URL: address})
		if err != nil || !strings.Contains(address, string(response.Body)) {
			t.Fatalf("got %+v, %v", response, err)
		}
		want = append(want, "desk:open "+behind(string(response.Body)))
	}
	_, err := client.Get(t.Context(), web.Request{URL: "http://cloud.example/"})
	wantFault(t, err, web.KindForbidden)
	proxy.mu.Lock()
	defer proxy.mu.Unlock()
	if diff := cmp.Diff(want, proxy.asked); diff != "" {
		t.Errorf("the proxy was asked for (-want +got):\n%s", diff)
	}
}
