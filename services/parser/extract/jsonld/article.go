package jsonld

import "encoding/json"

// Article is what a page's JSON-LD says of its article. Texts are plain; dates,
// addresses and languages are as they stand.
type Article struct {
	Type                string // of schema.org, such as NewsArticle
	URL                 string
	Headline            string
	AlternativeHeadline string
	Description         string
	Body                string // articleBody, with its line breaks, entities decoded
	Authors             []Party
	Publisher           Party
	Provider            Party
	SourceOrganization  Party
	CopyrightHolder     Party
	CopyrightNotice     string
	License             string
	DatePublished       string
	DateModified        string
	Language            string
	Sections            []string
	Keywords            []string
	Images              []Image
	IsBasedOn           string
	Place               string // locationCreated or dateline
	Free                *bool  // isAccessibleForFree
}

// Party is a person or an organisation.
type Party struct {
	Name string
	URL  string
	Org  bool // said to be an organisation
	Is   bool // said to be a person
}

// Image is an ImageObject, or an address where one should be.
type Image struct {
	URL             string
	Caption         string
	Credit          string
	Creator         string
	License         string
	CopyrightNotice string
	AcquirePage     string
	Width, Height   int
}

// Read gives what the scripts of a page say. The article is the object of the
// best type, and among those the one with the most to say; address helps to
// tell the page's own from teasers of others. It returns nil when the scripts
// hold no article, and the name of the site where they say it.
func Read(scripts []string, address string) (article *Article, site string) {
	g := &graph{byID: map[string]object{}}
	for _, s := range scripts {
		for _, v := range decode(s) {
			g.collect(v, 0)
		}
	}
	best, score := object(nil), 0
	for _, o := range g.objects {
		if s := g.rank(o, address); s > score {
			best, score = o, s
		}
		if site == "" && o.is("WebSite") {
			site = o.text("name")
		}
	}
	if best == nil {
		return nil, site
	}
	return g.article(best), site
}

func (g *graph) article(o object) *Article {
	a := &Article{
		Type:                o.kind(),
		URL:                 first(o.ref("url"), o.ref("mainEntityOfPage")),
		Headline:            first(o.text("headline"), o.text("name")),
		AlternativeHeadline: first(o.text("alternativeHeadline"), o.text("alternateName")),
		Description:         o.text("description"),
		Body:                o.long("articleBody"),
		Authors:             g.parties(o["author"], o["creator"]),
		Publisher:           g.party(o["publisher"]),
		Provider:            g.party(o["provider"]),
		SourceOrganization:  g.party(o["sourceOrganization"]),
		CopyrightHolder:     g.party(o["copyrightHolder"]),
		CopyrightNotice:     o.text("copyrightNotice"),
		License:             first(o.ref("license"), o.text("usageInfo")),
		DatePublished:       first(o.text("datePublished"), o.text("dateCreated")),
		DateModified:        o.text("dateModified"),
		Language:            o.name("inLanguage"),
		Sections:            o.texts("articleSection", 8),
		Keywords:            o.keywords(),
		Images:              g.images(o["image"]),
		IsBasedOn:           o.ref("isBasedOn"),
		Place:               first(o.text("dateline"), o.name("locationCreated")),
	}
	if free, ok := truth(o["isAccessibleForFree"]); ok {
		a.Free = &free
	} else if part, ok := g.resolve(o["hasPart"]).(map[string]any); ok {
		if free, ok := truth(part["isAccessibleForFree"]); ok && !free {
			a.Free = &free
		}
	}
	return a
}

// truth reads a boolean in its many spellings: true, "True", "http://schema.org/False", "no".
func truth(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		switch lastPart(v) {
		case "true", "yes", "1":
			return true, true
		case "false", "no", "0":
			return false, true
		}
	case json.Number:
		return v.String() != "0", true
	}
	return false, false
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
