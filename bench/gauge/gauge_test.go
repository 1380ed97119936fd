package gauge_test

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/gauge"
)

func TestSpreadOf(t *testing.T) {
	t.Parallel()
	var times []time.Duration
	for n := range 101 {
		times = append(times, time.Duration((n*37)%101)*time.Second) // 0 to 100, in no order
	}
	want := gauge.Spread{Count: 101, P50: 50 * time.Second, P99: 99 * time.Second, Max: 100 * time.Second}
	if diff := cmp.Diff(want, gauge.SpreadOf(times)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(gauge.Spread{}, gauge.SpreadOf(nil)); diff != "" {
		t.Error(diff)
	}
}

// asked is the variable that has the test's own program be the process that is measured.
const asked = "WIRECOPY_TEST_GAUGE"

func TestMain(m *testing.M) {
	if os.Getenv(asked) != "" {
		burn()
	}
	os.Exit(m.Run())
}

// burn computes, and takes memory, until a signal ends it.
func burn() {
	const size = 32 << 20
	block := make([]byte, size)
	for n := 0; ; n++ {
		block[n*4096%size] = byte(n)
	}
}

func TestProcessIsMeasured(t *testing.T) {
	t.Parallel()
	p, err := gauge.Start(t.Context(), []string{asked + "=1"}, os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	err = gauge.Await(t.Context(), "it has computed and taken memory", func() bool {
		cpu, err1 := p.CPU()
		peak, err2 := p.Peak()
		now, err3 := p.Resident()
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		return cpu >= 50*time.Millisecond && peak >= 32<<20 && now <= peak
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Stop(); err == nil || !strings.Contains(err.Error(), "terminated") {
		t.Errorf("ended by a signal: %v", err)
	}
}

func TestSelfIsMeasured(t *testing.T) {
	t.Parallel()
	block := make([]byte, 64<<20)
	for n := 0; n < len(block); n += 4096 {
		block[n] = 1
	}
	peak, err := gauge.SelfPeak()
	if err != nil || peak < int64(len(block)) {
		t.Errorf("peak is %d with %d in use, %v", peak, len(block), err)
	}
	runtime.KeepAlive(block)
	if _, err := gauge.SelfCPU(); err != nil {
		t.Error(err)
	}
}
