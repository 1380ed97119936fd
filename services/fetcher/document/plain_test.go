package document_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"A <b>bold</b> title":             "A bold title",
		"one<br/>two<p>three</p>":         "one two three",
		"un<i class='x'>done</i>":         "undone",
		"&#8220;Quoted&#8221; &amp; more": "“Quoted” & more",
		"AT&T &copy 2026":                 "AT&T © 2026",
		"a < b, c > d":                    "a < b, c > d",
		"Vec<T> and <unknown>":            "Vec<T> and <unknown>",
		"I <3 you":                        "I <3 you",
		"x<script>alert('<b>')</script>y": "xy",
		"x<STYLE>p{}</Style >y":           "xy",
		"x<script>never closed":           "xnever closed",
		"x<!-- y -->z":                    "xz",
		"x<!-- y":                         "x<!-- y",
		"x<b":                             "x<b",
		"  much \n\t space ":              "much space",
		"":                                "",
	} {
		if got := document.Plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		channel string
		want    document.Hints
	}{
		"none":                     {"", document.Hints{}},
		"ttl":                      {"<ttl> 90 </ttl>", document.Hints{TTL: 90 * time.Minute}},
		"ttl, negative":            {"<ttl>-5</ttl>", document.Hints{}},
		"ttl, in words":            {"<ttl>an hour</ttl>", document.Hints{}},
		"ttl of ages":              {"<ttl>9223372036854775807</ttl>", document.Hints{TTL: 366 * 24 * time.Hour}},
		"skip hours":               {"<skipHours><hour>0</hour><hour>24</hour><hour>25</hour><hour>-1</hour><hour> 7 </hour></skipHours>", document.Hints{SkipHours: []int{0, 7}}},
		"skip days":                {"<skipDays><day>saturday</day><day>Sonntag</day></skipDays>", document.Hints{SkipDays: []time.Weekday{time.Saturday}}},
		"period":                   {"<sy:updatePeriod>weekly</sy:updatePeriod>", document.Hints{UpdatePeriod: 7 * 24 * time.Hour}},
		"frequency":                {"<sy:updateFrequency>2</sy:updateFrequency>", document.Hints{UpdatePeriod: 12 * time.Hour}},
		"frequency of nothing":     {"<sy:updatePeriod> Hourly\n</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", document.Hints{UpdatePeriod: time.Hour}},
		"a hub, among relations":   {`<atom:link rel="x HUB" href="/hub"/>`, document.Hints{Hub: "https://news.example/hub"}},
		"a hub that is no address": {`<atom:link rel="hub" href="javascript:x"/>`, document.Hints{}},
	} {
		got := parse(t, `<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel>`+test.channel+`</channel></rss>`).Hints
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestImage(t *testing.T) {
	t.Parallel()
	picture := func(name string) *schema.Image { return &schema.Image{ContentURL: "https://news.example/" + name} }
	for name, test := range map[string]struct {
		item string
		want *schema.Image
	}{
		"none":                {"", nil},
		"enclosure":           {`<enclosure url="/1.mp3" type="audio/mpeg"/><enclosure url="/2.x" type="image/png"/>`, picture("2.x")},
		"enclosure, no type":  {`<enclosure url="/1.JPG?w=1"/>`, picture("1.JPG?w=1")},
		"of a podcast":        {`<itunes:image href="/p.jpg"/>`, picture("p.jpg")},
		"thumbnail":           {`<media:thumbnail url="/t.jpg"/><enclosure url="/2.x" type="image/png"/>`, picture("t.jpg")},
		"content, by type":    {`<media:content url="/v" type="video/mp4"/><media:content url="/i" type="image/jpeg"/>`, picture("i")},
		"content, by name":    {`<media:content url="/v.mp4"/><media:content url="/i.webp"/>`, picture("i.webp")},
		"content of a group":  {`<media:group><media:content url="/i" medium="image"/></media:group>`, picture("i")},
		"thumbnail of a film": {`<media:content url="/v" medium="video"><media:thumbnail url="/t"/></media:content>`, picture("t")},
		"no address":          {`<media:content url="data:image/png,x" medium="image"/>`, nil},
		"size of nonsense":    {`<media:content url="/i" medium="image" width="-3" height="1e9"/>`, picture("i")},
		"words beside it": {
			`<media:content url="/i" medium="image" width="10px"/><media:credit>C</media:credit><media:copyright>&amp;copy; X</media:copyright>`,
			&schema.Image{ContentURL: "https://news.example/i", CreditText: "C", CopyrightNotice: "© X", Width: 10},
		},
	} {
		got := entry(t, channel("<item><link>/a</link>"+test.item+"</item>")).Image
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
