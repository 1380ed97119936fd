package block_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
)

func cut(t *testing.T, markup string) []block.Block {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	return block.NewCutter().Cut(doc).Blocks
}

func TestBordersAndRoles(t *testing.T) {
	t.Parallel()
	var got []string
	for _, b := range cut(t, `<h2>A <em>head</em></h2><p>One<br>line<br><br>another</p><div>loose <p>inner</p> end</div>
		<ul><li>item <a href="/x">link</a></li></ul><blockquote><p>said</p></blockquote><script>no</script><p> </p><ruby>漢<rt>kan</rt></ruby>`) {
		got = append(got, string(b.Role)+": "+b.Text)
	}
	want := []string{
		"subheading: A head", "paragraph: One line", "paragraph: another", "paragraph: loose", "paragraph: inner", "paragraph: end",
		"listItem: item link", "quote: said", "paragraph: 漢",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks differ (-want +got):\n%s", diff)
	}
}

func TestPlacesAndLinks(t *testing.T) {
	t.Parallel()
	blocks := cut(t, `<nav><a href="/a">Home</a></nav><article><footer>note</footer><figure><figcaption>cap</figcaption></figure></article><div class="newsletter-box"><p>sign</p></div><p style="display: none">hid</p>`)
	if b := blocks[0]; !b.Within.Has(block.InNav) || b.LinkShare != 1 || b.Links()[0].URL != "/a" {
		t.Errorf("menu is %+v", b)
	}
	for i, place := range map[int]block.Place{1: block.InArticle, 2: block.InFigure, 3: block.InOff, 4: block.InHidden} {
		if !blocks[i].Within.Has(place) {
			t.Errorf("%q is in %b, want %b", blocks[i].Text, blocks[i].Within, place)
		}
	}
	if blocks[1].Within.Has(block.InFooter) {
		t.Error("the footer of an article is the page's")
	}
}
