package web_test

import (
	"crypto/x509"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/web"
)

// way is a proxy of a closed network. All sites are on the loopback behind it.
type way struct {
	mu    sync.Mutex
	asked []string // what it was asked for
	from  []string // over which connection
	login string   // that it wants, as the header has it
}

// ServeHTTP carries requests and opens tunnels (RFC 9110 §9.3.6, RFC 9112 §3.2.2).
func (p *way) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked, p.from = append(p.asked, r.Method+" "+r.RequestURI), append(p.from, r.RemoteAddr)
	p.mu.Unlock()
	switch {
	case r.Header.Get("Proxy-Authorization") != p.login:
		w.WriteHeader(http.StatusProxyAuthRequired)
	case strings.HasPrefix(r.Host, "barred.example"):
		w.WriteHeader(http.StatusForbidden)
	case r.Method == http.MethodConnect:
		p.tunnel(w, r)
	default:
		p.carry(w, r)
	}
}

func (p *way) carry(w http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	out.URL.Host = behind(r.URL.Host)
	out.Header.Del("Proxy-Authorization")
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	answer, err := transport.RoundTrip(out)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	maps.Copy(w.Header(), answer.Header)
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}

func (p *way) tunnel(w http.ResponseWriter, r *http.Request) {
	site, err := net.Dial("tcp", behind(r.Host))
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		site.Close()
		return
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	join(conn, site)
}

// join copies both ways until one side ends.
func join(a, b net.Conn) {
	var wg sync.WaitGroup
	for _, ends := range [][2]net.Conn{{a, b}, {b, a}} {
		wg.Go(func() {
			_, _ = io.Copy(ends[0], ends[1])
			a.Close()
			b.Close()
		})
	}
	wg.Wait()
}

// behind is where the proxy finds a site.
func behind(host string) string {
	_, port, _ := net.SplitHostPort(host)
	return net.JoinHostPort("127.0.0.1", port)
}

func (p *way) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// through makes a client that has only the way through a proxy.
func through(t *testing.T, address string, deps web.Deps) *web.Client {
	t.Helper()
	return newClient(t, deps, func(c *web.Config) { c.Proxy = address })
}

func TestProxyCarriesPlainRequests(t *testing.T) {
	t.Parallel()
	proxy := &way{login: "Basic ZGVzazpww6Rzcw=="} // desk:päss
	server := serve(t, proxy.ServeHTTP)
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Error("the site is told the proxy's login")
		}
		_, _ = io.WriteString(w, r.Host+r.URL.Path)
	})
	client := through(t, strings.Replace(server.URL, "://", "://desk:p%C3%A4ss@", 1), web.Deps{})
	var want []string
	for _, host := range []string{"news.example", "wire.example", "news.example"} {
		address := at(t, site, host, "/feed")
		want = append(want, "GET "+address)
		response, err := client.Get(t.Context(), web.Request{URL: address})
		if err != nil || string(response.Body) != strings.TrimPrefix(address, "http://") {
			t.Errorf("got %+v, %v", response, err)
		}
	}
	if diff := cmp.Diff(want, proxy.seen()); diff != "" {
		t.Errorf("the proxy was asked for (-want +got):\n%s", diff)
	}
	if proxy.from[0] != proxy.from[1] || proxy.from[1] != proxy.from[2] {
		t.Errorf("the proxy was asked over %v, want one connection", proxy.from)
	}
}

func TestProxyOpensTunnels(t *testing.T) {
	t.Parallel()
	site, roots := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Error("the site is told the proxy's login")
		}
		_, _ = io.WriteString(w, r.Proto)
	})
	for _, secure := range []bool{false, true} {
		proxy := &way{login: "Basic ZGVzazpvcGVu"}
		server := httptest.NewUnstartedServer(proxy)
		if secure {
			server.StartTLS() // with the certificate of all test servers, for example.com and 127.0.0.1
		} else {
			server.Start()
		}
		t.Cleanup(server.Close)
		client := through(t, strings.Replace(server.URL, "://", "://desk:open@", 1), web.Deps{RootCAs: roots})
		for range 2 {
			response, err := client.Get(t.Context(), web.Request{URL: at(t, site, "example.com", "/")})
			if err != nil || string(response.Body) != "HTTP/2.0" {
				t.Fatalf("got %+v, %v", response, err)
			}
		}
		want := []string{"CONNECT " + strings.TrimPrefix(at(t, site, "example.com", ""), "https://")}
		if diff := cmp.Diff(want, proxy.seen()); diff != "" {
			t.Errorf("the proxy was asked for (-want +got):\n%s", diff)
		}
		plain := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "plain") })
		if response, err := client.Get(t.Context(), web.Request{URL: at(t, plain, "news.example", "/")}); err != nil || string(response.Body) != "plain" {
			t.Errorf("got %+v, %v", response, err)
		}
	}
}

func TestSitesBehindAProxyAreGuarded(t *testing.T) {
	t.Parallel()
	proxy := new(way)
	server := serve(t, proxy.ServeHTTP) // its own address is private, and that is right
	client := newClient(t, web.Deps{}, func(c *web.Config) { c.Proxy, c.AllowNets = server.URL, nil })
	for address, want := range map[string]web.Kind{
		"http://cloud.example/latest/meta-data/":  web.KindForbidden,
		"https://cloud.example/latest/meta-data/": web.KindForbidden,
		"http://news.example/":                    web.KindForbidden,
		"http://10.0.0.1/":                        web.KindForbidden,
		"https://[::1]/":                          web.KindForbidden,
		server.URL:                                web.KindForbidden,
		"http://nowhere.example/":                 web.KindDNS,
		"https://nowhere.example/":                web.KindDNS,
	} {
		_, err := client.Get(t.Context(), web.Request{URL: address})
		wantFault(t, err, want)
		_, err = client.Post(t.Context(), web.Form{URL: address})
		wantFault(t, err, want)
	}
	if asked := proxy.seen(); len(asked) != 0 {
		t.Errorf("the proxy was asked for %v", asked)
	}
}

func TestRedirectsBehindAProxyAreGuarded(t *testing.T) {
	t.Parallel()
	proxy := new(way)
	server := serve(t, proxy.ServeHTTP)
	site := serve(t, redirector)
	_, err := through(t, server.URL, web.Deps{}).Get(t.Context(), web.Request{
		URL: at(t, site, "news.example", "/go") + "?to=" + escape("http://cloud.example/latest/meta-data/"),
	})
	wantFault(t, err, web.KindForbidden)
	if asked := proxy.seen(); len(asked) != 1 {
		t.Errorf("the proxy was asked for %v", asked)
	}
}

func TestFaultsOfTheProxyAreTold(t *testing.T) {
	t.Parallel()
	server := serve(t, (&way{login: "Basic other"}).ServeHTTP)
	open := serve(t, new(way).ServeHTTP)
	closed := httptest.NewServer(nil)
	closed.Close()
	garbage := serve(t, func(w http.ResponseWriter, _ *http.Request) { write(t, w, "SSH-2.0-wire\r\n\r\n") })
	eager := serve(t, func(w http.ResponseWriter, _ *http.Request) { write(t, w, "HTTP/1.1 200 OK\r\n\r\nhello") })
	roots := x509.NewCertPool()
	for name, test := range map[string]struct{ proxy, url, want string }{
		"login, plain":   {server.URL, "http://news.example/", "--proxy"},
		"login, tunnel":  {server.URL, "https://news.example/", "--proxy"},
		"barred":         {open.URL, "https://barred.example/", "the proxy answered 403"},
		"no site":        {open.URL, "https://news.example:1/", "the proxy answered 502"},
		"down, plain":    {closed.URL, "http://news.example/", "reach the proxy"},
		"down, tunnel":   {closed.URL, "https://news.example/", "reach the proxy"},
		"down, socks5":   {strings.Replace(closed.URL, "http", "socks5", 1), "https://news.example/", "reach the proxy"},
		"not a proxy":    {garbage.URL, "https://news.example/", "go through the proxy"},
		"speaks early":   {eager.URL, "https://news.example/", "speaks where the site should"},
		"no certificate": {strings.Replace(open.URL, "http", "https", 1), "http://news.example/", "reach the proxy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names := loopback()
			names["barred.example"] = "127.0.0.1"
			client := through(t, strings.Replace(test.proxy, "://", "://desk:hunter2@", 1), web.Deps{RootCAs: roots, Resolver: names})
			if strings.HasPrefix(name, "barred") || strings.HasPrefix(name, "no site") {
				client = through(t, test.proxy, web.Deps{Resolver: names})
			}
			_, err := client.Get(t.Context(), web.Request{URL: test.url})
			e := wantFault(t, err, web.KindConnect)
			if !strings.Contains(e.Error(), test.want) || strings.Contains(e.Error(), "hunter2") {
				t.Errorf("error is %v, want it to say %q and no secret", e, test.want)
			}
		})
	}
}

func TestAHangingProxyIsBounded(t *testing.T) {
	t.Parallel()
	hang := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	client := newClient(t, web.Deps{}, func(c *web.Config) {
		c.Proxy, c.DialTimeout, c.HeaderTimeout = hang.URL, 50*time.Millisecond, 50*time.Millisecond
	})
	for _, scheme := range []string{"http", "https"} {
		_, err := client.Get(t.Context(), web.Request{URL: scheme + "://news.example/"})
		wantFault(t, err, web.KindTimeout)
	}
}

func TestProxyIsValidated(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"proxy.example:3128", "ftp://desk:hunter2@proxy.example", "http://desk:hunter2@", "http://desk:hunter2@proxy.example:x",
		"http://desk:hunter2@proxy.example/path", "http://desk:hunter2%@proxy.example", "http://desk:hunter2@proxy.example?a=b", "://",
	} {
		config := web.Defaults()
		config.Proxy = address
		if _, err := web.New(config, web.Deps{}); err == nil || !strings.Contains(err.Error(), "proxy ") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
