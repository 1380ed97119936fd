package reserve_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/reserve"
)

func TestHeadersReserve(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		header http.Header
		want   *schema.Reservations
	}{
		"nothing":             {http.Header{}, nil},
		"other directives":    {http.Header{"X-Robots-Tag": {"noindex, max-snippet:-1, nofollow"}}, nil},
		"for all":             {http.Header{"X-Robots-Tag": {"NoAI, noimageai"}}, &schema.Reservations{NoAI: true, NoImageAI: true}},
		"several lines":       {http.Header{"X-Robots-Tag": {"noindex", "noarchive"}}, &schema.Reservations{NoArchive: true}},
		"for another":         {http.Header{"X-Robots-Tag": {"otherbot: noai, noarchive"}}, nil},
		"for us":              {http.Header{"X-Robots-Tag": {"otherbot: noai, wirecopy: noarchive"}}, &schema.Reservations{NoArchive: true}},
		"for everybody":       {http.Header{"X-Robots-Tag": {"*: noai"}}, &schema.Reservations{NoAI: true}},
		"after a date":        {http.Header{"X-Robots-Tag": {"unavailable_after: Wednesday, 25 Jun 2026 15:00:00 PST, noai"}}, &schema.Reservations{NoAI: true}},
		"mining":              {http.Header{"Tdm-Reservation": {"1"}, "Tdm-Policy": {"https://harbour.example/mining.json"}}, &schema.Reservations{TDM: true, TDMPolicy: "https://harbour.example/mining.json"}},
		"mining is free":      {http.Header{"Tdm-Reservation": {"0"}}, nil},
		"mining is something": {http.Header{"Tdm-Reservation": {"yes"}}, nil},
		"policy is no page":   {http.Header{"Tdm-Policy": {"javascript:alert(1)"}}, nil},
	} {
		if diff := cmp.Diff(tt.want, reserve.Read(tt.header, nil)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestHeadReserves(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<!-- a comment -->", 5000)
	for name, tt := range map[string]struct {
		page string
		want *schema.Reservations
	}{
		"nothing":         {"<head><meta name=robots content=index></head>", nil},
		"robots":          {`<html><head><title>a</title><META NAME="Robots" CONTENT="noindex, NOARCHIVE,noai">`, &schema.Reservations{NoArchive: true, NoAI: true}},
		"content first":   {`<meta content="noimageai" name="robots"/>`, &schema.Reservations{NoImageAI: true}},
		"for us":          {`<meta name="wirecopy" content="noai">`, &schema.Reservations{NoAI: true}},
		"for another":     {`<meta name="otherbot" content="noai">`, nil},
		"mining":          {`<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://harbour.example/p">`, &schema.Reservations{TDM: true, TDMPolicy: "https://harbour.example/p"}},
		"in a script":     {`<script>document.write('<meta name="robots" content="noai">')</script>`, nil},
		"in a comment":    {`<!-- <meta name="robots" content="noai"> -->`, nil},
		"after the head":  {`<head></head><body><meta name="robots" content="noai">`, nil},
		"beyond bounds":   {long + `<meta name="robots" content="noai">`, nil},
		"UTF-16":          {"\xff\xfe" + wide(`<meta name="robots" content="noai">`), &schema.Reservations{NoAI: true}},
		"cut in a tag":    {`<meta name="robots" content="noai`, nil},
		"two of one name": {`<meta name="robots" name="x" content="noai" content="all">`, &schema.Reservations{NoAI: true}},
	} {
		if diff := cmp.Diff(tt.want, reserve.Read(http.Header{}, []byte(tt.page))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestHeaderAndHeadAreAddedUp(t *testing.T) {
	t.Parallel()
	got := reserve.Read(http.Header{"Tdm-Reservation": {"1"}}, []byte(`<meta name="tdm-reservation" content="0"><meta name=robots content=noai>`))
	if diff := cmp.Diff(&schema.Reservations{TDM: true, NoAI: true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// wide is ASCII as little-endian UTF-16.
func wide(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

func FuzzRead(f *testing.F) {
	f.Add("otherbot: noai, unavailable_after: 25 Jun 2026 15:00:00 PST", `<meta name="robots" content="noarchive">`)
	f.Add(": , :,*:noai", "\xfe\xff\x00<\x00m\x00e\x00t\x00a tdm-")
	f.Add("", `<meta name=tdm-policy content=https://[::1]/><script><!--<script>noai`)
	f.Fuzz(func(t *testing.T, tag, page string) {
		got := reserve.Read(http.Header{"X-Robots-Tag": {tag}}, []byte(page))
		if got != nil && *got == (schema.Reservations{}) {
			t.Error("nothing is reserved, and not nil")
		}
	})
}

func BenchmarkRead(b *testing.B) {
	plain := []byte("<html><head>" + strings.Repeat(`<meta property="og:title" content="Boats come in"><script>let a = "<b>"</script>`, 2000))
	for name, page := range map[string][]byte{"says nothing": plain, "reserves": append([]byte(`<meta name=robots content=noai>`), plain...)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				reserve.Read(http.Header{}, page)
			}
		})
	}
}
