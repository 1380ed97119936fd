package lane

import (
	"syscall"
	"testing"
	"time"
)

// BenchmarkEnter enters and leaves a lane that nobody else wants. CPU counts the
// server too, which is in the same process here.
func BenchmarkEnter(b *testing.B) {
	b.Run("local", func(b *testing.B) { enterAndLeave(b, NewLocal(Config{Patience: time.Second})) })
	b.Run("shared", func(b *testing.B) {
		enterAndLeave(b, newFleet(b, 1, Config{Patience: time.Second}).replicas[0])
	})
}

func enterAndLeave(b *testing.B, l lanes) {
	b.Helper()
	b.ReportAllocs()
	begin := cpu(b)
	for b.Loop() {
		enter(b, l, "harbour.example")(ok())
	}
	b.ReportMetric(float64((cpu(b)-begin).Microseconds())/float64(b.N), "cpu-µs/op")
}

// cpu is what this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
