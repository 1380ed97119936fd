package opml_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/wirecopy/wirecopy/internal/opml"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// feed is one as Read gives it.
func feed(url, title string, tags ...string) schema.Feed {
	return schema.Feed{V: schema.StateVersion, ID: schema.FeedID(url), URL: url, Title: title, Tags: tags}
}

// body is a list with these outlines.
func body(outlines string) string {
	return "<?xml version=\"1.0\"?>\n<opml version=\"2.0\"><head><title>Mine</title></head><body>\n" + outlines + "\n</body></opml>\n"
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		list string
		want []schema.Feed
	}{
		"empty": {body(""), nil},
		"flat": {
			body(`<outline text="BBC" title="BBC News" type="rss" xmlUrl="https://bbc.example/rss" htmlUrl="https://bbc.example/"/>`),
			[]schema.Feed{feed("https://bbc.example/rss", "BBC")},
		},
		"title alone": {body(`<outline title=" BBC  News " xmlUrl=" https://bbc.example/rss "/>`), []schema.Feed{feed("https://bbc.example/rss", "BBC News")}},
		"no title": {
			body(`<outline text="https://bbc.example/rss" xmlUrl="https://bbc.example/rss"/>`),
			[]schema.Feed{feed("https://bbc.example/rss", "")},
		},
		"folders": {
			body(`<outline text="News"><outline title="Europe"><outline text="a" xmlUrl="http://a.example/"/></outline><outline text=""><outline text="b" xmlUrl="http://b.example/"/></outline></outline><outline text="c" xmlUrl="http://c.example/"/>`),
			[]schema.Feed{feed("http://a.example/", "a", "News", "Europe"), feed("http://b.example/", "b", "News"), feed("http://c.example/", "c")},
		},
		"categories": {
			body(`<outline text="News"><outline text="a" category="/Boston/Weather, /Harvard ,News,," xmlUrl="http://a.example/"/></outline>`),
			[]schema.Feed{feed("http://a.example/", "a", "News", "Boston", "Weather", "Harvard")},
		},
		"feed in a feed is in its folder": {
			body(`<outline text="News"><outline text="a" xmlUrl="http://a.example/"><outline text="b" xmlUrl="http://b.example/"/></outline></outline>`),
			[]schema.Feed{feed("http://a.example/", "a", "News"), feed("http://b.example/", "b", "News")},
		},
		"twice": {
			body(`<outline text="X"><outline xmlUrl="http://a.example"/></outline><outline text="Y"><outline text="A" xmlUrl="HTTP://A.example:80/#top"/></outline>`),
			[]schema.Feed{{V: schema.StateVersion, ID: schema.FeedID("http://a.example/"), URL: "http://a.example", Title: "A", Tags: []string{"X", "Y"}}},
		},
		"wrong case": {
			`<OPML><BODY><OUTLINE TEXT="News"><Outline Title="a" xmlurl="http://a.example/"/></OUTLINE><outline text="b" XMLURL="http://b.example/"/></BODY></OPML>`,
			[]schema.Feed{feed("http://a.example/", "a", "News"), feed("http://b.example/", "b")},
		},
		"url of an rss": {body(`<outline type="RSS" text="a" url="http://a.example/"/><outline type="link" text="b" url="http://b.example/"/>`), []schema.Feed{feed("http://a.example/", "a")}},
		"entities": {
			body(`<outline text="Caf&eacute; &amp; R&D &lt;b&gt;" xmlUrl="http://a.example/?a=1&b=2"/>`),
			[]schema.Feed{feed("http://a.example/?a=1&b=2", "Café & R&D <b>")},
		},
		"bare quotes and tags": {
			body(`<outline text="The "Daily" <a href="http://x.example">News</a>" title='It's' description=""'Well" - said." xmlUrl="http://a.example/"/>` +
				"\n" + `<outline text="My "Folder""> <outline text="b" xmlUrl="http://b.example/"/></outline>`),
			[]schema.Feed{feed("http://a.example/", `The "Daily" <a href="http://x.example">News</a>`), feed("http://b.example/", "b", `My "Folder"`)},
		},
		"end tag forgotten": {
			body(`<outline text="News"><outline text="a" xmlUrl="http://a.example/"></outline>`),
			[]schema.Feed{feed("http://a.example/", "a", "News")},
		},
		"namespaces and comments": {
			`<!-- x --><opml xmlns:f="urn:f"><body><!-- <outline xmlUrl="http://no.example/"/> --><outline text="a" f:unread="1" xmlUrl="http://a.example/"/></body></opml>`,
			[]schema.Feed{feed("http://a.example/", "a")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := opml.Read(strings.NewReader(tt.list))
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "Žurnál Café Газета"
	encode := func(label, title string, e interface{ Bytes([]byte) ([]byte, error) }) string {
		list := `<?xml version="1.0" encoding='` + label + `'?><opml><body><outline text="` + title + `" xmlUrl="http://a.example/"/></body></opml>`
		b, err := e.Bytes([]byte(list))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	utf16 := func(e unicode.Endianness) interface{ Bytes([]byte) ([]byte, error) } {
		return unicode.UTF16(e, unicode.UseBOM).NewEncoder()
	}
	plain := unicode.UTF8.NewEncoder()
	for name, tt := range map[string]struct{ list, want string }{
		"utf-8":                {encode("UTF-8", text, plain), text},
		"utf-8 with bom":       {"\xef\xbb\xbf" + encode("utf-8", text, plain), text},
		"utf8":                 {encode("utf8", text, plain), text},
		"utf-16 little":        {encode("UTF-16", text, utf16(unicode.LittleEndian)), text},
		"utf-16 big":           {encode("UTF-16", text, utf16(unicode.BigEndian)), text},
		"said to be utf-16":    {encode("utf-16", text, plain), text},
		"windows-1251":         {encode("windows-1251", "Газета", charmap.Windows1251.NewEncoder()), "Газета"},
		"iso-8859-2":           {encode("ISO-8859-2", "Žurnál", charmap.ISO8859_2.NewEncoder()), "Žurnál"},
		"latin said utf-8":     {encode("utf-8", "Café", charmap.Windows1252.NewEncoder()), "Café"},
		"latin without a word": {"<opml><body><outline text=\"Caf\xe9\" xmlUrl=\"http://a.example/\"/></body></opml>", "Café"},
	} {
		got, err := opml.Read(strings.NewReader(tt.list))
		if diff := cmp.Diff([]schema.Feed{feed("http://a.example/", tt.want)}, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestUnusableOutlinesAreToldAllAtOnce(t *testing.T) {
	t.Parallel()
	got, err := opml.Read(strings.NewReader(body(`<outline text="a" xmlUrl="http://a.example/"/>
<outline text="Gopher" xmlUrl="gopher://b.example/"/>
<outline text="Folder">
  <outline text="Secret"
    xmlUrl="https://me:password@c.example/"/>
  <outline type="rss" text="Nowhere"/>
  <outline type="include" text="More" url="http://d.example/more.opml"/>
  <outline text="e" xmlUrl="http://e.example/"/>
</outline>`)))
	want := []schema.Feed{feed("http://a.example/", "a"), feed("http://e.example/", "e", "Folder")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the good ones:\n%s", diff)
	}
	skipped, ok := errors.AsType[*opml.SkippedError](err)
	if !ok {
		t.Fatalf("error is %v", err)
	}
	var places []string
	for _, o := range skipped.Outlines {
		places = append(places, fmt.Sprintf("%d %s", o.Line, o.Title))
	}
	if diff := cmp.Diff([]string{"4 Gopher", "6 Secret", "8 Nowhere", "9 More"}, places); diff != "" {
		t.Error(diff)
	}
	for _, want := range []string{"4 outlines", `line 4, "Gopher": feed address "gopher://b.example/" can't be used`, "give it an xmlUrl", "another list"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "password@") {
		t.Errorf("a password is in\n%v", err)
	}
	if !errors.Is(err, skipped.Outlines[2].Err) {
		t.Error("the errors aren't in the error")
	}
}

func TestManyUnusableOutlinesMakeAShortText(t *testing.T) {
	t.Parallel()
	_, err := opml.Read(strings.NewReader(body(strings.Repeat("<outline type='rss' text='x'/>\n", 1000))))
	if text := err.Error(); !strings.Contains(text, "1000 outlines") || !strings.HasSuffix(text, "and 980 more") || strings.Count(text, "\n") != 21 {
		t.Error(text)
	}
}

func TestBrokenLists(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ list, want string }{
		"nothing":         {"", "there is no list in it: export or download it again"},
		"space":           {" \n", "there is no list in it"},
		"text":            {"hello", "there is no list in it"},
		"cut off":         {body(`<outline text="a" xmlUrl="http://a.example/"/>`)[:120], "line 3: the list ends in the middle: export or download it again"},
		"cut off outside": {"<opml>\n<body>\n<outline text='a' xmlUrl='http://a.example/'/>\n", "line 4: the list ends in the middle"},
		"bad tag":         {body("<outline text='a' xmlUrl='http://a.example/'/>\n<outline <>"), "line 4: expected attribute name in element: correct that line"},
		"control":         {body("<outline text='a\x01'/>"), "line 3: illegal character code U+0001: correct that line, or export the list again"},
		"a feed":          {`<rss version="2.0"><channel/></rss>`, "<rss> is a feed and not a list of feeds: add it by its address"},
		"a page":          {"<!DOCTYPE html>\n<html><p>404", "line 2: it is a web page"},
		"something":       {"<svg/>", "<svg> is no list of feeds: it should begin with <opml>"},
		"encoding":        {`<?xml version="1.0" encoding="klingon"?><opml/>`, `encoding "klingon" is unknown: save the list as UTF-8`},
		"deep":            {body(strings.Repeat("<outline text='x'>", opml.MaxDepth+1) + "<outline/>"), "line 3: folders are more than 32 deep"},
		"many":            {body(strings.Repeat("<outline/>", opml.MaxOutlines+1)), "line 3: list has more than 200000 outlines: split it"},
		"large":           {body(strings.Repeat(" ", opml.MaxBytes)), "more than 8 MiB: split it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := opml.Read(strings.NewReader(tt.list))
			if got != nil || err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "read list of feeds: ") && name != "large" {
				t.Errorf("%d feeds, error is %v, want %s", len(got), err, tt.want)
			}
		})
	}
	broken := errors.New("disk is gone")
	if _, err := opml.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}

func TestBoundsCanBeReached(t *testing.T) {
	t.Parallel()
	deep := body(strings.Repeat("<outline text='x'>", opml.MaxDepth) + "<outline text='a' xmlUrl='http://a.example/'/>" + strings.Repeat("</outline>", opml.MaxDepth))
	if got, err := opml.Read(strings.NewReader(deep)); err != nil || len(got) != 1 {
		t.Errorf("at the greatest depth: %v, %v", got, err)
	}
	many := body(strings.Repeat("<outline/>", opml.MaxOutlines))
	if _, err := opml.Read(strings.NewReader(many)); err != nil {
		t.Errorf("with the most outlines: %v", err)
	}
	var tags, want []string
	for n := range opml.MaxDepth + 1 {
		tags = append(tags, fmt.Sprintf("t%d", n))
	}
	want = tags[:opml.MaxDepth]
	got, err := opml.Read(strings.NewReader(body(`<outline text="a" category="` + strings.Join(tags, ",") + `" xmlUrl="http://a.example/"/>`)))
	if diff := cmp.Diff([]schema.Feed{feed("http://a.example/", "a", want...)}, got); diff != "" || err == nil || !strings.Contains(err.Error(), `without the tag "t32"`) {
		t.Errorf("with too many tags: %v\n%s", err, diff)
	}
	long := strings.Repeat("é", opml.MaxText)
	got, err = opml.Read(strings.NewReader(body(`<outline text="` + long + `" xmlUrl="http://a.example/"/>`)))
	if err != nil || got[0].Title != long[:opml.MaxText] {
		t.Errorf("of a long title %d bytes are left, %v", len(got[0].Title), err)
	}
}

// FuzzRead lets foreign bytes be read: what comes out is feeds that the wire can
// use, and that are the same when they are written and read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(body(`<outline text="News"><outline text="The "Daily"" category="/a/b,c" xmlUrl="http://a.example/"/></outline>`)))
	f.Add([]byte("<opml><body><outline text='x' xmlurl='http://a.example'></body></opml></opml>"))
	f.Add([]byte("\xff\xfe<\x00o\x00p\x00m\x00l\x00/\x00>\x00"))
	f.Add([]byte("<?xml version='1.0' encoding='gbk'?><opml><outline title='\xd6\xd0' type=rss url=http://a.example/></opml>"))
	f.Add([]byte("<!DOCTYPE opml [<!ENTITY a \"&a;&a;\">]><opml>&a;<outline text='&a;' xmlUrl='http://x.example/%'/></opml>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		feeds, err := opml.Read(bytes.NewReader(data))
		if _, ok := errors.AsType[*opml.SkippedError](err); err != nil && !ok {
			if feeds != nil {
				t.Fatalf("%d feeds beside %v", len(feeds), err)
			}
			return
		}
		for _, f := range feeds {
			if err := f.Validate(); err != nil {
				t.Error(err)
			}
		}
		var list bytes.Buffer
		if err := opml.Write(&list, feeds); err != nil {
			t.Fatal(err)
		}
		again, err := opml.Read(&list)
		if diff := cmp.Diff(byID(feeds), byID(again)); err != nil || diff != "" {
			t.Errorf("%v\n%s\n%s", err, diff, list.Bytes())
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var outlines strings.Builder
	for n := range 10_000 {
		fmt.Fprintf(&outlines, "<outline text=\"Paper %d\" type=\"rss\" xmlUrl=\"https://paper%d.example/rss.xml\" htmlUrl=\"https://paper%d.example/\"/>\n", n, n, n)
	}
	good := body(`<outline text="World">` + outlines.String() + `</outline>`)
	for name, list := range map[string]string{
		"good":    good,
		"mended":  strings.Replace(good, `"Paper 9999"`, `"The "Daily""`, 1),
		"hostile": body(strings.Repeat(`<outline a="`, 80_000)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(list)))
			b.ReportAllocs()
			for b.Loop() {
				_, _ = opml.Read(strings.NewReader(list))
			}
		})
	}
}
