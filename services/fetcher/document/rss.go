package document

import (
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func (r *reader) rss(f *rss.Feed) *Document {
	base := r.base()
	d := &Document{
		Kind:     r.outline.root,
		Title:    line(firstOf(f.Title, extension(f.Extensions, "dc", "title"))),
		Language: language(firstOf(f.Language, extension(f.Extensions, "dc", "language"))),
		Hints: Hints{
			TTL:          minutes(f.TTL),
			SkipHours:    skipHours(f.SkipHours),
			SkipDays:     skipDays(f.SkipDays),
			UpdatePeriod: updatePeriod(f.Extensions),
			Hub:          atomLink(base, f.Extensions, "hub"),
			Self:         atomLink(base, f.Extensions, "self"),
		},
	}
	d.Site = firstLink(base, append(f.Links, atomLink(base, f.Extensions, "alternate"))...)
	d.Updated = firstDate(f.LastBuildDate, f.PubDate, extension(f.Extensions, "dcterms", "modified"), extension(f.Extensions, "dc", "date"),
		extension(f.Extensions, "dcterms", "issued"), extension(f.Extensions, "dcterms", "created"), extension(f.Extensions, "atom", "updated"))
	rights := firstOf(f.Copyright, extension(f.Extensions, "dc", "rights"))
	publisher, terms := extension(f.Extensions, "dc", "publisher"), licence(base, f.Extensions)
	for i, item := range f.Items {
		x := r.extent(i, len(f.Items))
		e, id := r.rssEntry(item, x)
		e.Rights = line(firstOf(e.Rights, rights))
		e.Publisher = line(firstOf(e.Publisher, publisher))
		e.UsageTerms = firstOf(e.UsageTerms, terms)
		d.add(e, id, startingPoint(r.address, x.base))
	}
	return d
}

func (r *reader) rssEntry(item *rss.Item, x extent) (e Entry, id string) {
	base := startingPoint(r.address, x.base)
	extensions := item.Extensions
	guid, permalink := "", ""
	if item.GUID != nil {
		guid = item.GUID.Value
		if !strings.EqualFold(item.GUID.IsPermalink, "false") {
			permalink = guid
		}
	}
	id = firstOf(guid, x.id)
	links := []string{extension(extensions, "feedburner", "origLink")}
	links = append(links, item.Links...)
	links = append(links, atomLink(base, extensions, "alternate"), ifHTTP(permalink), ifHTTP(x.id), ifHTTP(guid))
	picture := ""
	files := files{base: base}
	for _, enclosure := range item.Enclosures {
		links = append(links, enclosure.URL)
		files.add(enclosure.URL, enclosure.Type, enclosure.Length, "")
		if picture == "" && (strings.HasPrefix(enclosure.Type, "image/") || enclosure.Type == "" && hasPictureName(enclosure.URL)) {
			picture = enclosure.URL
		}
	}
	files.media(extensions)
	e = Entry{
		GUID:       clip(id, maxLine),
		URL:        firstLink(base, links...),
		Title:      line(firstOf(item.Title, extension(extensions, "dc", "title"), extension(extensions, "media", "title"))),
		Summary:    markup(rssSummary(item), maxSummary),
		Content:    markup(firstOf(item.Content, extension(extensions, "atom", "content")), maxContent),
		Authors:    rssAuthors(item),
		Categories: rssCategories(item),
		Published: firstDate(item.PubDate, extension(extensions, "dc", "date"), extension(extensions, "dcterms", "issued"),
			extension(extensions, "dcterms", "created"), extension(extensions, "atom", "published"), item.Custom["date"], item.Custom["published"]),
		Updated:      firstDate(extension(extensions, "atom", "updated"), extension(extensions, "dcterms", "modified"), item.Custom["updated"]),
		Contributors: names(dublinCore(extensions, "contributor")...),
		Language:     language(firstOf(extension(extensions, "dc", "language"), x.lang)),
		Publisher:    extension(extensions, "dc", "publisher"),
		Rights:       firstOf(extension(extensions, "dc", "rights"), extension(extensions, "atom", "rights")),
		UsageTerms:   licence(base, extensions),
		Image:        rssImage(base, item, picture),
		Enclosures:   files.list,
		Places:       places(extensions),
	}
	if item.Source != nil {
		e.Source, e.SourceURL = item.Source.Title, resolve(base, item.Source.URL)
	}
	e.Source = line(firstOf(e.Source, extension(extensions, "dc", "source")))
	return e, id
}

// rssSummary is the description, which some give under other names.
func rssSummary(item *rss.Item) string {
	return firstOf(item.Description, extension(item.Extensions, "dc", "description"), extension(item.Extensions, "atom", "summary"),
		item.Custom["summary"], extension(item.Extensions, "itunes", "summary"), extension(item.Extensions, "media", "description"))
}

func rssAuthors(item *rss.Item) []string {
	list := append([]string{item.Author}, dublinCore(item.Extensions, "creator")...)
	list = append(list, dublinCore(item.Extensions, "author")...)
	for _, author := range item.Extensions["atom"]["author"] {
		for _, name := range author.Children["name"] {
			list = append(list, name.Value)
		}
	}
	if authors := names(list...); len(authors) > 0 {
		return authors
	}
	return names(extension(item.Extensions, "itunes", "author"))
}

func rssCategories(item *rss.Item) []string {
	var list []string
	for _, c := range item.Categories {
		list = append(list, c.Value)
	}
	list = append(list, dublinCore(item.Extensions, "subject")...)
	for _, c := range item.Extensions["atom"]["category"] {
		list = append(list, c.Attrs["term"])
	}
	return names(append(list, keywords(item.Extensions)...)...)
}

func rssImage(base string, item *rss.Item, enclosure string) *schema.Image {
	if image := mediaImage(base, item.Extensions); image != nil {
		return image
	}
	podcast := ""
	for _, image := range item.Extensions["itunes"]["image"] {
		podcast = image.Attrs["href"]
	}
	return imageAt(base, enclosure, podcast)
}

// atomLink is the address of the Atom link with that relation in an RSS document.
func atomLink(base string, extensions ext.Extensions, relation string) string {
	for _, l := range extensions["atom"]["link"] {
		if rel(firstOf(l.Attrs["rel"], "alternate"), relation) {
			if link := resolve(base, l.Attrs["href"]); link != "" {
				return link
			}
		}
	}
	return ""
}

// ifHTTP is an id that is an address, and empty if it isn't one.
func ifHTTP(id string) string {
	if isHTTP(strings.TrimSpace(id)) {
		return id
	}
	return ""
}
