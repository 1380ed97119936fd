package fetcher

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestR01ExactlyOneUnconditionalGet(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.poll()
	v.poll()
	v.site.publish("four", "one")
	v.poll()
	v.site.answers(answers(http.StatusBadGateway, ""))
	v.poll()
	v.site.publish("four", "one")
	v.poll()
	if n := len(v.site.asked()); n != 5 {
		t.Fatalf("%d requests for five polls", n)
	}
	for i, r := range v.site.asked() {
		if unconditional := r.Header.Get("If-None-Match") == "" && r.Header.Get("If-Modified-Since") == ""; unconditional != (i == 0) {
			t.Errorf("request %d is unconditional: %t", i+1, unconditional)
		}
	}
}

func TestR02IfNoneMatchHasTheExactBytes(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		`"33a64df5"`: "", `W/"33a64df5"`: "", `unquoted`: "", `""`: "", `"a, b"`: "", `"gzip;x=1"--suffix`: "", `"müller"`: "",
		"\"m\xfcller\"": "-", strings.Repeat("x", 2000): "-", // what can't be kept as it is, isn't
	} {
		t.Run(fmt.Sprintf("%.20q", tag), func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			v.site.answers(serves(rss("a"), "ETag", tag))
			v.poll()
			v.poll()
			if want == "" {
				want = tag
			}
			if got := v.site.sent("If-None-Match"); got != want {
				t.Errorf("sent %q, want %q", got, want)
			}
		})
	}
}

func TestR03IfModifiedSinceIsTheExactLastModified(t *testing.T) {
	t.Parallel()
	for name, modified := range map[string]string{
		"of the RFC": "Tue, 24 Nov 2026 10:00:00 GMT", "RFC 850": "Tuesday, 24-Nov-26 10:00:00 GMT",
		"of nobody": "2026-11-24 10:00", "in the future": "Tue, 24 Nov 2099 10:00:00 GMT", "none": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, want := newVisits(t), "-"
			v.site.answers(serves(rss("a"))) // with a Date
			if modified != "" {
				want = modified
				v.site.answers(serves(rss("a"), "Last-Modified", modified))
			}
			v.poll()
			v.poll()
			if got := v.site.sent("If-Modified-Since"); got != want {
				t.Errorf("sent %q, want %q", got, want)
			}
		})
	}
}

func TestR04BothValidatorsWhenBothAreKnown(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.poll()
	v.poll()
	if etag, modified := v.site.sent("If-None-Match"), v.site.sent("If-Modified-Since"); etag != `"one.two.three"` || modified != "Tue, 24 Nov 2026 10:00:00 GMT" {
		t.Errorf("sent %q and %q", etag, modified)
	}
}

func TestR05A200AlwaysReplacesTheValidators(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(serves(rss("a"), "ETag", `"1"`, "Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"))
	v.poll()
	v.site.answers(serves(rss("a"), "ETag", `"2"`)) // the same body, another tag, and a validator less
	if state := v.poll(); state.Outcome != schema.OutcomeUnchanged {
		t.Errorf("an equal body is %s", state.Outcome)
	}
	v.site.answers(serves(rss("b")))
	v.poll()
	if etag, modified := v.site.sent("If-None-Match"), v.site.sent("If-Modified-Since"); etag != `"2"` || modified != "-" {
		t.Errorf("after the second document: %q, %q", etag, modified)
	}
	v.poll()
	if etag := v.site.sent("If-None-Match"); etag != "-" {
		t.Errorf("after a document without validators: %q", etag)
	}
}

func TestR06A304KeepsTheValidatorsAndTakesOverChangedOnes(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(serves(rss("a"), "ETag", `"1"`, "Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"))
	v.poll()
	v.site.answers(answers(http.StatusNotModified, ""))
	v.poll()
	v.site.answers(answers(http.StatusNotModified, "", "ETag", `"2"`))
	v.poll()
	if etag, modified := v.site.sent("If-None-Match"), v.site.sent("If-Modified-Since"); etag != `"1"` || modified == "-" {
		t.Errorf("after a bare 304: %q, %q", etag, modified)
	}
	v.poll()
	if etag, modified := v.site.sent("If-None-Match"), v.site.sent("If-Modified-Since"); etag != `"2"` || modified == "-" {
		t.Errorf("after a 304 with a tag: %q, %q", etag, modified)
	}
}

func TestR07ValidatorsAreThoseOfWhatWasReadWhole(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(serves(rss("a"), "ETag", `"good"`))
	v.poll()
	for name, bad := range map[string]func(http.ResponseWriter, *http.Request){
		"cut off":    serves(rss("b")[:40], "ETag", `"bad"`, "Content-Length", "4000"),
		"no feed":    serves("<html><title>Welcome</title></html>", "ETag", `"bad"`),
		"an error":   answers(http.StatusNotFound, "", "ETag", `"bad"`),
		"an overlay": serves("", "ETag", `"bad"`),
	} {
		v.site.answers(bad)
		v.poll()
		if state := v.poll(); state.ETag != `"good"` || v.site.sent("If-None-Match") != `"good"` {
			t.Errorf("%s: kept %q, sent %q", name, state.ETag, v.site.sent("If-None-Match"))
		}
	}
	v.visitor = newVisitor(Defaults(), Deps{Web: newClient(t, web.Deps{})}) // a restart: nothing but the state is left
	v.now = v.clock.now
	v.poll()
	if got := v.site.sent("If-None-Match"); got != `"good"` {
		t.Errorf("after a restart: %q", got)
	}
}

func TestR19AnEqualBodyIsNotParsedAndAnnouncesNothing(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.poll()
	const page = "this would be a failure if anybody read it"
	sum := sha256.Sum256([]byte(page))
	v.state.BodyHash = hex.EncodeToString(sum[:16])
	v.site.answers(serves(page, "ETag", `"new"`))
	if state := v.poll(); state.Outcome != schema.OutcomeUnchanged || state.Failures != 0 || state.ETag != `"new"` || len(v.announced) != 3 {
		t.Errorf("%d items, state %+v", len(v.announced), state)
	}
}

func TestR20DeltasAreAskedForWithAnETagOnly(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(serves(rss("a", "b"), "ETag", `"1"`))
	v.poll()
	if got := v.site.sent("A-IM"); got != "-" {
		t.Errorf("asked for a delta of nothing: %q", got)
	}
	v.site.answers(answers(http.StatusIMUsed, rss("c"), "ETag", `"2"`, "IM", "feed"))
	state := v.poll()
	if got := v.site.sent("A-IM"); got != "feed" || state.Outcome != schema.OutcomeChanged || state.Fresh != 1 || state.ETag != `"2"` {
		t.Errorf("A-IM %q; after a delta: %+v", got, state)
	}
	// Nothing of the rest was deleted: it isn't new when the whole comes again.
	v.site.answers(serves(rss("c", "a", "b"), "Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"))
	if state := v.poll(); state.Fresh != 0 || v.site.sent("If-None-Match") != `"2"` {
		t.Errorf("after the whole: %+v", state)
	}
	v.poll()
	if got := v.site.sent("A-IM"); got != "-" {
		t.Errorf("asked for a delta by a date: %q", got)
	}
	if got := titles(v.announced); !slices.Equal(got, []string{"b", "a", "c"}) {
		t.Errorf("announced %q", got)
	}
}

func TestR20DeltasThatNobodyAskedForAreFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		first, then func(http.ResponseWriter, *http.Request)
	}{
		"unasked":      {serves(rss("a")), answers(http.StatusIMUsed, rss("b"), "ETag", `"2"`, "IM", "feed")},
		"another kind": {serves(rss("a"), "ETag", `"1"`), answers(http.StatusIMUsed, rss("b"), "ETag", `"2"`, "IM", "vcdiff")},
		"a 304":        {serves(rss("a")), answers(http.StatusNotModified, "")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			v.site.answers(tt.first)
			before := v.poll()
			v.site.answers(tt.then)
			if state := v.poll(); state.Failures != 1 || state.ETag != before.ETag || len(v.announced) != 1 {
				t.Errorf("%d items, state %+v", len(v.announced), state)
			}
		})
	}
}

// stubborn is a site that answers 304 to whoever sends a validator.
func stubborn(body *string, header ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		serves(*body, header...)(w, r)
	}
}

func TestR22ABusyFeedThatNeverChangesIsCheckedOnceAWeek(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	body := rss("a")
	v.site.answers(stubborn(&body, "ETag", `"1"`))
	state := v.poll()
	v.state.Rate = schema.Rate{Items: 100, Days: 10}
	v.poll()
	var checks []time.Time
	body = rss("b", "a")
	begin := state.Whole
	for v.clock.now().Sub(begin) < 23*24*time.Hour {
		v.poll()
		if v.site.sent("If-None-Match") == "-" {
			checks = append(checks, v.clock.now())
		}
	}
	if len(checks) < 2 || len(checks) > 3 {
		t.Fatalf("%d checks in 23 days, want one a week while it can be called busy", len(checks))
	}
	for i, at := range checks {
		if since := at.Sub(append([]time.Time{begin}, checks...)[i]); since < 7*24*time.Hour {
			t.Errorf("check %d after %s", i+1, since)
		}
	}
	if got := titles(v.announced); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("announced %q", got)
	}
}

func TestR22LiesAreNotedAndQuietFeedsAreNotChecked(t *testing.T) {
	t.Parallel()
	at := now()
	week := schema.Poll{Outcome: schema.OutcomeNotModified, ETag: `"1"`, Whole: at.Add(-8 * 24 * time.Hour), Rate: schema.Rate{Items: 9, Days: 14}}
	never, quiet, changed, young := week, week, week, week
	never.Whole, quiet.Rate.Items, changed.Outcome, young.Whole = time.Time{}, 0, schema.OutcomeChanged, at.Add(-6*24*time.Hour)
	for name, tt := range map[string]struct {
		state schema.Poll
		want  bool
	}{
		"busy": {week, true}, "of a release before": {never, false}, "never was busy": {quiet, false},
		"has changed": {changed, false}, "not long enough": {young, false},
	} {
		if got := checkIsDue(tt.state, at); got != tt.want {
			t.Errorf("%s: check is due: %t", name, got)
		}
	}
	v := newVisits(t)
	body := rss("a")
	v.site.answers(stubborn(&body, "ETag", `"1"`))
	v.poll()
	v.state.Outcome, v.state.Rate, v.state.Whole = schema.OutcomeNotModified, week.Rate, v.clock.now().Add(-8*24*time.Hour)
	body = rss("b", "a")
	v.poll()
	if p := v.latest; !p.check || !p.lied || !p.state.Whole.Equal(p.state.At) {
		t.Errorf("the check is %+v", p)
	}
}
