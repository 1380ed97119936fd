package extract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// texts are the paragraphs of a record with their roles.
func texts(a *schema.Article) []string {
	var lines []string
	for _, p := range a.Body {
		lines = append(lines, string(p.Role)+": "+p.Text)
	}
	return lines
}

// proseAlone is the record of nothing but the four paragraphs of prose.
func proseAlone(t *testing.T) []string {
	t.Helper()
	return texts(article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails</h1>"+prose)}))
}

func TestCommentsAreNotTheBody(t *testing.T) {
	t.Parallel()
	var comments strings.Builder
	for _, said := range []string{
		"The opposition should have asked long ago who pays for a boat that nobody but tourists will use.",
		"My father worked on this line for thirty years and was never late according to the people who knew him.",
		"I waited on the quay with two children, and the fare is higher now than in any year before.",
		"Somebody in the town hall must explain why the old boat was sold before the new one came.",
		"For the first time in ten winters we had fresh flour in the shop, and that is what counts here.",
	} {
		comments.WriteString(`<div class="comment"><div class="comment__meta"><span>Reader</span></div><div class="comment__text"><p>` + said + `</p></div></div>`)
	}
	page := `<html><body><div id="wrap"><div class="story clearfix"><div class="story-in"><h1>Ferry sails</h1><div class="story-txt">` + prose + `</div></div></div></div><section class="comments" id="comments"><h2>Comments</h2>` + comments.String() + `</section></body></html>`
	if diff := cmp.Diff(proseAlone(t), texts(article(t, extract.Page{Body: []byte(page)}))); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
}

// TestTextAgainInOnePiece has the text once more behind the article, as some
// sites put it there for machines.
func TestTextAgainInOnePiece(t *testing.T) {
	t.Parallel()
	copied := strings.NewReplacer("<p>", "", "</p>", " ").Replace(prose)
	page := newsPage("", "<h1>Ferry sails</h1>"+prose+`<div itemprop="articleBody">`+copied+`</div>`)
	if diff := cmp.Diff(proseAlone(t), texts(article(t, extract.Page{Body: page}))); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
}

// TestEachParagraphInAFrame has a text whose paragraphs each stand in an element
// that is called after its button for sharing.
func TestEachParagraphInAFrame(t *testing.T) {
	t.Parallel()
	framed := strings.NewReplacer("<p>", `<div class="share-frame"><p>`, "</p>", `</p></div>`).Replace(prose)
	notice := `<div class="notice"><p>We use small files to remember what you have read, and you may say no to that here at any time.</p></div>`
	page := `<html><body>` + notice + `<div class="story clearfix"><h1>Ferry sails</h1>` + framed + `</div></body></html>`
	got := texts(article(t, extract.Page{Body: []byte(page)}))
	for _, want := range proseAlone(t) {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not in the body %q", want, got)
		}
	}
}

func TestListsAndHeadingsWithinTheBody(t *testing.T) {
	t.Parallel()
	paragraphs := strings.SplitAfter(prose, "</p>")
	list := `<div class="f1"><h2>What it carries</h2></div><div class="f2"><ul><li>Flour</li><li>Lamp oil</li><li>Letters, <a href="/post">by post</a></li><li>Two pilots</li><li>Rope</li></ul></div><div class="f3"><blockquote>“At last”</blockquote></div>`
	a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails</h1>"+paragraphs[0]+paragraphs[1]+list+paragraphs[2]+paragraphs[3])})
	want := []string{
		"subheading: What it carries", "listItem: Flour", "listItem: Lamp oil", "listItem: Letters, by post", "listItem: Two pilots", "listItem: Rope", "quote: “At last”",
	}
	alone := proseAlone(t)
	want = append(append(append([]string{}, alone[:2]...), want...), alone[2:]...)
	if diff := cmp.Diff(want, texts(a)); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
}

// TestBoxesWithinTheBody holds what is set between paragraphs and is none of
// them not to be in the body, whatever language it is in.
func TestBoxesWithinTheBody(t *testing.T) {
	t.Parallel()
	paragraphs := strings.SplitAfter(prose, "</p>")
	for name, box := range map[string]string{
		"pointer in Japanese": `<p><strong>あわせて読みたい:</strong> <a href="/b">地域で一番大きな会社、騒音を防ぐ法律を支持した</a></p>`,
		"pointer in Arabic":   `<p>اقرأ أيضا: <a href="/b">مجلس الميناء أقر خطة بناء جسر جديد</a></p>`,
		"advertisement":       `<div><div class="ad ad--inline"><span>Iklan dari mitra kami</span></div></div>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails</h1>"+paragraphs[0]+paragraphs[1]+box+paragraphs[2]+paragraphs[3])})
			if diff := cmp.Diff(proseAlone(t), texts(a)); diff != "" {
				t.Errorf("body differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestParagraphThatOneReadingDrops has paragraphs parted by line breaks alone, of
// which go-trafilatura finds only those after a picture.
func TestParagraphThatOneReadingDrops(t *testing.T) {
	t.Parallel()
	lines := strings.NewReplacer("<p>", "", "</p>", "<br><br>").Replace(prose)
	first, rest, _ := strings.Cut(lines, "<br><br>")
	picture := `<div class="news-photo"><img src="/i/a.jpg"><div class="photo-sign">The boat at its berth. <em>Photo: Ann Lee</em></div></div>`
	page := `<html><body><div id="content"><div class="news-item"><h1>Ferry sails</h1><div id="news-text" class="text">` + first + "<br><br>" + picture + rest + `</div></div></div></body></html>`
	if diff := cmp.Diff(proseAlone(t), texts(article(t, extract.Page{Body: []byte(page)}))); diff != "" {
		t.Errorf("body differs (-want +got):\n%s", diff)
	}
}

// TestEvidenceIsNoMethod holds a body that stands on the page to be named after
// a reading of the page, though the feed has all of it.
func TestEvidenceIsNoMethod(t *testing.T) {
	t.Parallel()
	a := article(t, extract.Page{Body: newsPage("", "<h1>Ferry sails</h1>"+prose), Item: &schema.Item{URL: pageURL, Title: "Ferry sails", Content: prose}})
	if m := a.Extraction.Method; m != "learned" {
		t.Errorf("method is %q", m)
	}
}

// TestAFewLinesAreBetterThanNothing has a page of few words, none of which is
// like the text of an article.
func TestAFewLinesAreBetterThanNothing(t *testing.T) {
	t.Parallel()
	const said = "He: Who will slip next on this ice? I: I bet that you are the ne… ah. Oh. Ouch. He: Won!"
	page := `<html><body><div id="head"><a href="/">Notes from the harbour</a></div><div class="post"><h2><a href="/on-the-ice">On the ice</a></h2><small>4 December</small><div class="share">` + said +
		`</div></div><div class="side"><ul><li><a href="/a">Older</a></li><li><a href="/b">Newer</a></li></ul></div></body></html>`
	a := article(t, extract.Page{Body: []byte(page)})
	if a.ArticleBody != said {
		t.Errorf("the body is %q", a.ArticleBody)
	}
	if !slices.Contains(a.Extraction.Warnings, "body is a guess: no part of the page is like a text") || a.Extraction.Confidence > 0.5 {
		t.Errorf("it is sure by %g, with warnings %q", a.Extraction.Confidence, a.Extraction.Warnings)
	}
}
