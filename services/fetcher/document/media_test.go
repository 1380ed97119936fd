package document_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// What an entry says beside its text, each in the module that has it.
func TestFieldsOfTheRecord(t *testing.T) {
	t.Parallel()
	const modules = `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
		xmlns:cc="http://web.resource.org/cc/" xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel>
		<title>World</title><link>https://news.example/</link><dc:publisher>The Example AS</dc:publisher><creativeCommons:license>https://cc.example/by/</creativeCommons:license>`
	e := entry(t, modules+`<item xml:lang="nb"><title>Listen</title><link>/listen</link>
		<enclosure url="/1.mp3" length="9400320" type="audio/mpeg"/><enclosure url="/1.jpg" length="1" type="image/jpeg"/>
		<itunes:duration>1:02:03</itunes:duration><itunes:keywords>ports, ferries</itunes:keywords><itunes:author>Jane Doe</itunes:author>
		<itunes:image href="/cover.jpg"/><dc:contributor>John Roe</dc:contributor><dc:subject>Ships</dc:subject>
		<media:group><media:content url="/1.mp4" medium="video" type="video/mp4" fileSize="12" duration="61.5"/>
		<media:content url="/1.mp3" type="audio/mpeg" duration="3723"/><media:keywords>quay</media:keywords></media:group>
		<media:thumbnail url="/thumb.jpg"/><media:credit>J. Floe</media:credit><media:license type="text/html" href="https://img.example/terms">Terms</media:license>
		<cc:license rdf:resource="https://cc.example/by-nd/"/></item></channel></rss>`)
	for name, diff := range map[string]string{
		"enclosures": cmp.Diff([]schema.Enclosure{
			{URL: "https://news.example/1.mp3", Type: "audio/mpeg", Length: 9400320, Duration: 3723},
			{URL: "https://news.example/1.mp4", Type: "video/mp4", Length: 12, Duration: 61},
		}, e.Enclosures),
		"image":        cmp.Diff(&schema.Image{ContentURL: "https://news.example/thumb.jpg", CreditText: "J. Floe", LicenseURL: "https://img.example/terms"}, e.Image),
		"categories":   cmp.Diff([]string{"Ships", "quay", "ports", "ferries"}, e.Categories),
		"authors":      cmp.Diff([]string{"Jane Doe"}, e.Authors),
		"contributors": cmp.Diff([]string{"John Roe"}, e.Contributors),
		"language":     cmp.Diff("nb", e.Language),
		"publisher":    cmp.Diff("The Example AS", e.Publisher),
		"usage terms":  cmp.Diff("https://cc.example/by-nd/", e.UsageTerms),
	} {
		if diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	other := entry(t, modules+`<item><link>/other</link><dc:language>de</dc:language><dc:publisher>Another</dc:publisher></item></channel></rss>`)
	if other.UsageTerms != "https://cc.example/by/" || other.Language != "de" || other.Publisher != "Another" {
		t.Errorf("with the feed's licence: %+v", other)
	}
	if it := other.Item(schema.FeedRef{}, "en", time.Time{}); it.Language != "de" || it.Publisher != "Another" || it.UsageTerms != "https://cc.example/by/" {
		t.Errorf("its item: %+v", it)
	}
}

func TestAtomFieldsOfTheRecord(t *testing.T) {
	t.Parallel()
	d := parse(t, `<feed xmlns="http://www.w3.org/2005/Atom"><id>URN:feed</id><updated>2026-03-02T10:00:00Z</updated><link rel="license" href="/terms"/>
		<entry xml:lang="fr"><title>Un</title><link href="/un"/><link rel="enclosure" type="audio/ogg" length="77" href="/un.ogg"/><contributor><name>Ada</name></contributor>
		<source><id>https://other.example/feed</id><title>Other</title><link rel="self" href="https://other.example/atom.xml"/></source></entry></feed>`)
	e := d.Entries[0]
	if d.ID != "URN:feed" || d.Updated != "2026-03-02T10:00:00Z" {
		t.Errorf("the feed: %q of %q", d.ID, d.Updated)
	}
	if diff := cmp.Diff([]schema.Enclosure{{URL: "https://news.example/un.ogg", Type: "audio/ogg", Length: 77}}, e.Enclosures); diff != "" {
		t.Errorf("enclosures (-want +got):\n%s", diff)
	}
	if e.Language != "fr" || e.UsageTerms != "https://news.example/terms" || e.SourceURL != "https://other.example/atom.xml" || len(e.Contributors) != 1 {
		t.Errorf("the entry: %+v", e)
	}
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	e := entry(t, `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/1","language":"is",
		"attachments":[{"url":"/1.m4a","mime_type":"audio/x-m4a","size_in_bytes":5,"duration_in_seconds":7},{"url":"/1.png","mime_type":"image/png"}]}]}`)
	if diff := cmp.Diff([]schema.Enclosure{{URL: "https://news.example/1.m4a", Type: "audio/x-m4a", Length: 5, Duration: 7}}, e.Enclosures); diff != "" || e.Language != "is" {
		t.Errorf("in %q, enclosures (-want +got):\n%s", e.Language, diff)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	point := func(latitude, longitude float64) []schema.Place {
		return []schema.Place{{Latitude: latitude, Longitude: longitude}}
	}
	for name, test := range map[string]struct {
		item string
		want []schema.Place
	}{
		"point":       {`<georss:point featuretypetag="city">45.256 -71.92</georss:point>`, point(45.256, -71.92)},
		"with commas": {`<georss:point>45.256, -71.92</georss:point>`, point(45.256, -71.92)},
		"named":       {`<georss:point>60 28</georss:point><georss:featurename>Vyborg</georss:featurename>`, []schema.Place{{Name: "Vyborg", Latitude: 60, Longitude: 28}}},
		"box":         {`<georss:box>10 20 30 60</georss:box>`, point(20, 40)},
		"polygon":     {`<georss:polygon>0 0 0 10 10 10 10 0 0 0</georss:polygon>`, point(5, 5)},
		"GML":         {`<georss:where><gml:Point><gml:pos>36.9382 31.1732</gml:pos></gml:Point></georss:where>`, point(36.9382, 31.1732)},
		"GML, area":   {`<georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 0 4 2 4</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></georss:where>`, point(1, 2)},
		"GML, box":    {`<georss:where><gml:Envelope><gml:lowerCorner>2 2</gml:lowerCorner><gml:upperCorner>4 6</gml:upperCorner></gml:Envelope></georss:where>`, point(3, 4)},
		"basic":       {`<geo:lat>-26.58</geo:lat><geo:long>-97.83</geo:long>`, point(-26.58, -97.83)},
		"basic, in":   {`<geo:Point><geo:lat>1</geo:lat><geo:long>2</geo:long></geo:Point>`, point(1, 2)},
		"several":     {`<georss:point>1 2</georss:point><georss:point>3 4</georss:point>`, append(point(1, 2), point(3, 4)...)},
		"beyond":      {`<georss:point>91 2</georss:point><georss:point>1 181</georss:point><georss:point>NaN 1</georss:point><georss:point>1</georss:point>`, nil},
		"nowhere":     {`<georss:point>0 0</georss:point><geo:lat/><geo:long/>`, nil},
		"words":       {`<georss:point>here, there</georss:point>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `<rss xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><channel><item><link>/1</link>` + test.item + `</item></channel></rss>`
			if diff := cmp.Diff(test.want, entry(t, body).Places); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"3723": 3723, "3723.9": 3723, "62:03": 3723, "1:02:03": 3723, "": 0, "-1": 0, "x": 0, "1:2:3:4": 0, "1e300": 0, "NaN": 0, "999999:59:59": 0, "1:x": 0,
	} {
		if got := document.Seconds(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}
