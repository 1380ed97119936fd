package extract_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// TestCaptionInPlainMarkup has a picture in the middle of a text, with nothing
// but its words to say that they are a caption.
func TestCaptionInPlainMarkup(t *testing.T) {
	t.Parallel()
	paragraphs := strings.SplitAfter(prose, "</p>")
	picture := `<div class="k1"><picture><source srcset="/i/a-800.jpg"><img src="/i/a.jpg" width="1200" height="675"></picture>
		<div class="k2">People wait on the quay for the first boat in five months to come in from the sea. <em>Foto: Ann Lee / Lusa / <a rel="license" href="https://creativecommons.org/licenses/by-sa/3.0/">CC BY-SA 3.0</a></em></div></div>`
	a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails</h1>"+paragraphs[0]+picture+strings.Join(paragraphs[1:], ""))})
	if diff := cmp.Diff(proseAlone(t), texts(a)); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
	want := []schema.Image{{
		ContentURL: "https://www.harbour-times.example/i/a.jpg", Caption: "People wait on the quay for the first boat in five months to come in from the sea.",
		CreditText: "Ann Lee / Lusa", Creator: "Ann Lee", License: "CC-BY-SA-3.0", LicenseURL: "https://creativecommons.org/licenses/by-sa/3.0/", Width: 1200, Height: 675,
	}}
	if diff := cmp.Diff(want, a.Image); diff != "" {
		t.Errorf("pictures differ (-want +got):\n%s", diff)
	}
}

// TestPicturesOfOtherStories holds pictures that lead to other pages not to be
// the article's, unless they have a caption or the metadata name them.
func TestPicturesOfOtherStories(t *testing.T) {
	t.Parallel()
	teasers := `<div class="k3"><a href="/video/7"><img src="/i/teaser.jpg" width="320" height="180"></a></div>`
	for name, test := range map[string]struct{ head, inside, want string }{
		"teaser":            {"", teasers, ""},
		"larger size":       {"", `<a href="/i/large.jpg?w=2400"><img src="/i/lead.jpg"></a>` + teasers, "/i/lead.jpg"},
		"with a caption":    {"", `<figure><a href="/gallery/1"><img src="/i/lead.jpg"></a><figcaption>The boat</figcaption></figure>` + teasers, "/i/lead.jpg"},
		"named by the page": {`<meta property="og:image" content="/i/lead-1200.jpg">`, `<a href="/gallery/1"><img src="/x/lead-1200.jpg"></a>` + teasers, "/x/lead-1200.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, i := range article(t, extract.Page{Body: newsPage(test.head, "<h1>Ferry sails</h1>"+prose+test.inside)}).Image {
				got = append(got, strings.TrimPrefix(i.ContentURL, "https://www.harbour-times.example"))
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("pictures are %q, want %q", got, test.want)
			}
		})
	}
}
