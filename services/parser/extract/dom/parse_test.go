package dom_test

import (
	"bytes"
	"errors"
	"net/url"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

func bounds() dom.Bounds { return dom.Bounds{MaxBytes: 1 << 20, MaxNodes: 10_000} }

func TestCharsets(t *testing.T) {
	t.Parallel()
	encoded := func(s string, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return []byte(s)
	}
	russian, err1 := charmap.Windows1251.NewEncoder().String("<p>Паром</p>")
	kanji, err2 := japanese.ShiftJIS.NewEncoder().String(`<meta charset="shift_jis"><p>渡し船</p>`)
	for name, test := range map[string]struct {
		body        []byte
		contentType string
		want        string
	}{
		"by the answer":       {encoded(russian, err1), "text/html; charset=windows-1251", "Паром"},
		"by meta":             {encoded(kanji, err2), "text/html", "渡し船"},
		"by a mark":           {[]byte("\xef\xbb\xbf<p>Паром</p>"), "text/html; charset=windows-1251", "Паром"},
		"UTF-8 against a lie": {[]byte("<p>Паром</p>"), "text/html; charset=windows-1251", "Паром"},
		"none":                {[]byte("<p>caf\xe9</p>"), "text/html", "café"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := new(dom.Parser).Parse(test.body, test.contentType, bounds())
			if err != nil {
				t.Fatal(err)
			}
			if got := dom.Text(doc); got != test.want {
				t.Errorf("text is %q", got)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	late := bounds()
	late.Expired = func() bool { return true }
	for name, test := range map[string]struct {
		body   []byte
		bounds dom.Bounds
		want   error
	}{
		"depth": {bytes.Repeat([]byte("<div>"), 9000), bounds(), dom.ErrTooDeep},
		"nodes": {bytes.Repeat([]byte("<p>a"), 9000), bounds(), dom.ErrTooLarge},
		"bytes": {make([]byte, 2<<20), bounds(), dom.ErrTooLarge},
		"time":  {[]byte("<p>a"), late, dom.ErrTooSlow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := new(dom.Parser).Parse(test.body, "text/html", test.bounds); !errors.Is(err, test.want) {
				t.Errorf("error is %v, want %v", err, test.want)
			}
		})
	}
	now := time.Unix(0, 0)
	expired := dom.Deadline(func() time.Time { return now }, time.Second)
	if expired() {
		t.Error("the time is up at once")
	}
	if now = now.Add(2 * time.Second); !expired() {
		t.Error("the time is never up")
	}
}

func TestAbsolute(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("https://paper.example/news/a")
	if err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]string{
		"b": "https://paper.example/news/b", "b c?d e": "https://paper.example/news/b%20c?d%20e", "//cdn.example/c": "https://cdn.example/c", "/d\n": "https://paper.example/d",
		"javascript:alert(1)": "", "data:text/html,x": "", "#top": "", "mailto:a@b.example": "", "https://u:p@x.example/": "", "": "", "http://[::bad": "",
	} {
		if got := dom.Absolute(base, ref); got != want {
			t.Errorf("%q is %q, want %q", ref, got, want)
		}
	}
}
