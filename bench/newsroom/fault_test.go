package newsroom_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

func TestFaultsAsText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       newsroom.Faults
		back       string // the same text when empty
	}{
		{name: "none"},
		{name: "both", text: "5xx=0.1", want: newsroom.Faults{Pages: newsroom.Shares{ServerError: 0.1}, Feeds: newsroom.Shares{ServerError: 0.1}}},
		{name: "only pages", text: "pages.hang=0.25", want: newsroom.Faults{Pages: newsroom.Shares{Hang: 0.25}}},
		{name: "only feeds", text: "feeds.429=1", want: newsroom.Faults{Feeds: newsroom.Shares{TooMany: 1}}},
		{
			name: "apart", text: "pages.slow=0.5,feeds.slow=0.25",
			want: newsroom.Faults{Pages: newsroom.Shares{Slow: 0.5}, Feeds: newsroom.Shares{Slow: 0.25}},
		},
		{
			name: "what only one of them has", text: "broken=0.5,gone=0.1,missing=0.2",
			want: newsroom.Faults{Pages: newsroom.Shares{Gone: 0.1, Missing: 0.2}, Feeds: newsroom.Shares{Broken: 0.5}},
		},
		{
			name: "settings", text: "in-row=3,retry-after=2s,slow-for=50ms,host-delay=1m0s,slow-host=4",
			want: newsroom.Faults{InRow: 3, RetryAfter: 2 * time.Second, SlowFor: 50 * time.Millisecond, HostDelay: time.Minute, SlowHost: 4},
		},
		{
			name: "spaces and the later word", text: " truncated = 0.5, ,feeds.truncated=0 ", back: "pages.truncated=0.5",
			want: newsroom.Faults{Pages: newsroom.Shares{Truncated: 0.5}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := newsroom.ParseFaults(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			back := test.back
			if back == "" {
				back = test.text
			}
			if got.String() != back {
				t.Errorf("text is %q, want %q", got, back)
			}
		})
	}
}

func TestParseFaultsNamesAllThatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := newsroom.ParseFaults("5yx=0.1,hang=often,pages.broken=1,slow,429=2,gone=0.7,missing=0.7,retry-after=1500ms,slow-for=long,in-row=few,loop=0,loop=0,feeds.gone=1")
	if err == nil {
		t.Fatal("no fault found")
	}
	for _, want := range []string{
		`unknown words "5yx", "pages.broken", "feeds.gone"`, "5xx, 429", `hang is "often"`, "slow has no value", "pages.429 is 2", "feeds.429 is 2",
		"make 1.4 together", "retry-after is 1.5s", `slow-for is "long"`, `in-row is "few"`, "loop is there twice",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among the faults:\n%v", want, err)
		}
	}
}

func TestConfigRefusesFaultsThatAreNone(t *testing.T) {
	t.Parallel()
	c := newsroom.Defaults()
	c.Faults = newsroom.Faults{Feeds: newsroom.Shares{Gone: 0.5}, SlowHost: -1}
	err := c.Validate()
	if err == nil || !strings.Contains(err.Error(), "feeds.gone") || !strings.Contains(err.Error(), "slow-host") {
		t.Errorf("error is %v", err)
	}
}

// FuzzParseFaults holds that what is read is valid, and that its text is read as the same.
func FuzzParseFaults(f *testing.F) {
	for _, seed := range []string{"", "5xx=0.1,hang=1e-3", "pages.bomb=0x1p-2,feeds.bomb=NaN", "retry-after=1h,in-row=-1", "=,==,5xx", "slow-host=99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		faults, err := newsroom.ParseFaults(text)
		if err != nil {
			return
		}
		if err := faults.Validate(); err != nil {
			t.Errorf("%q is taken although %v", text, err)
		}
		again, err := newsroom.ParseFaults(faults.String())
		if err != nil || again != faults {
			t.Errorf("%q is %+v, and its text %q is %+v, %v", text, faults, faults, again, err)
		}
	})
}
