package newsroom_test

import (
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

func TestDefaultsAreValid(t *testing.T) {
	t.Parallel()
	if err := newsroom.Defaults().Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestValidateNamesAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	c := newsroom.Config{
		Feeds: 1, Hosts: 2, Backlog: -1, BacklogAge: -time.Hour, PerDay: math.NaN(), Speed: math.Inf(1), MaxAge: 1500 * time.Millisecond,
		Languages: []string{"en", "tlh"}, FullContent: 2, Shared: -1, Syndicated: 2, Routine: -1, Address: netip.MustParseAddr("192.0.2.1"), Port: 70_000,
	}
	err := c.Validate()
	if err == nil {
		t.Fatal("no fault found")
	}
	for _, want := range []string{"feeds", "backlog is", "backlog age", "a day", "speed", "max age", `"tlh"`, "full content", "shared", "syndicated is 2: must", "no two of 2 hosts", "routine", "192.0.2.1", "port"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among the faults:\n%v", want, err)
		}
	}
	if _, err := newsroom.New(t.Context(), c); err == nil {
		t.Error("New took what Validate refuses")
	}
}

func TestValidateRefusesMoreThanAnyoneKeepsUpWith(t *testing.T) {
	t.Parallel()
	c := newsroom.Defaults()
	c.Feeds, c.PerDay, c.Speed = 10_000, 100, 86_400
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "a second") {
		t.Errorf("error is %v", err)
	}
}
