package up

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestFeedsAreSubscribedToAtTheirHub(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.Hub = 4, 2, 4, 1 })
	callback, err := gauge.FreeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "websub")
	if err := os.WriteFile(secret, []byte(hex.EncodeToString(make([]byte, 32))), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0", "--poll-again", "0s",
		"--websub-url", "http://"+callback+"/websub", "--websub-listen", callback, "--websub-secret", secret)...))
	eventually(t, time.Minute, "the hub has subscribers", func() bool { return n.HubStatistics().Active == 4 })
	for _, feed := range n.Feeds() {
		eventually(t, time.Minute, "polls of "+feed.URL+" rely on the hub", func() bool {
			_ = r.catalogue.PollNow(t.Context(), feed.ID, 0) // it may be under way
			return r.latest(feed.ID).PushedUntil.After(time.Now())
		})
	}
}

func TestSecretsAreSentToTheirSite(t *testing.T) {
	t.Parallel()
	const document = `<rss version="2.0"><channel><title>Members</title></channel></rss>`
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, password, _ := r.BasicAuth(); name != "ada" || password != "tide" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, document)
	}))
	t.Cleanup(site.Close)
	dir := t.TempDir()
	r := run(t, command(t, "--allow-net", "127.0.0.1/32", "--secrets", dir, "--poll-again", "0s", "--host-interval", "0"))
	feed := catalogue.New(site.URL+"/members.xml", time.Now())
	feed.Headers = []schema.HeaderRef{{Name: "Authorization", Secret: "login", Scheme: schema.SchemeBasic}}
	if _, err := r.catalogue.Add(t.Context(), feed); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "the secret is missed", func() bool { return r.latest(feed.ID).Health == schema.HealthBlocked })
	if err := os.WriteFile(filepath.Join(dir, "login"), []byte("ada:tide\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "the secret is found", func() bool {
		_ = r.catalogue.PollNow(t.Context(), feed.ID, 0) // it may be under way
		return r.latest(feed.ID).Health == schema.HealthOK
	})
}

func TestFaultsOfFeedFlagsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := (env.Program{Name: "up"}).Parse(&Command{}, []string{"--secrets", "/no/directory", "--websub-url", "news.example", "--polls-per-day", "-1"}, nil)
	for _, want := range []string{"--secrets", "--websub-listen", "--websub-secret", "--websub-url", "polls"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: does not name %s", err, want)
		}
	}
}
