package schema_test

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestNewDate(t *testing.T) {
	t.Parallel()
	moscow := time.FixedZone("", 3*60*60)
	at := time.Date(2021, time.December, 27, 10, 0, 5, 900, moscow)
	for _, c := range []struct {
		name      string
		at        time.Time
		precision schema.Precision
		want      schema.Date
	}{
		{"year", at, schema.PrecisionYear, "2021"},
		{"month", at, schema.PrecisionMonth, "2021-12"},
		{"day", at, schema.PrecisionDay, "2021-12-27"},
		{"minute", at, schema.PrecisionMinute, "2021-12-27T10:00+03:00"},
		{"second", at, schema.PrecisionSecond, "2021-12-27T10:00:05+03:00"},
		{"unknown precision", at, schema.PrecisionUnknown, "2021-12-27T10:00:05+03:00"},
		{"UTC", at.UTC(), schema.PrecisionMinute, "2021-12-27T07:00Z"},
		{"the day is the zone's own", time.Date(2021, 12, 27, 1, 0, 0, 0, moscow), schema.PrecisionDay, "2021-12-27"},
		{"unknown", time.Time{}, schema.PrecisionDay, ""},
		{"before year 0", time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), schema.PrecisionYear, ""},
		{"after year 9999", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), schema.PrecisionYear, ""},
		{"local mean time", time.Date(1900, 1, 1, 2, 30, 17, 0, time.FixedZone("", 9017)), schema.PrecisionSecond, "1900-01-01T00:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := schema.NewDate(c.at, c.precision); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDateIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for date, precision := range map[schema.Date]schema.Precision{
		"2021": schema.PrecisionYear, "2021-12": schema.PrecisionMonth, "2021-12-27": schema.PrecisionDay,
		"2021-12-27T10:00+03:00": schema.PrecisionMinute, "2021-12-27T07:00Z": schema.PrecisionMinute,
		"2021-12-27T10:00:05+03:00": schema.PrecisionSecond,
	} {
		if got := date.Precision(); got != precision {
			t.Errorf("precision of %s is %q, want %q", date, got, precision)
		}
		at, err := date.Time()
		if again := schema.NewDate(at, precision); err != nil || again != date {
			t.Errorf("%s was read and written as %s, %v", date, again, err)
		}
	}
}

func TestDateThatIsNone(t *testing.T) {
	t.Parallel()
	if at, err := schema.Date("").Time(); err != nil || !at.IsZero() {
		t.Errorf("the empty date is %v, %v", at, err)
	}
	for _, date := range []schema.Date{"yesterday", "2021-13", "2021-02-30", "2021-12-27T10:00", "2021-12-27 10:00:00Z", "21"} {
		if at, err := date.Time(); err == nil {
			t.Errorf("%q was read as %v", date, at)
		}
		if p := date.Precision(); p != schema.PrecisionUnknown {
			t.Errorf("precision of %q is %q", date, p)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2021", "2021-12-27T10:00+03:00", "2021-12-27T10:00:05.5Z", "0000-01-01T00:00+23:59", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := schema.Date(s).Time()
		if err != nil {
			return
		}
		again := schema.NewDate(at, schema.Date(s).Precision())
		if again == "" { // the zero time has no date
			return
		}
		if back, err := again.Time(); err != nil || !back.Equal(at.Truncate(time.Second)) {
			t.Fatalf("%q is %v, written %q, read %v, %v", s, at, again, back, err)
		}
	})
}
