package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/web"
)

// privateError is how a test refuses.
type privateError struct{ url string }

func (e *privateError) Error() string { return e.url + " is private" }

func TestAllowIsAskedBeforeEveryRequest(t *testing.T) {
	t.Parallel()
	var site *httptest.Server
	site = serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, at(t, site, "wire.example", "/b?page=1#top"), http.StatusFound)
		case "/b":
			http.Redirect(w, r, "/private", http.StatusFound)
		default:
			t.Errorf("the site was asked for %s", r.URL)
		}
	})
	gate := new(lanes)
	client := newClient(t, web.Deps{Gate: gate}, nil)
	var asked []string
	from := at(t, site, "news.example", "/a")
	private := at(t, site, "wire.example", "/private")
	_, err := client.Get(t.Context(), web.Request{URL: from + "#top", Allow: func(_ context.Context, url string) error {
		asked = append(asked, fmt.Sprint(url, " after ", len(gate.events)))
		if url == private {
			return &privateError{url}
		}
		return nil
	}})
	e := wantFault(t, err, web.KindRefused)
	if cause, ok := errors.AsType[*privateError](err); !ok || cause.url != private || e.URL != private || len(e.Hops) != 2 {
		t.Errorf("error is %v, want the refusal of %s after two redirects", err, private)
	}
	want := []string{
		from + " after 0",
		at(t, site, "wire.example", "/b?page=1") + " after 2",
		private + " after 4",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked for leave, after so many events at the gate (-want +got):\n%s", diff)
	}
	if len(gate.events) != 4 {
		t.Errorf("gate saw %v, and the last request must not come to it", gate.events)
	}
}

func TestAStopWhileAskingForLeaveIsNoRefusal(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := newClient(t, web.Deps{}, nil).Get(ctx, web.Request{
		URL:   "http://news.example/",
		Allow: func(context.Context, string) error { cancel(); return errors.New("not now") },
	})
	wantFault(t, err, web.KindCanceled)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v hides that we were stopped", err)
	}
}

func TestAllowMayMakeAGetOfItsOwn(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	client := newClient(t, web.Deps{}, nil)
	var rules string
	response, err := client.Get(t.Context(), web.Request{URL: site.URL + "/a", Allow: func(ctx context.Context, _ string) error {
		r, err := client.Get(ctx, web.Request{URL: site.URL + "/robots.txt"})
		if err == nil {
			rules = string(r.Body)
		}
		return err
	}})
	if err != nil || string(response.Body) != "/a" || rules != "/robots.txt" {
		t.Errorf("got %v, %v and %q", response, err, rules)
	}
}
