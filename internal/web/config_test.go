package web_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/web"
)

func TestDefaultsAreValid(t *testing.T) {
	t.Parallel()
	if err := web.Defaults().Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidateReportsAllFaults(t *testing.T) {
	t.Parallel()
	err := web.Config{}.Validate()
	if err == nil || len(strings.Split(err.Error(), "\n")) != 11 {
		t.Errorf("an empty config has the faults:\n%v\nwant 11", err)
	}
	config := web.Defaults()
	config.UserAgent = "wire\ncopy"
	config.AllowNets = []netip.Prefix{{}, netip.MustParsePrefix("::ffff:10.0.0.0/104")}
	config.MaxRedirects = -1
	config.DNSTTL = 59 * time.Second
	if _, err = web.New(config, web.Deps{}); err == nil || len(strings.Split(err.Error(), "\n")) != 5 {
		t.Errorf("a broken config has the faults:\n%v\nwant 5", err)
	}
}

func TestNewRefusesASecondRegistration(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	newClient(t, web.Deps{Registerer: registry}, nil)
	if _, err := web.New(web.Defaults(), web.Deps{Registerer: registry}); err == nil {
		t.Error("two clients count in one registry")
	}
}
