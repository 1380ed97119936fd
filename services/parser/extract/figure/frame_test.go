package figure_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/figure"
	"github.com/wirecopy/wirecopy/services/parser/extract/licence"
)

func TestFrames(t *testing.T) {
	t.Parallel()
	r := figure.New(licence.NewFinder(), agency.New())
	for name, test := range map[string]struct{ markup, want string }{
		"caption and credit":    {`<div id="x"><a href="/big.jpg"><img src="/a.jpg"></a><div>The boat. <i>Foto: Ann Lee / AFP</i></div></div>`, "x"},
		"credit in Arabic":      {`<div id="x"><picture><source><img src="/a.jpg"></picture><div>القارب في الميناء. <em>تصوير: رنا الحداد</em></div></div>`, "x"},
		"credit in brackets":    {`<div id="x"><img src="/a.jpg"><span>The boat at its berth. (AP Photo/Ann Lee)</span></div>`, "x"},
		"licence alone":         {`<div id="x"><img src="/a.jpg"><span>The boat at its berth in the harbour, <a href="/l">CC BY-SA 4.0</a></span></div>`, "x"},
		"innermost of two":      {`<div id="y"><div id="x"><img src="/a.jpg"><p>The boat. © Ann Lee</p></div><p>The story goes on.</p></div>`, "x"},
		"a paragraph's picture": {`<div id="x"><img src="/a.jpg"><p>The boat left the harbour on Monday.</p></div>`, ""},
		"teaser with a heading": {`<div id="x"><img src="/a.jpg"><h3>Ferry sails</h3><p>Photo: Ann Lee</p></div>`, ""},
		"teaser in a link":      {`<div id="x"><a href="/b"><img src="/a.jpg"><p>The boat. Photo: Ann Lee</p></a></div>`, ""},
		"text before it":        {`<div id="x"><p>The story goes on.</p><img src="/a.jpg"><p>The boat. Photo: Ann Lee</p></div>`, ""},
		"two pictures":          {`<div id="x"><img src="/a.jpg"><img src="/b.jpg"><p>The boats. Photo: Ann Lee</p></div>`, ""},
		"a long text":           {`<div id="x"><img src="/a.jpg"><p>` + strings.Repeat("The story goes on. ", 80) + `Photo: Ann Lee</p></div>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := html.Parse(strings.NewReader(test.markup))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for n := range r.Frames(doc) {
				got = append(got, dom.Attr(n, "id"))
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("frames are %q, want %q", got, test.want)
			}
		})
	}
}
