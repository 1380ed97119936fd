package web_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/internal/web"
)

// bounce sends readers round until they have a cookie.
func bounce(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie("seen"); err != nil {
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", Path: "/"})
		http.Redirect(w, r, r.URL.String(), http.StatusFound)
		return
	}
	_, _ = w.Write([]byte("the article"))
}

func TestCookiesLastForOneChain(t *testing.T) {
	t.Parallel()
	asked := 0
	site := serve(t, func(w http.ResponseWriter, r *http.Request) { asked++; bounce(w, r) })
	client := newClient(t, web.Deps{}, nil)
	for n := range 2 { // the second time shows that the cookie is forgotten
		response, err := client.Get(t.Context(), web.Request{URL: site.URL + "/a", Cookies: true})
		if err != nil || string(response.Body) != "the article" || len(response.Hops) != 1 || asked != 2*(n+1) {
			t.Fatalf("got %+v after %d requests, %v", response, asked, err)
		}
	}
	_, err := client.Get(t.Context(), web.Request{URL: site.URL + "/a"})
	wantFault(t, err, web.KindRedirect) // without cookies it is a circle
}

func TestCookiesStandBesideTheCallersOwn(t *testing.T) {
	t.Parallel()
	got := ""
	site := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header.Get("Cookie"); bounce(w, r) })
	_, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: site.URL, Cookies: true, Header: http.Header{"Cookie": {"reader=ada"}}})
	if err != nil || got != "reader=ada; seen=1" {
		t.Errorf("sent %q, %v", got, err)
	}
}

func TestCookiesStayAtTheSiteThatSetThem(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		host, port, _ := strings.Cut(r.Host, ":")
		seen[host+r.URL.Path] = r.Header.Get("Cookie")
		for _, line := range map[string][]string{
			"/1": {"own=1", "domain=1; Domain=news.example", "suffix=1; Domain=example", "foreign=1; Domain=wire.example", "path=1; Path=/other", "safe=1; Secure", "gone=1; Max-Age=0", "=;;"},
			"/2": {"wire=1"},
		}[r.URL.Path] {
			w.Header().Add("Set-Cookie", line)
		}
		next := map[string]string{
			"/1": "http://wire.example:" + port + "/2",
			"/2": "http://www.news.example:" + port + "/3",
			"/3": "http://news.example:" + port + "/4",
		}[r.URL.Path]
		if next != "" {
			http.Redirect(w, r, next, http.StatusFound)
		}
	})
	names := loopback()
	names["www.news.example"] = "127.0.0.1"
	client := newClient(t, web.Deps{Resolver: names}, nil)
	if _, err := client.Get(t.Context(), web.Request{URL: at(t, site, "news.example", "/1"), Cookies: true}); err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string]string{
		"news.example/1": "", "wire.example/2": "", "www.news.example/3": "domain=1", "news.example/4": "own=1; domain=1",
	} {
		if seen[place] != want {
			t.Errorf("%s was sent %q, want %q", place, seen[place], want)
		}
	}
}

func TestCookiesAreBounded(t *testing.T) {
	t.Parallel()
	sent := 0
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/1" {
			w.Header().Add("Set-Cookie", "long="+strings.Repeat("x", 5000))
			for n := range 200 {
				w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=1", n))
			}
			http.Redirect(w, r, "/2", http.StatusFound)
			return
		}
		sent = len(r.Cookies())
		if _, err := r.Cookie("long"); err == nil {
			t.Error("a cookie of 5000 bytes was kept")
		}
	})
	if _, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: site.URL + "/1", Cookies: true}); err != nil || sent != 30 {
		t.Errorf("sent %d cookies, %v", sent, err)
	}
}

func TestABounceThatNeverEndsIsGivenUp(t *testing.T) {
	t.Parallel()
	asked := 0
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.SetCookie(w, &http.Cookie{Name: "n", Value: strconv.Itoa(asked)})
		http.Redirect(w, r, "/", http.StatusFound)
	})
	_, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: site.URL + "/", Cookies: true})
	wantFault(t, err, web.KindRedirect)
	if asked != 6 {
		t.Errorf("asked %d times, want the first time and five redirects", asked)
	}
}
