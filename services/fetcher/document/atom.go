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
		ID:       clip(firstOf(r.outline.id, f.ID), maxLine),
		Updated:  firstDate(f.Updated, extension(f.Extensions, "dcterms", "modified"), extension(f.Extensions, "atom03", "modified")),
		Title:    line(f.Title),
		Site:     firstLink(base, linked(f.Links, "alternate")...),
		Language: language(f.Language),
		Hints: Hints{
			UpdatePeriod: updatePeriod(f.Extensions),
			Hub:          firstLink(base, linked(f.Links, "hub")...),
			Self:         firstLink(base, linked(f.Links, "self")...),
		},
	}
	publisher, terms := extension(f.Extensions, "dc", "publisher"), firstOf(firstLink(base, linked(f.Links, "license")...), licence(base, f.Extensions))
	for i, entry := range f.Entries {
		x := r.extent(i, len(f.Entries))
		e, id := r.atomEntry(entry, x)
		if len(e.Authors) == 0 {
			e.Authors = people(f.Authors) // RFC 4287 §4.2.1: they are the authors of such an entry
		}
		e.Rights = line(firstOf(e.Rights, f.Rights))
		e.Publisher = line(firstOf(e.Publisher, publisher))
		e.UsageTerms = firstOf(e.UsageTerms, terms)
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
	files := files{base: base}
	for _, l := range entry.Links {
		if rel(l.Rel, "enclosure") {
			files.add(l.Href, l.Type, l.Length, "")
		}
	}
	files.media(entry.Extensions)
	e = Entry{
		GUID:         clip(id, maxLine),
		URL:          firstLink(base, links...),
		Title:        line(entry.Title),
		Summary:      markup(firstOf(entry.Summary, mediaDescription(entry)), maxSummary),
		Content:      markup(content, maxContent),
		Authors:      people(entry.Authors),
		Categories:   names(append(atomCategories(entry.Categories), keywords(entry.Extensions)...)...),
		Published:    firstDate(entry.Published, extension(entry.Extensions, "dc", "date"), extension(entry.Extensions, "dcterms", "issued"), x.created),
		Updated:      firstDate(entry.Updated, extension(entry.Extensions, "dcterms", "modified")),
		Contributors: people(entry.Contributors),
		Language:     language(firstOf(x.lang, extension(entry.Extensions, "dc", "language"))),
		Publisher:    extension(entry.Extensions, "dc", "publisher"),
		Rights:       entry.Rights,
		UsageTerms:   firstOf(firstLink(base, linked(entry.Links, "license")...), licence(base, entry.Extensions)),
		Image:        atomImage(base, entry),
		Enclosures:   files.list,
		Places:       places(entry.Extensions),
	}
	if entry.Source != nil {
		e.Source = line(entry.Source.Title)
		e.SourceURL = firstLink(base, append(linked(entry.Source.Links, "alternate"), append(linked(entry.Source.Links, "self"), ifHTTP(entry.Source.ID))...)...)
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
