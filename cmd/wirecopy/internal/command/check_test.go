package command_test

import (
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestCheckNamesTheStageThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	out, _, err := shell{}.run(t.Context(), "check", "--nats", w.url, "--timeout", "2s")
	if exitCode(err) != 1 || !strings.Contains(err.Error(), "check the fetcher: not done within 2s") {
		t.Errorf("no fetcher: %v", err)
	}
	if out != "" {
		t.Errorf("prints %q of a stage that did nothing", out)
	}
	if _, found, err := w.catalogue(t).Get(t.Context(), schema.FeedID(schema.CheckFeed)); found || err != nil {
		t.Errorf("the made-up feed stays in the catalogue: %t, %v", found, err)
	}
}

func TestCheckSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	wantUsage(t, []string{"check", "--timeout=0s"}, "--timeout")
	if _, _, err := (shell{}).run(t.Context(), "check", "--nats", "nats://127.0.0.1:1"); exitCode(err) != 1 || !strings.Contains(err.Error(), "wirecopy up") {
		t.Errorf("no wire: %v", err)
	}
}
