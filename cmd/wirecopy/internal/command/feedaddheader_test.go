package command_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestHeadersNameSecrets(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, "--header", "Authorization=basic:harbour-login", "--header=X-Token=Bearer:harbour.token", "--header", "Cookie=session_1", harbour, harbour+"?page=2")
	for _, address := range []string{harbour, harbour + "?page=2"} {
		got, _, err := w.catalogue(t).Get(t.Context(), schema.FeedID(address))
		want := []schema.HeaderRef{
			{Name: "Authorization", Secret: "harbour-login", Scheme: "basic"},
			{Name: "X-Token", Secret: "harbour.token", Scheme: "bearer"},
			{Name: "Cookie", Secret: "session_1"},
		}
		if diff := cmp.Diff(want, got.Headers); diff != "" || err != nil {
			t.Errorf("headers: %v (-want +got):\n%s", err, diff)
		}
	}
}

func TestFaultyHeadersAreToldWithoutTheirValue(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Authorization: Basic aHVudGVyMg==":    "NAME=SECRET",
		"hunter2":                              "NAME=SECRET",
		"=hunter2":                             "NAME=SECRET",
		"Cookie=":                              "Cookie",
		"Cookie=sid=hunter2":                   "Cookie",
		"Authorization=basic:desk:hunter2":     "Authorization",
		"Authorization=desk:hunter2":           "basic",
		"Authorization=digest:hunter2":         "bearer",
		"Authorization=bearer:../../hunter2":   "--secrets",
		"Authorization=Basic aHVudGVyMjpodW50": "--secrets",
	} {
		args := []string{"feeds", "add", "--header", header, harbour}
		wantUsage(t, args, "--header", want)
		if _, _, err := (shell{}).run(t.Context(), args...); strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "aHVudGVy") {
			t.Errorf("%s: the value is told: %v", header, err)
		}
	}
	wantUsage(t, []string{"feeds", "add", "--header", "Cookie=session", harbour, tide}, "harbour.example", "tide.example")
}
