package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/web"
)

// redirector answers /go?to=LOCATION&status=N with that redirect, anything else with its path.
func redirector(w http.ResponseWriter, r *http.Request) {
	status := http.StatusFound
	_, _ = fmt.Sscan(r.URL.Query().Get("status"), &status)
	switch {
	case r.URL.Path == "/go" && r.URL.Query().Has("to"):
		w.Header()["Location"] = []string{r.URL.Query().Get("to")}
		w.WriteHeader(status)
	case strings.HasPrefix(r.URL.Path, "/down/"):
		n := 0
		_, _ = fmt.Sscanf(r.URL.Path, "/down/%d", &n)
		if n > 0 {
			http.Redirect(w, r, fmt.Sprint("/down/", n-1), http.StatusFound)
		}
	default:
		_, _ = w.Write([]byte(r.URL.RequestURI()))
	}
}

func TestRedirectIsResolved(t *testing.T) {
	t.Parallel()
	site := serve(t, redirector)
	client := newClient(t, web.Deps{}, nil)
	for name, test := range map[string]struct{ to, want string }{
		"absolute":     {site.URL + "/a", "/a"},
		"upper case":   {strings.Replace(site.URL, "http", "HTTP", 1) + "/a", "/a"},
		"path":         {"/a/b", "/a/b"},
		"relative":     {"a/../b", "/b"},
		"no scheme":    {strings.TrimPrefix(site.URL, "http:") + "/a", "/a"},
		"query":        {"?x=1", "/go?x=1"},
		"fragment":     {"/a#part", "/a"},
		"space":        {"/a b?c d", "/a%20b?c%20d"},
		"raw bytes":    {"/\xd0\x96?\xe4", "/%D0%96?%E4"},
		"lone percent": {"/100%?50%", "/100%25?50%25"},
		"signed":       {"/a%2Fb%7E?sig=%2f+=", "/a%2Fb%7E?sig=%2f+="},
		"url in query": {"/login?next=https://news.example/", "/login?next=https://news.example/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := client.Get(t.Context(), web.Request{URL: site.URL + "/go?to=" + escape(test.to)})
			if err != nil {
				t.Fatal(err)
			}
			if string(response.Body) != test.want || response.URL != site.URL+test.want {
				t.Errorf("asked %s for %s, want %s", response.URL, response.Body, test.want)
			}
		})
	}
}

func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func TestRedirectRefused(t *testing.T) {
	t.Parallel()
	site := serve(t, redirector)
	client := newClient(t, web.Deps{}, nil)
	for name, test := range map[string]struct {
		to   string
		want web.Kind
	}{
		"itself":      {"", web.KindRedirect},
		"file":        {"file:///etc/passwd", web.KindRedirect},
		"script":      {"javascript:alert(1)", web.KindRedirect},
		"credentials": {"http://editor:hunter2@news.example/", web.KindRedirect},
		"no host":     {"http:///a", web.KindRedirect},
		"bad port":    {"http://news.example:hunter2/", web.KindRedirect},
		"private":     {"http://10.0.0.1/", web.KindForbidden},
		"metadata":    {"http://cloud.example/latest/meta-data/", web.KindForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := site.URL + "/go?to=" + escape(test.to)
			_, err := client.Get(t.Context(), web.Request{URL: from})
			e := wantFault(t, err, test.want)
			if test.want == web.KindForbidden {
				if diff := cmp.Diff([]web.Hop{{URL: from, Status: 302}}, e.Hops); diff != "" {
					t.Errorf("hops (-want +got):\n%s", diff)
				}
			}
			if strings.Contains(e.Error(), "hunter2") {
				t.Errorf("error tells a secret: %v", e)
			}
		})
	}
}

func TestRedirectsAreCounted(t *testing.T) {
	t.Parallel()
	site := serve(t, redirector)
	client := newClient(t, web.Deps{}, nil)
	response, err := client.Get(t.Context(), web.Request{URL: site.URL + "/down/5"})
	if err != nil || len(response.Hops) != 5 || response.URL != site.URL+"/down/0" {
		t.Errorf("five redirects gave %+v, %v", response, err)
	}
	_, err = client.Get(t.Context(), web.Request{URL: site.URL + "/down/6"})
	e := wantFault(t, err, web.KindRedirect)
	if len(e.Hops) != 5 || !strings.Contains(e.Error(), "/down/6 (302)") {
		t.Errorf("six redirects gave %v, want an error that says the way", e)
	}
}

func TestRedirectsInACircle(t *testing.T) {
	t.Parallel()
	asked := 0
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		to := map[string]string{"/a": "/b", "/b": "/a#again"}[r.URL.Path]
		http.Redirect(w, r, to, http.StatusMovedPermanently)
	})
	_, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{URL: site.URL + "/a"})
	wantFault(t, err, web.KindRedirect)
	if asked != 2 {
		t.Errorf("asked %d times, want 2", asked)
	}
}

func TestRedirectStatuses(t *testing.T) {
	t.Parallel()
	site := serve(t, redirector)
	client := newClient(t, web.Deps{}, nil)
	for status, followed := range map[int]bool{300: false, 301: true, 302: true, 303: true, 304: false, 305: false, 307: true, 308: true} {
		response, err := client.Get(t.Context(), web.Request{URL: fmt.Sprintf("%s/go?status=%d&to=/new", site.URL, status)})
		if err != nil {
			t.Fatal(err)
		}
		if got := response.Status == http.StatusOK; got != followed {
			t.Errorf("%d: followed is %t, want %t", status, got, followed)
		}
		moved := ""
		if status == 301 || status == 308 {
			moved = site.URL + "/new"
		}
		if got := response.Moved(); got != moved {
			t.Errorf("%d: moved to %q, want %q", status, got, moved)
		}
	}
}

func TestMovedStopsAtATemporaryRedirect(t *testing.T) {
	t.Parallel()
	response := web.Response{URL: "http://news.example/d", Hops: []web.Hop{
		{URL: "http://news.example/a", Status: 301},
		{URL: "http://news.example/b", Status: 302},
		{URL: "http://news.example/c", Status: 301},
	}}
	if got, want := response.Moved(), "http://news.example/b"; got != want {
		t.Errorf("moved to %q, want %q", got, want)
	}
}

func TestRedirectNeverLeavesTLS(t *testing.T) {
	t.Parallel()
	plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the plain site was asked") })
	site, roots := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, plain.URL, http.StatusFound)
	})
	_, err := newClient(t, web.Deps{RootCAs: roots}, nil).Get(t.Context(), web.Request{URL: at(t, site, "example.com", "/")})
	wantFault(t, err, web.KindRedirect)
}

func TestRedirectKeepsCredentialsAtTheirHost(t *testing.T) {
	t.Parallel()
	seen := map[string]http.Header{}
	var site *httptest.Server
	site = serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen[r.URL.Path] = r.Header
		next := map[string]string{
			"/1": at(t, site, "news.example", "/2"),
			"/2": at(t, site, "wire.example", "/3"),
			"/3": at(t, site, "news.example", "/4"),
		}[r.URL.Path]
		if next != "" {
			http.Redirect(w, r, next, http.StatusFound)
		}
	})
	_, err := newClient(t, web.Deps{}, nil).Get(t.Context(), web.Request{
		URL: at(t, site, "news.example", "/1"), ETag: `"1"`,
		Header: http.Header{"Authorization": {"Bearer secret"}, "X-Key": {"secret"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"/1": true, "/2": true, "/3": false, "/4": false} {
		if got := seen[path].Get("Authorization") != "" && seen[path].Get("X-Key") != ""; got != want {
			t.Errorf("%s: credentials sent is %t, want %t", path, got, want)
		}
		if seen[path].Get("If-None-Match") != `"1"` || seen[path].Get("Referer") != "" {
			t.Errorf("%s: header %v, want the validator and no referer", path, seen[path])
		}
	}
}
