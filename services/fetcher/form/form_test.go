package form

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// state is one as most are.
func state() schema.Poll {
	at := time.Date(2031, 5, 4, 3, 2, 1, 250e6, time.UTC)
	return schema.Poll{
		V: 1, Feed: "f1", URL: "https://harbour.example/feed.xml", Count: 4711, At: at, Next: at.Add(time.Hour), Outcome: schema.OutcomeNotModified,
		Status: 304, Millis: 180, Bytes: 41_837, Entries: 30, Good: at, Brought: at.Add(-3 * time.Hour), Health: schema.HealthOK,
		Since: at.Add(-960 * time.Hour), Whole: at.Add(-3 * time.Hour), Kind: "rss", ETag: `"5f0d7a11-1ef7"`,
		LastModified: "Sun, 04 May 2031 00:02:01 GMT", BodyHash: strings.Repeat("0f", 16), Seen: make([]byte, 361),
		Rate:  schema.Rate{Items: 31.712345, Days: 11.9, Hours: make([]byte, 48)},
		Title: "The Morning Post – Latest News", Site: "https://harbour.example/", Language: "en-GB",
	}
}

// fill gives a value, and all in it, values that are made up; some stay zero.
func fill(dice *rand.Rand, v reflect.Value) {
	if dice.IntN(5) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[dice.IntN(len(texts))])
	case reflect.Int, reflect.Int64:
		v.SetInt(dice.Int64() >> dice.IntN(64) * (1 - 2*dice.Int64N(2)))
	case reflect.Float64:
		v.SetFloat(floats[dice.IntN(len(floats))])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(dice.Uint64N(256))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), dice.IntN(3), 3))
		for i := range v.Len() {
			fill(dice, v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(dice, v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(times[dice.IntN(len(times))]))
			return
		}
		for _, field := range v.Fields() {
			fill(dice, field)
		}
	default:
		panic("nothing is made up for a " + v.Kind().String())
	}
}

var (
	texts  = []string{"plain", `"q"`, `back\slash`, "a&b", "<b>", "–", "日本", "\u2028", "bad\xff", "nul\x00", "tab\t", "\x7f", "}", `,"title":"x"`}
	floats = []float64{1, 0.5, 31.712345, 1e-6, 9.9e-7, 1e21, 1e20, -3.25, 5e-324, 1.7976931348623157e308}
	times  = []time.Time{
		time.Unix(1.9e9, 0).UTC(), time.Unix(1.9e9, 250e6).UTC(), time.Unix(1.9e9, 1).UTC(),
		time.Unix(1.9e9, 0).In(time.FixedZone("", 5400)), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
)

func TestFormIsThatOfEncodingJSON(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		var p schema.Poll
		fill(dice, reflect.ValueOf(&p).Elem())
		agree(t, p)
		if t.Failed() {
			return
		}
	}
}

// agree checks that both write a state alike, and read that alike.
func agree(t *testing.T, p schema.Poll) {
	t.Helper()
	want, wantErr := json.Marshal(p)
	got, err := Write(p)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("write: %v, encoding/json: %v", err, wantErr)
	}
	if err != nil {
		return
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("wrote\n%s, encoding/json\n%s", got, want)
	}
	agreeOn(t, want)
}

// agreeOn checks that both read a body alike.
func agreeOn(t *testing.T, body []byte) {
	t.Helper()
	var want schema.Poll
	wantErr := json.Unmarshal(body, &want)
	got, err := Read(body)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("read %s: %v, encoding/json: %v", body, err, wantErr)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("read %s (-encoding/json +ours):\n%s", body, cmp.Diff(want, got))
	}
}

// A field that is new in the schema and not here would be read by encoding/json, and lost in writing.
func TestEveryFieldIsKnown(t *testing.T) {
	t.Parallel()
	at := time.Unix(1.9e9, 0).UTC()
	p := state()
	p.Given, p.Error, p.Fresh, p.Failures, p.PushedUntil = "https://harbour.example/", "why", 3, 2, at
	p.Moved, p.Detour = &schema.Moved{URL: "u"}, &schema.Detour{URL: "u"}
	p.Choices, p.Sitemaps = []schema.Choice{{URL: "u"}}, []schema.Sitemap{{URL: "u"}}
	p.Hints = schema.Hints{TTL: 60, UpdatePeriod: 60, SkipHours: []int{1}, SkipDays: []int{2}, Hub: "h", Topic: "t"}
	whole(t, reflect.ValueOf(p))
	body, err := Write(p)
	if err != nil {
		t.Fatal(err)
	}
	var read schema.Poll
	if err := json.Unmarshal(body, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, read); diff != "" {
		t.Errorf("written and read again (-want +got):\n%s", diff)
	}
	var own schema.Poll
	s := scribe{in: string(body), separator: '{'}
	if poll(&s, &own); s.in != "" || s.fault != nil {
		t.Errorf("our own form is left to encoding/json: %v, at %.40q", s.fault, s.in)
	}
}

// whole checks that no field is zero.
func whole(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the test sets no %s", v.Type().Field(i).Name)
		}
		if v.Field(i).Kind() == reflect.Struct && v.Field(i).Type() != reflect.TypeFor[time.Time]() {
			whole(t, v.Field(i))
		}
	}
}

// others are bodies that are not quite in our form.
var others = []string{
	``, `{}`, `null`, `[]`, `{"v":1}`, ` {"v":1,"feed":"f","url":"u","count":0}`, `{"v":1,"feed":"f","url":"u","count":0} x`,
	`{"v":1,"feed":"f","url":"u","count":0,}`, `{"v":1,"feed":"f","url":"u","count":0`, `{"v": 1,"feed":"f","url":"u","count":0}`,
	`{"v":2,"feed":"f","url":"u","count":0,"later":{"a":[1]},"title":"t"}`, `{"count":3,"v":1,"feed":"f","url":"u"}`,
	`{"v":1,"feed":"f","url":"u","count":1,"count":2}`, `{"V":1,"Feed":"f"}`, `{"v":01,"feed":"f"}`, `{"v":1.0}`, `{"v":1e0}`, `{"v":"1"}`,
	`{"v":-0,"feed":"f","url":"u","count":-7}`, `{"v":1,"feed":"f","url":"u","count":99999999999999999999}`, `{"v":1,"feed":null,"url":"u","count":0}`,
	`{"v":1,"feed":"\u0066\ud83d\ude00","url":"a\/b","count":0,"seen":"AA\u003d=","rate":{"items":1e3,"days":0.10,"hours":""}}`,
	`{"v":1,"feed":"` + "\xff" + `","url":"` + "\n" + `","count":0}`, `{"v":1,"feed":"f","url":"u","count":0,"moved":null,"at":null}`,
	`{"v":1,"feed":"f","url":"u","count":0,"at":"2031-5-04T03:02:01Z"}`, `{"v":1,"feed":"f","url":"u","count":0,"at":"2031-05-04T03:02:01,5Z"}`,
	`{"v":1,"feed":"f","url":"u","count":0,"choices":[{"url":"]}"},{"url":"\"}"}],"sitemaps":[]}`, `{"v":1,"feed":"f","url":"u","count":0,"choices":[}]}`,
	`{"v":1,"feed":"f","url":"u","count":0,"hints":{},"rate":{}}`, `{"v":1,"feed":"f","url":"u","count":0,"rate":{"items":1,"days":.5}}`,
}

func TestOtherFormsAreLeftToEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, body := range others {
		agreeOn(t, []byte(body))
	}
}

func FuzzRead(f *testing.F) {
	for _, body := range others {
		f.Add([]byte(body))
	}
	body, err := json.Marshal(state())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Fuzz(func(t *testing.T, body []byte) {
		agreeOn(t, body)
		var p schema.Poll
		if json.Unmarshal(body, &p) == nil {
			agree(t, p)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	body, err := Write(state())
	if err != nil {
		b.Fatal(err)
	}
	b.Run("form", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Read(body)
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var p schema.Poll
			_ = json.Unmarshal(body, &p)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	p := state()
	b.Run("form", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Write(p)
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(p)
		}
	})
}
