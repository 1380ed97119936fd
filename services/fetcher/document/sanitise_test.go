package document_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// titled is a document whose only entry has that title.
func titled(title string) string {
	return channel(`<item><title>` + title + `</title><link>https://news.example/a</link></item>`)
}

// encoded is text in another encoding.
func encoded(t *testing.T, enc encoding.Encoding, text string) string {
	t.Helper()
	s, err := enc.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestUnicodeForms(t *testing.T) {
	t.Parallel()
	for name, enc := range map[string]encoding.Encoding{
		"UTF-16BE":           unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"UTF-16LE":           unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16BE, unmarked": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"UTF-16LE, unmarked": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-32BE":           utf32.UTF32(utf32.BigEndian, utf32.UseBOM),
		"UTF-32LE":           utf32.UTF32(utf32.LittleEndian, utf32.UseBOM),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRepaired(t, "", encoded(t, enc, `<?xml version="1.0" encoding="utf-16"?>`+titled("Überall")), "Überall")
		})
	}
	if d := parse(t, "\uFEFF"+titled("Überall")); d.Entries[0].Title != "Überall" || d.Repairs != nil {
		t.Errorf("with a mark of UTF-8: %+v", d)
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	const russian, german = "Новости мира", "Überflüssig"
	declared := func(label string) string { return `<?xml version="1.0" encoding="` + label + `"?>` }
	for name, test := range map[string]struct{ contentType, body, title string }{
		"UTF-8, declared as windows-1251": {"", declared("windows-1251") + titled(russian), russian},
		"of HTTP only":                    {"text/xml; charset=windows-1251", encoded(t, charmap.Windows1251, titled(russian)), russian},
		"of HTTP, quoted":                 {`text/xml; Charset = "windows-1251"`, encoded(t, charmap.Windows1251, titled(russian)), russian},
		"of HTTP against the declaration": {"text/xml; charset=koi8-r", declared("windows-1251") + encoded(t, charmap.KOI8R, titled(russian)), russian},
		"HTTP says UTF-8, wrongly":        {"text/xml; charset=utf-8", declared("win-1251") + encoded(t, charmap.Windows1251, titled(russian)), russian},
		"label that nobody knows":         {"", declared("x-whatever") + encoded(t, charmap.Windows1252, titled(german)), german},
		"label of a database":             {"", declared("latin-1") + encoded(t, charmap.Windows1252, titled(german)), german},
		"declared as UTF-16, but isn't":   {"", declared("utf-16") + encoded(t, charmap.Windows1252, titled(german)), german},
		"nothing is declared":             {"", encoded(t, charmap.Windows1252, titled(german)), german},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := bareTitle(test.body); got == test.title {
				t.Errorf("gofeed reads it by itself")
			}
			if d := parseAs(t, test.contentType, test.body); d.Entries[0].Title != test.title {
				t.Errorf("title %q, want %q", d.Entries[0].Title, test.title)
			}
		})
	}
	wantRepaired(t, "", declared("windows-1251")+titled(russian), russian, document.RepairCharset)
	if d := parse(t, declared("windows-1251")+encoded(t, charmap.Windows1251, titled(russian))); d.Entries[0].Title != russian || d.Repairs != nil {
		t.Errorf("what is declared rightly: %+v", d)
	}
	if d := parse(t, declared("iso-2022-jp")+encoded(t, japanese.ISO2022JP, titled("新聞の記事"))); d.Entries[0].Title != "新聞の記事" {
		t.Errorf("the charset of seven bits: %q", d.Entries[0].Title)
	}
}

func TestCharsetsGuessed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		encoding encoding.Encoding
		title    string
	}{
		"windows-1251": {charmap.Windows1251, "Правительство обсудило новый бюджет страны"},
		"KOI8-R":       {charmap.KOI8R, "Правительство обсудило новый бюджет страны"},
		"Shift_JIS":    {japanese.ShiftJIS, "これは新しいニュースの記事です"},
		"EUC-JP":       {japanese.EUCJP, "これは新しいニュースの記事です"},
		"EUC-KR":       {korean.EUCKR, "정부는 새로운 예산을 발표했다"},
		"GBK":          {simplifiedchinese.GBK, "中国政府公布了新的预算方案和经济发展计划"},
		"Big5":         {traditionalchinese.Big5, "政府公布了新的預算方案與經濟發展計劃"},
		"windows-1253": {charmap.Windows1253, "Η κυβέρνηση ανακοίνωσε νέα μέτρα"},
		"windows-1252": {charmap.Windows1252, "Größere Änderungen über die Straße und Käse für Österreich"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRepaired(t, "", encoded(t, test.encoding, titled(test.title)), test.title, document.RepairCharset)
		})
	}
}

func TestForbiddenCharacters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ title, want string }{
		"bytes that are none":      {"Espa\xF1a, naïve, façade, Müller, øre, ß", "Espa\uFFFDa, naïve, façade, Müller, øre, ß"},
		"U+FFFF":                   {"a\uFFFFb\uFFFEc", "abc"},
		"reference to a control":   {"a&#11;b&#x0C;c&#0;d", "abcd"},
		"reference beyond Unicode": {"a&#x110000;b", "ab"},
		"reference to U+FFFE":      {"a&#65534;b", "ab"},
		"halves of a character":    {"a&#55357;&#56832;b", "a😀b"},
		"half of a character":      {"a&#55357;b", "ab"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRepaired(t, "", titled(test.title), test.want, document.RepairControls)
		})
	}
	if d := parse(t, titled("fine&#8217;&#x1F600;&#9;")); d.Entries[0].Title != "fine’😀" || d.Repairs != nil {
		t.Errorf("what is allowed: %+v", d)
	}
	body := []byte(titled("a\x01b"))
	before := bytes.Clone(body)
	if _, err := document.Parse(document.Source{URL: address, Body: body}); err != nil || !bytes.Equal(body, before) {
		t.Errorf("%v; the body was changed: %q", err, body)
	}
}

func TestJunkBeforeRoot(t *testing.T) {
	t.Parallel()
	for name, junk := range map[string]string{
		"warnings of a script": "<br />\n<b>Warning</b>: mysql_connect() in /www/feed.php on line 3<br />\n",
		"text":                 "Not Found, sorry. ",
		"a declaration later":  "junk\n<?xml version='1.0' encoding='windows-1251'?>",
		"much of it":           strings.Repeat("junk <p> ", 6000),
		"a comment on feeds":   "x <!-- not this <rss> -->",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRepaired(t, "", junk+titled("Überall"), "Überall", document.RepairJunk)
		})
	}
	for name, prolog := range map[string]string{
		"a long comment":  "<!--" + strings.Repeat("license ", 1000) + "-->",
		"a document type": `<!DOCTYPE rss [` + strings.Repeat(`<!ENTITY a "b>">`, 500) + `]>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRepaired(t, "", `<?xml version="1.0"?>`+prolog+titled("Überall"), "Überall")
		})
	}
}

func TestMarkupThatParsersStopAt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ title, want string }{
		"an angle bracket":        {"1 < 2 <3", "1 < 2 <3"},
		"a comment with hyphens":  {"a<!-- b -- c -->d", "a d"},
		"an end of no CDATA":      {"a]]>b", "a]] b"},
		"an end tag of nothing":   {"a</p>b", "a b"},
		"a declaration, within":   {`a<?xml version="1.1" encoding="koi8-r"?>b`, "a b"},
		"an end tag in capitals":  {"a</TITLE><title>a", "a"},
		"HTML that isn't escaped": {"a<!DOCTYPE html><br>b <b>c</b>", "a b c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d := parse(t, titled(test.title)); len(d.Entries) != 1 || d.Entries[0].Title != test.want {
				t.Errorf("%+v, want the title %q", d.Entries, test.want)
			}
		})
	}
	wantRepaired(t, "", titled("1 < 2"), "1 < 2", document.RepairMarkup)
}

func TestSalvage(t *testing.T) {
	t.Parallel()
	whole := channel(item(1), item(2), item(3))
	upTo := func(end string) string {
		before, _, _ := strings.Cut(whole, end)
		return before
	}
	for name, test := range map[string]struct {
		body    string
		entries int
		dropped int
	}{
		"cut within the third":       {upTo("ory 3"), 2, 1},
		"cut within a tag":           {upTo("nk></item></channel>"), 2, 1},
		"cut between entries":        {upTo("<item><title>Story 3"), 2, 0},
		"cut at the end":             {strings.TrimSuffix(whole, "</channel></rss>"), 3, 0},
		"cut within the first":       {upTo("</item>"), 1, 0},
		"cut within CDATA":           {strings.Replace(whole, "Story 3", "<![CDATA[Story 3", 1), 2, 1},
		"cut within the end of root": {strings.TrimSuffix(whole, ">"), 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRepaired(t, "", test.body, "Story 1", document.RepairSalvaged)
			if d := parse(t, test.body); len(d.Entries) != test.entries || d.Dropped != test.dropped {
				t.Errorf("%d entries and %d dropped, want %d and %d", len(d.Entries), d.Dropped, test.entries, test.dropped)
			}
		})
	}
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><link href="https://news.example/1"/></entry><entry><title>Two`
	wantRepaired(t, "", atom, "One", document.RepairSalvaged)
	const jsonFeed = `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"https://news.example/1","title":"One"},{"id":"2","ti`
	wantRepaired(t, "", jsonFeed, "One", document.RepairSalvaged)
	const loose = `{"title":"Notes","items":[{"url":"/1","tags":""},{"url":"/2","title":"Two"},{"url":"/3","author":"Jane"}]}`
	wantRepaired(t, "", loose, "Two", document.RepairSalvaged)
	if d := parse(t, loose); d.Title != "Notes" || d.Dropped != 2 {
		t.Errorf("title %q, %d dropped", d.Title, d.Dropped)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body   string
		reason document.Reason
		detail string
	}{
		"nothing":           {"", document.ReasonEmpty, "nothing"},
		"white space":       {" \r\n\t", document.ReasonEmpty, "nothing"},
		"a page":            {"<!DOCTYPE html><html><head><title>Log&nbsp;in &amp; pay</title></head></html>", document.ReasonNotFeed, `titled "Log in & pay"`},
		"a page, no title":  {"<html><p>moved", document.ReasonNotFeed, `titled ""`},
		"a list of feeds":   {`<?xml version="1.0"?><opml version="2.0"></opml>`, document.ReasonNotFeed, `root "opml"`},
		"a text":            {"Service unavailable", document.ReasonNotFeed, `"Service unavailable"`},
		"a picture":         {"\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR", document.ReasonNotFeed, "image/png"},
		"an answer in JSON": {`{"error": "no such feed"}`, document.ReasonNotFeed, "no JSON Feed"},
		"a list in JSON":    {`[{"id": 1}]`, document.ReasonNotFeed, "list in JSON"},
		"hardly begun":      {`<rss version="2.0"><channel><title>Wor`, document.ReasonBroken, "no whole entry"},
		"broken JSON":       {`{"items": [}`, document.ReasonBroken, "no whole entry"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := refusal(t, test.body)
			if got.Reason != test.reason || !strings.Contains(got.Detail, test.detail) {
				t.Errorf("refused as %s, want %s with %q", got, test.reason, test.detail)
			}
			if got.Error() != fmt.Sprintf("read feed: %s: %s", got.Reason, got.Detail) {
				t.Errorf("error is %q", got.Error())
			}
		})
	}
}
