package stage

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// grammar is that of a stage that asks sites.
type grammar struct {
	Common
	Web
	Secrets
}

func parse(args ...string) (*grammar, error) {
	g := &grammar{}
	_, err := env.Program{Name: "stage"}.Parse(g, args, nil)
	return g, err
}

func TestDefaultsAreGood(t *testing.T) {
	t.Parallel()
	g, err := parse()
	if err != nil {
		t.Fatal(err)
	}
	config := g.Config("fetcher@host")
	if config.URL != "nats://127.0.0.1:4222" || config.Name != "fetcher@host" || config.Patience != 5*time.Minute {
		t.Errorf("bus is %+v", config)
	}
	if agent := g.config().UserAgent; !strings.HasPrefix(agent, "wirecopy/") || !strings.Contains(agent, "https://") {
		t.Errorf("user agent is %q", agent)
	}
	if g.Admin != "" || g.HTTP != ":8080" {
		t.Errorf("serves %q and %q", g.HTTP, g.Admin)
	}
}

func TestFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := parse("--host-interval=-1s", "--stream-replicas=2", "--log-format=xml", "--allow-net=10.0.0.0")
	if err == nil {
		t.Fatal("all is taken")
	}
	for _, want := range []string{"--host-interval", "replicas is 2", "--log-format", "--allow-net"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("faults don't name %s:\n%s", want, err)
		}
	}
}

func TestClientAllowsAndSpaces(t *testing.T) {
	t.Parallel()
	w := Web{AllowNet: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, HostInterval: time.Hour}
	client, err := w.Client(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, want := range []web.Kind{web.KindConnect, web.KindGate} { // the second finds the lane taken
		_, err := client.Get(t.Context(), web.Request{URL: "http://127.0.0.1:1/"})
		if web.KindOf(err) != want {
			t.Errorf("kind is %q, want %q: %v", web.KindOf(err), want, err)
		}
	}
}

func TestProxyIsUsedAndItsPasswordNeverTold(t *testing.T) {
	t.Parallel()
	g, err := parse("--proxy=http://desk:hunter2@127.0.0.1:1", "--host-interval=0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := g.Client(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Get(t.Context(), web.Request{URL: "http://1.1.1.1/"})
	if err == nil || !strings.Contains(err.Error(), "reach the proxy") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the site is asked by another way: %v", err)
	}
	for _, proxy := range []string{"ftp://desk:hunter2@127.0.0.1", "http://desk:hunter2@", "http://desk:hunter2%@a"} {
		if _, err := parse("--proxy=" + proxy); err == nil || !strings.Contains(err.Error(), "proxy") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", proxy, err)
		}
	}
}

func TestSecretsAreFoundInTheirDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "login"), []byte("desk:open\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g, err := parse("--secrets=" + dir)
	if err != nil {
		t.Fatal(err)
	}
	if value, err := g.Secret(t.Context(), "login"); value != "desk:open" || err != nil {
		t.Errorf("secret is %q, %v", value, err)
	}
	if _, err := parse("--secrets=" + filepath.Join(dir, "login")); err == nil || !strings.Contains(err.Error(), "--secrets") {
		t.Errorf("a file is no directory: %v", err)
	}
	if g, err = parse(); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Secret(t.Context(), "login"); err == nil || !strings.Contains(err.Error(), "--secrets") {
		t.Errorf("without a directory: %v", err)
	}
}
