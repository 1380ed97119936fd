package main

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The benchmark must be able to see what it looks for.
func TestClockIsMeasured(t *testing.T) {
	t.Parallel()
	f := &flags{Feeds: 200, Rate: 100, Fill: 100, For: 2 * time.Second, Workers: 8, Polls: true, Dir: t.TempDir()}
	if err := f.Validate(); err != nil {
		t.Fatal(err)
	}
	c, err := open(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := c.measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if figures.Lost != 0 || figures.Twice != 0 || figures.Fenced != 0 {
		t.Errorf("lost %d, twice %d, fenced %d", figures.Lost, figures.Twice, figures.Fenced)
	}
	if n := figures.Late.Count; n < 10 || n > 300 || figures.Late.P50 < 0 || figures.Late.P50 > 10*time.Second {
		t.Errorf("%d cycles, late by %s", n, figures.Late)
	}
	c.cycles[0]++ // a cycle that no schedule knows of, as if one were lost
	lost := Figures{}
	if err := c.verify(t.Context(), &lost); err != nil || lost.Lost != 1 {
		t.Errorf("a lost cycle is not seen: %+v, %v", lost, err)
	}
	if err := c.close(); err != nil {
		t.Error(err)
	}
}
