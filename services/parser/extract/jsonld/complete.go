package jsonld

import (
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// complete notes the types of all objects, and fills what the article leaves open
// from others of the same one.
func (g *graph) complete(a *Article, best int, address string) {
	for i, o := range g.objects {
		for _, kind := range o.kinds() {
			if !slices.Contains(a.Kinds, kind) {
				a.Kinds = append(a.Kinds, kind)
			}
		}
		if i != best && isWritten(o) && isSame(a, o, address) {
			a.add(g.article(o))
		}
	}
}

// isWritten says whether an object is an article of any kind.
func isWritten(o object) bool {
	return slices.ContainsFunc(o.kinds(), func(kind string) bool {
		return strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "BlogPosting") || kind == "LiveBlogPosting" || kind == "Report"
	})
}

// isSame says whether an object is of the same article: by its address, if it has
// one, else by its headline.
func isSame(a *Article, o object, address string) bool {
	ref := first(o.ref("url"), o.ref("mainEntityOfPage"))
	if strings.Contains(ref, "://") {
		return sameAddress(ref, address) || a.URL != "" && sameAddress(ref, a.URL)
	}
	key := text.Key(first(o.text("headline"), o.text("name")))
	return key != "" && key == text.Key(a.Headline)
}

// add fills what a leaves open from b. Who may read is the stricter word of the two.
func (a *Article) add(b *Article) {
	for _, kind := range b.Types {
		if !slices.Contains(a.Types, kind) {
			a.Types = append(a.Types, kind)
		}
	}
	for _, field := range [...]struct {
		to   *string
		from string
	}{
		{&a.URL, b.URL},
		{&a.Headline, b.Headline},
		{&a.AlternativeHeadline, b.AlternativeHeadline},
		{&a.Description, b.Description},
		{&a.Body, b.Body},
		{&a.CopyrightNotice, b.CopyrightNotice},
		{&a.License, b.License},
		{&a.DatePublished, b.DatePublished},
		{&a.DateModified, b.DateModified},
		{&a.Language, b.Language},
		{&a.IsBasedOn, b.IsBasedOn},
		{&a.Place, b.Place},
	} {
		*field.to = first(*field.to, field.from)
	}
	for _, party := range [...]struct {
		to   *Party
		from Party
	}{
		{&a.Publisher, b.Publisher},
		{&a.Provider, b.Provider},
		{&a.SourceOrganization, b.SourceOrganization},
		{&a.CopyrightHolder, b.CopyrightHolder},
	} {
		if party.to.Name == "" {
			*party.to = party.from
		}
	}
	a.Authors, a.Images = or(a.Authors, b.Authors), or(a.Images, b.Images)
	a.Sections, a.Keywords = or(a.Sections, b.Sections), or(a.Keywords, b.Keywords)
	if b.Free != nil && (a.Free == nil || !*b.Free) {
		a.Free = b.Free
	}
	a.Walled = append(a.Walled, b.Walled...)
	a.Words = max(a.Words, b.Words)
}

func or[T any](a, b []T) []T {
	if len(a) > 0 {
		return a
	}
	return b
}
