package pressure

import (
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
)

func TestValidateReportsAllFaults(t *testing.T) {
	t.Parallel()
	if err := Defaults().Validate(); err != nil {
		t.Fatal(err)
	}
	_, err := New(Config{Share: 1, StorageShare: 1.5, MaxStore: -1}, Deps{Bus: &bus.Bus{}, Log: zap.NewNop()})
	for _, part := range []string{"pressure:", "marks of items", "share of articles is 1", "share of storage is 1.5", "-1 bytes", "two looks is 0s"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("nothing of %q in: %v", part, err)
		}
	}
}

func TestAWireAtItsCapsIsNotHeldByStorage(t *testing.T) {
	t.Parallel()
	for _, disk := range []int64{1 << 30, 4 << 30, 16 << 30, 1 << 40} {
		sizes, config := bus.DefaultSizes().Fit(disk), Defaults().Fit(disk)
		if err := config.Validate(); err != nil || config.MaxStore != disk {
			t.Fatalf("%+v: %v", config, err)
		}
		taken := float64(sizes.ArticleBytes+sizes.RejectedBytes) + float64(config.ItemsBytes)
		if level := taken / float64(disk) / config.StorageShare; level > easeStorage-.05 {
			t.Errorf("on %s the caps take %.2f of the mark, which is left below %.2f", inBytes(float64(disk)), level, easeStorage)
		}
	}
	if err := Defaults().Fit(0).Validate(); err != nil {
		t.Errorf("a server without room: %v", err)
	}
}

func TestAmountsAreForPeople(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		inBytes(0): "0 B", inBytes(1023): "1023 B", inBytes(1 << 30): "1.0 GiB", inBytes(4.25 * (1 << 30)): "4.2 GiB", inBytes(100 << 20): "100 MiB", inBytes(1 << 52): "4096 TiB",
		inTime(12 * time.Second): "12 seconds", inTime(119 * time.Minute): "119 minutes", inTime(5 * time.Hour): "5.0 hours", inTime(86 * time.Hour): "3.6 days",
		inPercent(.514): "51 %",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
