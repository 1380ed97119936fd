package extract_test

import (
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// newPolicy is the list of what BodyHTML may hold, as a sanitiser that others
// keep reads it.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h2", "h3", "h4", "ul", "li", "blockquote", "em", "strong", "sub", "sup", "code")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	return p
}

// wantSafe holds BodyHTML to be what the sanitiser makes of it.
func wantSafe(t *testing.T, policy *bluemonday.Policy, a *schema.Article) {
	t.Helper()
	if clean := policy.Sanitize(a.BodyHTML); clean != a.BodyHTML {
		t.Fatalf("bodyHtml is\n%s\nand sanitised\n%s", a.BodyHTML, clean)
	}
}

func TestBodyHTML(t *testing.T) {
	t.Parallel()
	policy := newPolicy()
	paragraphs := strings.SplitAfter(prose, "</p>")
	for name, test := range map[string]struct{ in, want string }{
		"inline elements":  {`<p>The <b>second</b> <i>boat</i> of the H<sub>2</sub>O line <span>sails</span> on Monday, said the harbour master.</p>`, `<p>The <strong>second</strong> <em>boat</em> of the H<sub>2</sub>O line sails on Monday, said the harbour master.</p>`},
		"a link":           {`<p>The harbour master <a href="/h?a=1&amp;b='2'" onclick="x()" style="y">said so</a> on Monday to all who asked him.</p>`, `<p>The harbour master <a href="https://www.harbour-times.example/h?a=1&amp;b=&#39;2&#39;" rel="nofollow">said so</a> on Monday to all who asked him.</p>`},
		"a link to script": {`<p>The harbour master <a href="javascript:alert(1)">said so</a> on Monday to all who asked him about it.</p>`, `<p>The harbour master said so on Monday to all who asked him about it.</p>`},
		"a link to no one": {`<p>The harbour master <a name="x">said so</a> on Monday to all who asked him about it.</p>`, `<p>The harbour master said so on Monday to all who asked him about it.</p>`},
		"markup as text":   {`<p>The sign read &lt;script&gt;alert("x")&lt;/script&gt; &amp; nobody knew what its painter had meant by it.</p>`, `<p>The sign read &lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; nobody knew what its painter had meant by it.</p>`},
		"elements across":  {`<p>The harbour <em>master <strong>said</strong></em><strong> so on Monday</strong> to all who asked him about it.</p>`, `<p>The harbour <em>master <strong>said</strong></em> <strong>so on Monday</strong> to all who asked him about it.</p>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails</h1>"+paragraphs[0]+test.in+strings.Join(paragraphs[1:], ""))})
			if !strings.Contains(a.BodyHTML, test.want) {
				t.Errorf("bodyHtml is\n%s\nand lacks\n%s", a.BodyHTML, test.want)
			}
			wantSafe(t, policy, a)
		})
	}
}

// FuzzBodyHTML holds whatever stands in an article to come out safe.
func FuzzBodyHTML(f *testing.F) {
	f.Add(`<p>a<b>b<i>c</b>d</i><a href="javascript:alert(1)">e</a><a href="//x.example/ \t?q=<'&quot;>">f</a><h3>g</h3><ul><li>h`)
	f.Add("<blockquote onclick=x>a</blockquote><svg><a xlink:href=x href=\"https://x.example/\">b</a></svg><a href='https://x.example/%zz\x00#\"'>c<sup>d")
	f.Add("<a href=\"HTTPS://X.example:443/\u00e4 \u202e?=&lt;\">a <a href=/b>c</a></a><code>&lt;script&gt;</code>\r\n&#13;&#0;&notin;")
	x, policy := newExtractor(f), newPolicy()
	f.Fuzz(func(t *testing.T, inside string) {
		a, err := x.Article(extract.Page{URL: pageURL, Body: newsPage("", "<h1>Ferry</h1>"+prose+inside+prose), ContentType: "text/html; charset=utf-8"})
		if err == nil {
			wantSafe(t, policy, a)
		}
	})
}
