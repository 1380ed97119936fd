package document_test

import (
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"https://a.example/x":          "https://a.example/x",
		" \n https://a.example/x\t":    "https://a.example/x",
		"https://a.example/a b":        "https://a.example/a%20b",
		"https://a.exa\nmple/x":        "https://a.example/x",
		"HTTPS://A.example/X?y=1%":     "HTTPS://A.example/X?y=1%", // as given: identity is for schema
		"//a.example/x":                "https://a.example/x",
		"/x?y#z":                       "https://news.example/x?y#z",
		"x":                            "https://news.example/feeds/x",
		"../x":                         "https://news.example/x",
		"?p=1":                         "https://news.example/feeds/world.xml?p=1",
		"/100%":                        "https://news.example/100%25",
		"mailto:desk@a.example":        "",
		"javascript:alert(1)":          "",
		"tag:a.example,2026:1":         "",
		"urn:uuid:1":                   "",
		"https://":                     "",
		"https://user:pass@a.example/": "",
		"https://a.example/" + strings.Repeat("x", 3000): "",
		"": "",
	} {
		if got := document.Resolve(address, link); got != want {
			t.Errorf("%q is %q, want %q", link, got, want)
		}
	}
	for _, base := range []string{"", "/feeds", "::"} {
		if got := document.Resolve(base, "/x"); got != "" {
			t.Errorf("from %q it is %q", base, got)
		}
	}
}

func TestAddressOfEntry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ item, want string }{
		"the link": {`<link>https://news.example/a</link><guid>https://news.example/b</guid>`, "https://news.example/a"},
		"behind a counter": {
			`<feedburner:origLink>https://news.example/a</feedburner:origLink><link>https://count.example/x</link>`, "https://news.example/a",
		},
		"relative":                   {`<link>/a</link>`, "https://news.example/a"},
		"a guid that is one":         {`<guid>https://news.example/g</guid>`, "https://news.example/g"},
		"a guid that says no":        {`<guid isPermaLink="false">https://news.example/g</guid><enclosure url="/e.mp3"/>`, "https://news.example/g"},
		"a guid that isn't one":      {`<guid>17</guid><enclosure url="/e.mp3" type="audio/mpeg"/>`, "https://news.example/e.mp3"},
		"an Atom link":               {`<atom:link rel="replies" href="/r"/><atom:link href="/a"/>`, "https://news.example/a"},
		"a second link":              {`<link></link><link>https://news.example/2</link>`, "https://news.example/2"},
		"a link that is none":        {`<link>javascript:void(0)</link><guid>https://news.example/g</guid>`, "https://news.example/g"},
		"only in the text":           {`<description>See &lt;a class="x" href="https://news.example/a?x=1&amp;amp;y=2"&gt;</description>`, "https://news.example/a?x=1&y=2"},
		"only in the text, relative": {`<description>&lt;a href="/x"&gt;</description>`, ""},
		"nowhere":                    {`<title>Nothing</title><guid>17</guid>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := parse(t, channel("<item>"+test.item+"</item>"))
			got := ""
			if len(d.Entries) > 0 {
				got = d.Entries[0].URL
			}
			if got != test.want {
				t.Errorf("address %q, want %q", got, test.want)
			}
			if (d.Dropped == 1) != (test.want == "") {
				t.Errorf("%d dropped", d.Dropped)
			}
		})
	}
}

// gofeed takes an xml:base for a directory whatever it is, and has no address of
// the document to start from.
func TestBase(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"a page": {
			`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/page.html"><entry><link href="y"/></entry></feed>`, "https://a.example/x/y",
		},
		"one within another": {
			`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><entry xml:base="y/"><link href="z"/></entry></feed>`, "https://a.example/x/y/z",
		},
		"of the link": {
			`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link xml:base="https://a.example/" href="z"/></entry></feed>`, "https://a.example/z",
		},
		"relative itself": {
			`<rss xml:base="/sub/"><channel><item><link>x</link></item></channel></rss>`, "https://news.example/sub/x",
		},
		"of the channel": {
			`<rss><channel xml:base="https://a.example/"><item><link>x</link></item></channel></rss>`, "https://a.example/x",
		},
		"nonsense": {
			`<rss xml:base="http://[::"><channel><item><link>/x</link></item></channel></rss>`, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := parse(t, test.body)
			got := ""
			if len(d.Entries) > 0 {
				got = d.Entries[0].URL
			}
			if got != test.want {
				t.Errorf("address %q, want %q", got, test.want)
			}
		})
	}
}
