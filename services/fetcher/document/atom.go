package document

import (
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func (r *reader) atom(f *atom.Feed) *Document {
	base := r.base()
	d := &Document{
		Kind:     "atom",
		Title:    line(f.Title),
		Site:     firstLink(base, linked(f.Links, "alternate")...),
		Language: language(f.Language),
		Hints: Hints{
			UpdatePeriod: updatePeriod(f.Extensions),
			Hub:          firstLink(base, linked(f.Links, "hub")...),
			Self:         firstLink(base, linked(f.Links, "self")...),
		},
	}
	for i, entry := range f.Entries {
		x := r.extent(i, len(f.Entries))
		e, id := r.atomEntry(entry, x)
		if len(e.Authors) == 0 {
			e.Authors = people(f.Authors) // RFC 4287 §4.2.1: they are the authors of such an entry
		}
		e.Rights = line(firstOf(e.Rights, f.Rights))
		d.add(e, id, startingPoint(r.address, x.base))
	}
	return d
}

func (r *reader) atomEntry(entry *atom.Entry, x extent) (e Entry, id string) {
	base := startingPoint(r.address, x.base)
	id = firstOf(x.id, entry.ID)
	links := []string{extension(entry.Extensions, "feedburner", "origLink")}
	links = append(links, linked(entry.Links, "alternate")...)
	links = append(links, ifHTTP(id))
	content := ""
	if entry.Content != nil {
		links = append(links, entry.Content.Src)
		content = entry.Content.Value
		switch strings.ToLower(entry.Content.Type) {
		case "text", "text/plain":
			content = asHTML(content)
		}
	}
	links = append(links, linked(entry.Links, "enclosure")...)
	e = Entry{
		GUID:       clip(id, maxLine),
		URL:        firstLink(base, links...),
		Title:      line(entry.Title),
		Summary:    markup(firstOf(entry.Summary, mediaDescription(entry)), maxSummary),
		Content:    markup(content, maxContent),
		Authors:    people(entry.Authors),
		Categories: atomCategories(entry.Categories),
		Published:  firstDate(entry.Published, extension(entry.Extensions, "dc", "date"), extension(entry.Extensions, "dcterms", "issued")),
		Updated:    firstDate(entry.Updated, extension(entry.Extensions, "dcterms", "modified")),
		Rights:     entry.Rights,
		Image:      atomImage(base, entry),
	}
	if entry.Source != nil {
		e.Source = line(entry.Source.Title)
		if len(e.Authors) == 0 {
			e.Authors = people(entry.Source.Authors)
		}
	}
	if len(e.Authors) == 0 {
		e.Authors = names(dublinCore(entry.Extensions, "creator")...)
	}
	return e, id
}

// mediaDescription is what video sites give instead of a summary.
func mediaDescription(entry *atom.Entry) string {
	for _, group := range entry.Extensions["media"]["group"] {
		for _, description := range group.Children["description"] {
			return description.Value
		}
	}
	return extension(entry.Extensions, "media", "description")
}

func atomImage(base string, entry *atom.Entry) *schema.Image {
	if image := mediaImage(base, entry.Extensions); image != nil {
		return image
	}
	for _, l := range entry.Links {
		if rel(l.Rel, "enclosure") && strings.HasPrefix(l.Type, "image/") {
			return imageAt(base, l.Href)
		}
	}
	return nil
}

// linked are the addresses with that relation, those of HTML pages first.
func linked(links []*atom.Link, relation string) []string {
	var pages, others []string
	for _, l := range links {
		switch {
		case !rel(l.Rel, relation):
		case l.Type == "" || strings.Contains(l.Type, "html"):
			pages = append(pages, l.Href)
		default:
			others = append(others, l.Href)
		}
	}
	return append(pages, others...)
}

// people are names, or addresses where there is no name.
func people(list []*atom.Person) []string {
	var found []string
	for _, p := range list {
		found = append(found, firstOf(p.Name, p.Email))
	}
	return names(found...)
}

func atomCategories(list []*atom.Category) []string {
	var found []string
	for _, c := range list {
		found = append(found, firstOf(c.Label, c.Term))
	}
	return names(found...)
}
