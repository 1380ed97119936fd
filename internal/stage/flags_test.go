package stage

import (
	"net/netip"
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
