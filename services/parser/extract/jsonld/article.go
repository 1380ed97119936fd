package jsonld

import (
	"encoding/json"
	"strings"
)

// Article is what a page's JSON-LD says of its article. Texts are plain; dates,
// addresses and languages are as they stand.
type Article struct {
	Type                string   // of schema.org, such as NewsArticle
	Types               []string // all that it is said to be, by each object of it
	Kinds               []string // the types of all objects of the page, each once
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
	Uploaded            string // uploadDate of a video or a recording
	Language            string
	Sections            []string
	Keywords            []string
	Images              []Image
	IsBasedOn           string
	Sources             []Party  // who published what it is based on, or cites
	Place               string   // locationCreated or dateline
	Free                *bool    // isAccessibleForFree
	Walled              []string // CSS selectors of the parts that aren't free
	Words               int      // wordCount of the whole text; 0 when unknown
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
// tell the page's own from teasers of others. What it leaves open, other objects
// of the same article fill: some sites say who wrote in one and who may read in
// another. It returns nil when the scripts hold no article, and the name of the
// site where they say it.
func Read(scripts []string, address string) (article *Article, site string) {
	g := &graph{byID: map[string]object{}}
	for _, s := range scripts {
		if !concerns(s) {
			continue
		}
		for _, v := range decode(s) {
			g.collect(v, 0)
		}
	}
	best, score := -1, 0
	for i, o := range g.objects {
		if s := g.rank(o, address); s > score {
			best, score = i, s
		}
		if site == "" && o.is("WebSite") {
			site = o.text("name")
		}
	}
	if best < 0 {
		return nil, site
	}
	article = g.article(g.objects[best])
	g.complete(article, best, address)
	return article, site
}

// concerns says whether a script may have to do with an article: the trails of
// crumbs that most pages have don't.
func concerns(script string) bool {
	for _, word := range [...]string{"Article", "WebSite", "WebPage", "Posting", "Object", "Gallery", "Episode", "ItemPage", "CreativeWork", "Report", "Review", "Recipe", "HowTo"} {
		if strings.Contains(script, word) {
			return true
		}
	}
	return strings.Contains(script, `"@id"`) && !strings.Contains(script, "BreadcrumbList") // others may refer to it
}

func (g *graph) article(o object) *Article {
	a := &Article{
		Type:                o.kind(),
		Types:               o.kinds(),
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
		Uploaded:            o.text("uploadDate"),
		Language:            o.name("inLanguage"),
		Sections:            o.texts("articleSection", 8),
		Keywords:            o.keywords(),
		Images:              g.images(o["image"]),
		IsBasedOn:           o.ref("isBasedOn"),
		Sources:             g.sources(o["isBasedOn"], o["citation"]),
		Place:               first(o.text("dateline"), o.name("locationCreated")),
		Words:               o.count("wordCount"),
	}
	if free, ok := truth(o["isAccessibleForFree"]); ok {
		a.Free = &free
	}
	g.walls(a, o["hasPart"])
	return a
}

// walls reads which parts of an article aren't free. One that is such makes the
// whole of it so, if that says nothing itself.
func (g *graph) walls(a *Article, parts any) {
	const most = 8
	list, ok := parts.([]any)
	if !ok {
		list = []any{parts}
	}
	for _, v := range list[:min(len(list), most)] {
		part, ok := g.resolve(v).(map[string]any)
		if !ok {
			continue
		}
		if free, ok := truth(part["isAccessibleForFree"]); ok && !free {
			if a.Free == nil {
				a.Free = &free
			}
			a.Walled = append(a.Walled, object(part).texts("cssSelector", most)...)
		}
	}
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
	case float64:
		return v != 0, true
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
