package dom

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestSkim(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`<p>a<script>if (a<b) "</p>"</script>b</p>`:                      `<p>ab</p>`,
		`a<SCRIPT src="/x.js" async></SCRIPT >b`:                         `ab`,
		`a<style media=all>p > a {}</style>b`:                            `ab`,
		`a<!-- <p>no</p> -->b<!-->c<!--->d<!-- e --!>f`:                  `abcdf`,
		`<script type="application/ld+json">{"a":1}</script>`:            `<script type="application/ld+json">{"a":1}</script>`,
		`<script><!-- document.write("<script></script>") --></script>b`: `<script><!-- document.write("<script></script>") --></script>b`,
		`<p title="<script>">a</p><p title='<!--'>b</p>`:                 `<p title="<script>">a</p><p title='<!--'>b</p>`,
		`<textarea><script>a</textarea><p>b<script>c</script>`:           `<textarea><script>a</textarea><p>b`,
		`<scripture>a</scripture>`:                                       `<scripture>a</scripture>`,
		`<script>never closed <p>a`:                                      `<script>never closed <p>a`,
		`<!-- never closed <script>a</script>`:                           `<!-- never closed <script>a</script>`,
		`a <<!-- b -->c, d &am<!-- e -->p;`:                              `a <<!-- b -->c, d &am<!-- e -->p;`,
		`a < b <`:                                                        `a < b <`,
		`<p "<script>a</script>b`:                                        `<p "<script>a</script>b`,
	} {
		if got, _ := skim([]byte(in)); string(got) != want {
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
		kept, _ := skim([]byte(s))
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
