package dom

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestSkim(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`<p>a<script>if (a<b) "</p>"</script>b</p>`:                               `<p>ab</p>`,
		`a<SCRIPT src="/x.js" async></SCRIPT >b`:                                  `ab`,
		`a<style media=all>p > a {}</style>b`:                                     `ab`,
		`a<!-- <p>no</p> -->b<!-->c<!--->d<!-- e --!>f`:                           `abcdf`,
		`<script type="application/ld+json">{"a":1}</script>`:                     `<script type="application/ld+json">{"a":1}</script>`,
		`<script><!-- document.write("<script></script>") --></script>b`:          `<script><!-- document.write("<script></script>") --></script>b`,
		`<p title="<script>">a</p><p title='<!--'>b</p>`:                          `<p title="<script>">a</p><p title='<!--'>b</p>`,
		`<textarea><script>a</textarea><p>b<script>c</script>`:                    `<textarea><script>a</textarea><p>b`,
		`<scripture>a</scripture>`:                                                `<scripture>a</scripture>`,
		`<script>never closed <p>a`:                                               `<script>never closed <p>a`,
		`<!-- never closed <script>a</script>`:                                    `<!-- never closed <script>a</script>`,
		`a <<!-- b -->c, d &am<!-- e -->p;`:                                       `a <<!-- b -->c, d &am<!-- e -->p;`,
		`a < b <`:                                                                 `a < b <`,
		`<p "<script>a</script>b`:                                                 `<p >a</script>b`,
		"<div>\n <p>a</p>\n <b>b</b> <i>c</i>\n</div> d":                          `<div><p>a</p><b>b</b> <i>c</i>` + "\n</div> d",
		`<b>a</b> <script>x</script> <i>b</i>`:                                    `<b>a</b>  <i>b</i>`,
		`<div> <script>x</script> <i>b</i>`:                                       `<div><i>b</i>`,
		`<p>a<svg viewBox="0"><g><path d=">"/></g></svg>b <svg/>c`:                `<p>a<svg viewBox="0"></svg>b <svg/>c`,
		`<svg><p>a</svg><script>b</script>`:                                       `<svg><p>a</svg>`,
		`<svg><style>a</style></svg><style>b</style>`:                             `<svg><style>a</style></svg>`,
		`<NOSCRIPT><img src=x></NOSCRIPT><IFrame src=x>a</iframe >`:               `<NOSCRIPT></NOSCRIPT><IFrame src=x></iframe >`,
		`<a href=x target=_blank data-date="1" ONCLICK='y>'>`:                     `<a href=x  data-date="1" >`,
		`<br data-x=y/><img alt = "a" loading = lazy/>`:                           `<br ><img alt = "a" >`,
		`<p style="color:red"><p style="Display:None">`:                           `<p ><p style="Display:None">`,
		`<link rel=stylesheet href=/_next/a.css><link href=/a rel="x Canonical">`: `<link href=/a rel="x Canonical">`,
		`<a =x y= z == w>`:                                                        `<a   >`,
	} {
		if got, _ := skim(nil, []byte(in)); string(got) != want {
			t.Errorf("%s\n becomes %s\n but want %s", in, got, want)
		}
	}
}

// FuzzSkim holds the text of a page to be the same whether it is skimmed or not.
func FuzzSkim(f *testing.F) {
	f.Add(`<p title="<script>">a<!-- b --> c<script>d</script><style>e</style><b>f`)
	f.Add(`<svg><style><p>a</style></svg><select><script>b</script><option>c</select><title><!-- d</title>`)
	f.Add("<a =\"><script>b</script>\"<p x=' <!-->' y>")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4096 {
			return
		}
		kept, _ := skim(nil, []byte(s))
		if len(kept) > len(s) {
			t.Fatalf("%q grew to %q", s, kept)
		}
		whole, err1 := html.Parse(strings.NewReader(s))
		skimmed, err2 := html.Parse(strings.NewReader(string(kept)))
		if err1 != nil || err2 != nil {
			return
		}
		if a, b := strings.Fields(Text(whole)), strings.Fields(Text(skimmed)); strings.Join(a, "") != strings.Join(b, "") {
			t.Fatalf("%q\n reads %q\n and skimmed %q", s, a, b)
		}
	})
}

// FuzzPrune holds the attributes that are read to be the same whether a tag is
// pruned or not.
func FuzzPrune(f *testing.F) {
	f.Add(`a href=x target=_blank`)
	f.Add(`IMG src='a>b' onclick="x" / data-x=/ alt = y/`)
	f.Add(`p =a == "b" c='d'e=f style="display : none"`)
	f.Fuzz(func(t *testing.T, s string) {
		whole := "<" + s + ">"
		kept, _ := skim(nil, []byte(whole+"<i>"))
		z, pruned := html.NewTokenizer(strings.NewReader(whole)), html.NewTokenizer(strings.NewReader(string(kept)))
		if z.Next() != html.StartTagToken || strings.ContainsAny(s, "<\x00") {
			return
		}
		want := z.Token()
		switch want.DataAtom.String() {
		case "link", "script", "style", "svg", "math", "plaintext":
			return
		}
		if kind := pruned.Next(); kind != html.StartTagToken {
			t.Fatalf("%q becomes %q, a %s", whole, kept, kind)
		}
		got := pruned.Token()
		unread := func(a html.Attribute) bool { return !isRead([]byte(want.Data), []byte(a.Key), []byte(a.Val)) }
		want.Attr, got.Attr = slices.DeleteFunc(want.Attr, unread), slices.DeleteFunc(got.Attr, unread)
		if want.Data != got.Data || !slices.Equal(want.Attr, got.Attr) {
			t.Fatalf("%q has %q, and pruned %q", whole, want.Attr, got.Attr)
		}
	})
}
