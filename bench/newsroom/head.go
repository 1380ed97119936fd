package newsroom

import (
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// writeHead writes an article's metadata: title, meta elements, Open Graph and JSON-LD.
func writeHead(p *printer, c *card, d *dice) {
	s := c.feed.site
	p.raw("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
	p.text(c.Headline + " – " + s.name)
	p.raw("</title>\n")
	named := func(name, content string) { writeMeta(p, "name", name, content) }
	property := func(name, content string) { writeMeta(p, "property", name, content) }
	named("description", c.Description)
	named("robots", "index, follow, max-image-preview:large")
	named("theme-color", "#1a4f72")
	named("generator", "newsroom")
	property("og:type", "article")
	property("og:title", c.Headline)
	property("og:description", c.Description)
	property("og:url", c.URL)
	property("og:site_name", s.name)
	property("og:locale", s.language.code)
	property("article:published_time", string(c.Published))
	property("article:section", c.Section)
	for _, keyword := range c.Keywords {
		property("article:tag", keyword)
	}
	for _, name := range c.Authors {
		named("author", name)
	}
	named("twitter:card", "summary_large_image")
	named("twitter:title", c.Headline)
	named("twitter:description", c.Description)
	if c.Image != nil {
		property("og:image", c.Image.URL)
		property("og:image:width", "1200")
		property("og:image:height", "675")
		named("twitter:image", c.Image.URL)
	}
	if s.layout.metadata == metadataThin {
		named("keywords", strings.Join(c.Keywords, ", "))
	}
	p.raw(`<link rel="canonical" href="`, c.CanonicalURL, "\">\n")
	p.raw(`<link rel="alternate" type="`, c.feed.format.mediaType(), `" title="`)
	p.text(c.feed.title)
	p.raw(`" href="`, c.feed.url(), "\">\n")
	for range 3 {
		p.raw(`<link rel="preload" as="script" href="/assets/chunk-`)
		p.hex(d, 1)
		p.raw(".js\">\n")
	}
	writeLinkedData(p, c)
}

func writeMeta(p *printer, attribute, name, content string) {
	p.raw("<meta ", attribute, `="`, name, `" content="`)
	p.text(content)
	p.raw("\">\n")
}

// writeLinkedData writes the JSON-LD of the page, as much of it as the layout has.
func writeLinkedData(p *printer, c *card) {
	s := c.feed.site
	p.raw("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",")
	graph := s.layout.metadata == metadataGraph
	if graph {
		p.raw(`"@graph":[{"@type":"WebSite",`)
		p.member("@id", s.base+"/#website")
		p.member("url", s.base+"/")
		p.member("name", s.name)
		p.uncomma()
		p.raw("},{")
	}
	p.raw(`"@type":"NewsArticle",`)
	p.member("headline", c.Headline)
	p.member("url", c.URL)
	p.member("datePublished", string(c.Published))
	p.raw(`"publisher":{"@type":"NewsMediaOrganization",`)
	p.member("name", s.name)
	p.member("url", s.base+"/")
	p.uncomma()
	p.raw("},")
	if s.layout.metadata != metadataThin {
		writeLinkedDetails(p, c, graph)
	}
	p.raw(`"isAccessibleForFree":true}`)
	if graph {
		for _, name := range c.Authors {
			p.raw(`,{"@type":"Person",`)
			p.member("@id", s.base+"/#"+schema.Token(name))
			p.member("name", name)
			p.uncomma()
			p.raw("}")
		}
		p.raw("]}")
	}
	p.raw("</script>\n")
}

// writeLinkedDetails writes what the JSON-LD of better sites has besides.
func writeLinkedDetails(p *printer, c *card, byReference bool) {
	p.member("description", c.Description)
	p.member("inLanguage", c.Language)
	p.member("articleSection", c.Section)
	p.raw(`"keywords":[`)
	for _, keyword := range c.Keywords {
		p.json(keyword)
		p.raw(",")
	}
	p.uncomma()
	p.raw("],")
	if c.Image != nil {
		p.raw(`"image":{"@type":"ImageObject",`)
		p.member("url", c.Image.URL)
		p.member("caption", c.Image.Caption)
		p.member("creditText", c.Image.Credit)
		if c.Image.License != "" {
			p.member("license", c.Image.licenseURL)
		}
		p.uncomma()
		p.raw("},")
	}
	if c.Provider != "" {
		p.raw(`"author":{"@type":"Organization",`)
		p.member("name", c.Provider)
		p.uncomma()
		p.raw("},")
	}
	if len(c.Authors) == 0 {
		return
	}
	p.raw(`"author":[`)
	for _, name := range c.Authors {
		if byReference {
			p.raw("{")
			p.member("@id", c.feed.site.base+"/#"+schema.Token(name))
		} else {
			p.raw(`{"@type":"Person",`)
			p.member("name", name)
		}
		p.uncomma()
		p.raw("},")
	}
	p.uncomma()
	p.raw("],")
}
