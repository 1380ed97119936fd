package document

import (
	"strconv"
	"strings"

	"github.com/mmcdole/gofeed/json"
)

// isJSONFeed says whether a JSON document is a feed: it says so, or has entries.
func isJSONFeed(f *json.Feed, o outline) bool {
	return strings.Contains(f.Version, "jsonfeed.org") || len(o.entries) > 0
}

func (r *reader) json(f *json.Feed) *Document {
	d := &Document{
		Kind:     "json",
		Title:    line(f.Title),
		Site:     firstLink(r.address, f.HomePageURL),
		Language: language(f.Language),
		Hints:    Hints{Self: firstLink(r.address, f.FeedURL)},
	}
	authors := writers(f.Author, f.Authors)
	for _, item := range f.Items {
		if item == nil {
			continue // null in the list
		}
		e := r.jsonEntry(item)
		if len(e.Authors) == 0 {
			e.Authors = authors // JSON Feed 1.1: they are the authors of such an item
		}
		d.add(e, strings.TrimSpace(item.ID), r.address)
	}
	return d
}

func (r *reader) jsonEntry(item *json.Item) Entry {
	content := item.ContentHTML
	if content == "" {
		content = asHTML(item.ContentText)
	}
	links := []string{item.URL, item.ExternalURL, ifHTTP(item.ID)}
	picture := ""
	files := files{base: r.address}
	if item.Attachments != nil {
		for _, a := range *item.Attachments {
			links = append(links, a.URL)
			files.add(a.URL, a.MimeType, strconv.FormatInt(a.SizeInBytes, 10), strconv.FormatInt(a.DurationInSeconds, 10))
			if picture == "" && strings.HasPrefix(a.MimeType, "image/") {
				picture = a.URL
			}
		}
	}
	return Entry{
		GUID:       clip(strings.TrimSpace(item.ID), maxLine),
		URL:        firstLink(r.address, links...),
		Title:      line(item.Title),
		Summary:    markup(asHTML(item.Summary), maxSummary),
		Content:    markup(content, maxContent),
		Authors:    writers(item.Author, item.Authors),
		Categories: names(item.Tags...),
		Published:  date(item.DatePublished),
		Updated:    date(item.DateModified),
		Language:   language(item.Language),
		Enclosures: files.list,
		Image:      imageAt(r.address, item.Image, item.BannerImage, picture),
	}
}

func writers(one *json.Author, list []*json.Author) []string {
	var found []string
	for _, a := range append(list, one) {
		if a != nil {
			found = append(found, a.Name)
		}
	}
	return names(found...)
}
