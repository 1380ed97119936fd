package jsonld

import (
	"maps"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// The bounds of what is looked at: real pages have some dozens of objects.
const (
	maxNodes   = 2000
	maxDepth   = 12
	maxParties = 32
	maxImages  = 32
)

// graph is all objects of a page.
type graph struct {
	objects []object
	byID    map[string]object
	seen    int
}

// collect keeps v if it is an object, and what is in it.
func (g *graph) collect(v any, depth int) {
	if depth > maxDepth || g.seen > maxNodes {
		return
	}
	g.seen++
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.collect(e, depth+1)
		}
	case map[string]any:
		o := object(v)
		if id, _ := v["@id"].(string); id != "" && len(v) > 1 && len(g.byID[id]) < len(v) {
			g.byID[id] = o
		}
		if o.kind() != "" {
			g.objects = append(g.objects, o)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) { // sorted, so that equal pages give equal records
			switch e := v[key].(type) {
			case []any, map[string]any:
				g.collect(e, depth+1)
			}
		}
	}
}

// resolve follows a reference to an object of the same page, and takes the
// first of a list.
func (g *graph) resolve(v any) any {
	if list, ok := v.([]any); ok {
		if len(list) == 0 {
			return nil
		}
		v = list[0]
	}
	if o, ok := v.(map[string]any); ok {
		id, _ := o["@id"].(string)
		if known := g.byID[id]; id != "" && len(o) <= 2 && known != nil {
			return map[string]any(known)
		}
	}
	return v
}

// rank says how likely an object is the page's article; 0 is not at all.
func (g *graph) rank(o object, address string) int {
	var score int
	switch kind := o.kind(); {
	case strings.HasSuffix(kind, "NewsArticle") || kind == "LiveBlogPosting":
		score = 50
	case strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "BlogPosting") || kind == "Report":
		score = 45
	case kind == "Review" || kind == "ClaimReview" || kind == "SocialMediaPosting":
		score = 20
	case kind == "HowTo" || kind == "Recipe":
		score = 40
	case strings.HasSuffix(kind, "Gallery") || strings.HasSuffix(kind, "Episode"):
		score = 15
	case kind == "WebPage" || kind == "ItemPage" || kind == "CreativeWork" || kind == "VideoObject" || kind == "AudioObject":
		score = 10
	default:
		return 0
	}
	for _, key := range [...]string{"headline", "datePublished", "author", "articleBody", "publisher", "image"} {
		if o[key] != nil {
			score += 2
		}
	}
	for _, key := range [...]string{"url", "mainEntityOfPage", "@id"} {
		if ref := o.ref(key); ref != "" && sameAddress(ref, address) {
			return score + 10
		}
	}
	return score
}

// sameAddress compares without scheme, query and final slash.
func sameAddress(a, b string) bool {
	short := func(s string) string {
		_, s, _ = strings.Cut(s, "://")
		if i := strings.IndexAny(s, "?#"); i >= 0 {
			s = s[:i]
		}
		return strings.TrimPrefix(strings.TrimSuffix(s, "/"), "www.")
	}
	return short(a) == short(b)
}

// parties reads persons and organisations in all their shapes, from the first
// value that has any.
func (g *graph) parties(values ...any) []Party {
	for _, v := range values {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		var parties []Party
		for _, e := range list {
			if p := g.party(e); p.Name != "" && len(parties) < maxParties {
				parties = append(parties, p)
			}
		}
		if len(parties) > 0 {
			return parties
		}
	}
	return nil
}

// sources are the publishers of works, where these are objects that name them.
func (g *graph) sources(values ...any) []Party {
	var parties []Party
	for _, v := range values {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, e := range list {
			o, ok := g.resolve(e).(map[string]any)
			if !ok || len(parties) == maxParties {
				continue
			}
			p := Party{}
			for _, key := range [...]string{"publisher", "sourceOrganization", "provider"} {
				if p = g.party(o[key]); p.Name != "" {
					break
				}
			}
			p.URL = first(object(o).ref("url"), p.URL)
			if p.Name != "" {
				parties = append(parties, p)
			}
		}
	}
	return parties
}

func (g *graph) party(v any) Party {
	switch v := g.resolve(v).(type) {
	case string:
		return Party{Name: text.Cut(text.Plain(v), 200)}
	case map[string]any:
		o := object(v)
		p := Party{Name: text.Cut(o.text("name"), 200), URL: first(o.ref("url"), o.ref("sameAs"))}
		p.Is = o.is("Person")
		p.Org = strings.HasSuffix(o.kind(), "Organization") || o.is("Corporation")
		if p.Name == "" {
			p.Name = strings.TrimSpace(o.text("givenName") + " " + o.text("familyName"))
		}
		return p
	}
	return Party{}
}

func (g *graph) images(v any) []Image {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var images []Image
	for _, e := range list {
		if len(images) == maxImages {
			break
		}
		switch e := g.resolve(e).(type) {
		case string:
			images = append(images, Image{URL: strings.TrimSpace(e)})
		case map[string]any:
			o := object(e)
			i := Image{
				URL:             first(o.ref("url"), o.ref("contentUrl"), o.ref("@id")),
				Caption:         first(o.text("caption"), o.text("description")),
				Credit:          o.text("creditText"),
				Creator:         first(g.party(e["creator"]).Name, g.party(e["author"]).Name),
				License:         o.ref("license"),
				CopyrightNotice: o.text("copyrightNotice"),
				AcquirePage:     o.ref("acquireLicensePage"),
				Width:           o.pixels("width"),
				Height:          o.pixels("height"),
			}
			if i.URL != "" {
				images = append(images, i)
			}
		}
	}
	return images
}
