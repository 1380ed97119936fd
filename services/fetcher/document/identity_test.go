package document_test

import (
	"strings"
	"testing"
)

const story = `<item><title>A story</title><link>https://news.example/a</link><guid>g1</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><description>Some text &lt;img src="https://count.example/1.gif"&gt;</description>
<slash:comments>4</slash:comments><atom:updated>2026-03-02T10:00:00Z</atom:updated><category>A</category></item>`

// What changes a fingerprint changes an article, and is downloaded again. What
// always changes must not.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	before := entry(t, channel(story))
	for name, test := range map[string]struct {
		old, changed string
		same         bool
	}{
		"title":                {"A story", "Another story", false},
		"address":              {"news.example/a", "news.example/b", false},
		"date of publication":  {"10:00:00 GMT", "10:00:01 GMT", false},
		"text":                 {"Some text", "Some other text", false},
		"number of comments":   {"<slash:comments>4", "<slash:comments>5", true},
		"updated alone":        {"2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", true},
		"a picture that spies": {"count.example/1.gif", "count.example/2.gif", true},
		"white space":          {"Some text", "Some  \n text", true},
		"category":             {">A<", ">B<", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := entry(t, channel(strings.Replace(story, test.old, test.changed, 1)))
			if same := after.Print == before.Print; same != test.same {
				t.Errorf("the fingerprint stays: %t, want %t", same, test.same)
			}
			if after.Key != before.Key {
				t.Error("the key changed")
			}
		})
	}
}

func TestKey(t *testing.T) {
	t.Parallel()
	const link = `<link>https://news.example/a</link>`
	byGUID := entry(t, channel("<item>"+link+"<guid>g1</guid></item>")).Key
	byLink := entry(t, channel("<item>"+link+"</item>")).Key
	for name, test := range map[string]struct {
		item string
		want uint64
	}{
		"the guid, at another address": {`<link>https://news.example/b</link><guid> g1 </guid>`, byGUID},
		"the address":                  {link + "<title>x</title>", byLink},
		"an empty guid":                {link + "<guid/>", byLink},
	} {
		if got := entry(t, channel("<item>"+test.item+"</item>")).Key; got != test.want {
			t.Errorf("%s: key %x, want %x", name, got, test.want)
		}
	}
	const found = `<item><title>%</title><description>&lt;a href="https://news.example/same"&gt;</description></item>`
	d := parse(t, channel(strings.Replace(found, "%", "One", 1), strings.Replace(found, "%", "Two", 1)))
	if d.Entries[0].Key == d.Entries[1].Key {
		t.Error("two entries without id and link share a key, since they link to one page")
	}
}

// gofeed writes ids as if they were addresses: in lower case, with escapes. Two
// ids can become one, and none can be found again in the document.
func TestAtomIDIsRaw(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"TAG:a.example,2026:A b", "HTTP://A.example/%7e x", "a/../b", "é", "&amp;lt;"} {
		body := `<feed xmlns="http://www.w3.org/2005/Atom"><entry><author><name>x</name><id>no</id></author><id> ` + id +
			` </id><link href="/a"/></entry><entry><id><![CDATA[c<d]]></id><link href="/b"/></entry></feed>`
		d := parse(t, body)
		if want := strings.ReplaceAll(id, "&amp;", "&"); d.Entries[0].GUID != want || d.Entries[1].GUID != "c<d" {
			t.Errorf("ids %q and %q, want %q and c<d", d.Entries[0].GUID, d.Entries[1].GUID, want)
		}
	}
}
