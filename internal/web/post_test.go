package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/web"
)

func TestPostSendsAForm(t *testing.T) {
	t.Parallel()
	var got http.Header
	var form url.Values
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			t.Errorf("method is %s", r.Method)
		}
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		got, form = r.Header, r.PostForm
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "in due course")
	})
	gate := new(lanes)
	values := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {"https://news.example/feed?a=1&b=ä"}}
	response, err := newClient(t, web.Deps{Gate: gate}, nil).Post(t.Context(), web.Form{URL: at(t, site, "news.example", "/hub"), Values: values})
	if err != nil || response.Status != http.StatusAccepted || string(response.Body) != "in due course" {
		t.Fatalf("got %+v, %v", response, err)
	}
	want := http.Header{
		"Accept":          {"*/*"},
		"Accept-Encoding": {"gzip, br, zstd"},
		"Content-Length":  {strconv.Itoa(len(values.Encode()))},
		"Content-Type":    {"application/x-www-form-urlencoded"},
		"User-Agent":      {"wirecopy/test (+https://wirecopy.example)"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("header on the wire (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(values, form); diff != "" {
		t.Errorf("form on the wire (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"enter news.example", "leave news.example"}, gate.events); diff != "" {
		t.Errorf("gate (-want +got):\n%s", diff)
	}
}

func TestPostFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			site := serve(t, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				http.Redirect(w, r, "/elsewhere", status)
			})
			response, err := newClient(t, web.Deps{}, nil).Post(t.Context(), web.Form{URL: site.URL + "/hub"})
			if err != nil || response.Status != status || response.Header.Get("Location") != "/elsewhere" || asked.Load() != 1 {
				t.Errorf("got %+v, %v after %d requests", response, err, asked.Load())
			}
		})
	}
}

func TestPostCapsTheAnswer(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		size := 64 << 10
		if r.URL.Path == "/more" {
			size++
		}
		_ = http.NewResponseController(w).Flush() // so that no length announces it
		_, _ = w.Write(page(size))
	})
	client := newClient(t, web.Deps{}, nil)
	if response, err := client.Post(t.Context(), web.Form{URL: site.URL}); err != nil || len(response.Body) != 64<<10 {
		t.Errorf("64 KiB are too much: %v", err)
	}
	_, err := client.Post(t.Context(), web.Form{URL: site.URL + "/more"})
	wantFault(t, err, web.KindTooLarge)
}

func TestPostIsNotSentAgain(t *testing.T) {
	t.Parallel()
	var asked, from atomic.Int64
	var first atomic.Value
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if asked.Add(1) == 1 {
			first.Store(r.RemoteAddr)
			return
		}
		if r.RemoteAddr == first.Load() {
			from.Add(1)
		}
		write(t, w, "") // the form was read, and nobody knows what became of it
	})
	client := newClient(t, web.Deps{}, nil)
	if _, err := client.Post(t.Context(), web.Form{URL: site.URL}); err != nil {
		t.Fatal(err)
	}
	_, err := client.Post(t.Context(), web.Form{URL: site.URL, Values: url.Values{"hub.secret": {"hunter2"}}})
	e := wantFault(t, err, web.KindConnect)
	if asked.Load() != 2 || from.Load() != 1 {
		t.Errorf("the site saw %d forms, %d of them on the kept connection, want 2 and 1", asked.Load(), from.Load())
	}
	if !strings.HasPrefix(e.Error(), "post "+site.URL) || strings.Contains(e.Error(), "hunter2") {
		t.Errorf("error is %v", e)
	}
}

func TestPostIsGuarded(t *testing.T) {
	t.Parallel()
	site := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the site was asked") })
	client := newClient(t, web.Deps{}, func(c *web.Config) { c.AllowNets = nil })
	_, err := client.Post(t.Context(), web.Form{URL: at(t, site, "news.example", "/hub")})
	wantFault(t, err, web.KindForbidden)
	_, err = client.Post(t.Context(), web.Form{URL: "http://editor:hunter2@news.example/hub"})
	if e := wantFault(t, err, web.KindRequest); strings.Contains(e.Error(), "hunter2") {
		t.Errorf("error tells a secret: %v", e)
	}
}
