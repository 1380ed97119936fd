package newsroom

import "time"

// writeRSS writes a document of RSS 2.0, with the usual modules for authors,
// full text and pictures.
func writeRSS(p *printer, f *feed, entries []*card, modified time.Time) {
	s := f.site
	p.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n", `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" `,
		`xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">`, "\n<channel>\n")
	xmlElement(p, "title", f.title)
	xmlElement(p, "link", s.base+"/")
	xmlElement(p, "description", f.title)
	xmlElement(p, "language", s.language.code)
	xmlElement(p, "lastBuildDate", modified.Format(time.RFC1123Z))
	p.raw(`<atom:link rel="self" type="application/rss+xml" href="`)
	p.text(f.url())
	p.raw("\"/>\n")
	if f.hub != "" && !f.linked {
		p.raw(`<atom:link rel="hub" href="`)
		p.text(f.hub)
		p.raw("\"/>\n")
	}
	for _, c := range entries {
		p.raw("<item>\n")
		xmlElement(p, "title", c.Headline)
		xmlElement(p, "link", f.link(c))
		p.raw(`<guid isPermaLink="false">`)
		p.num(int(c.number))
		p.raw("@")
		p.text(s.addr.String())
		p.raw("</guid>\n")
		xmlElement(p, "pubDate", c.published.Format(time.RFC1123Z))
		for _, author := range c.Authors {
			xmlElement(p, "dc:creator", author)
		}
		if c.Provider != "" {
			xmlElement(p, "dc:creator", c.Provider)
		}
		xmlElement(p, "category", c.Section)
		xmlElement(p, "description", "<p>"+escaped(c.Description)+"</p>")
		if f.full {
			xmlElement(p, "content:encoded", content(c))
		}
		if c.Image != nil {
			p.raw(`<media:content medium="image" type="image/jpeg" width="1200" height="675" url="`)
			p.text(c.Image.URL)
			p.raw("\"/>\n")
		}
		p.raw("</item>\n")
	}
	p.raw("</channel>\n</rss>\n")
}

// writeAtom writes a document of Atom 1.0 (RFC 4287).
func writeAtom(p *printer, f *feed, entries []*card, modified time.Time) {
	s := f.site
	p.raw(`<?xml version="1.0" encoding="utf-8"?>`, "\n", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="`, s.language.code, "\">\n")
	xmlElement(p, "title", f.title)
	xmlElement(p, "id", f.url())
	xmlElement(p, "updated", modified.Format(time.RFC3339))
	atomLink(p, "self", f.url())
	atomLink(p, "alternate", s.base+"/")
	if f.hub != "" && !f.linked {
		atomLink(p, "hub", f.hub)
	}
	for _, c := range entries {
		p.raw("<entry>\n")
		xmlElement(p, "title", c.Headline)
		p.raw("<id>tag:newsroom.example,2031:", s.addr.Addr().String(), "/")
		p.num(int(c.number))
		p.raw("</id>\n")
		atomLink(p, "alternate", f.link(c))
		xmlElement(p, "published", c.published.Format(time.RFC3339))
		xmlElement(p, "updated", c.published.Format(time.RFC3339))
		for _, author := range c.Authors {
			p.raw("<author>")
			xmlElement(p, "name", author)
			p.raw("</author>\n")
		}
		if len(c.Authors) == 0 { // one is obligatory (RFC 4287 §4.1.2)
			name := c.Provider
			if name == "" {
				name = s.name
			}
			p.raw("<author>")
			xmlElement(p, "name", name)
			p.raw("</author>\n")
		}
		p.raw(`<category term="`)
		p.text(c.Section)
		p.raw("\"/>\n<summary type=\"html\">")
		p.text("<p>" + escaped(c.Description) + "</p>")
		p.raw("</summary>\n")
		if f.full {
			p.raw(`<content type="html">`)
			p.text(content(c))
			p.raw("</content>\n")
		}
		p.raw("</entry>\n")
	}
	p.raw("</feed>\n")
}

// writeJSONFeed writes a document of JSON Feed 1.1.
func writeJSONFeed(p *printer, f *feed, entries []*card) {
	s := f.site
	p.raw("{")
	p.member("version", "https://jsonfeed.org/version/1.1")
	p.member("title", f.title)
	p.member("home_page_url", s.base+"/")
	p.member("feed_url", f.url())
	p.member("language", s.language.code)
	p.raw(`"items":[`)
	for _, c := range entries {
		p.raw("{")
		p.member("id", c.URL)
		p.member("url", f.link(c))
		p.member("title", c.Headline)
		p.member("summary", c.Description)
		if f.full {
			p.member("content_html", content(c))
		} else {
			p.member("content_text", c.Description)
		}
		if c.Image != nil {
			p.member("image", c.Image.URL)
		}
		p.member("date_published", c.published.Format(time.RFC3339))
		if len(c.Authors) > 0 {
			p.raw(`"authors":[`)
			for _, author := range c.Authors {
				p.raw("{")
				p.member("name", author)
				p.uncomma()
				p.raw("},")
			}
			p.uncomma()
			p.raw("],")
		}
		p.raw(`"tags":[`)
		p.json(c.Section)
		p.raw("]},")
	}
	p.uncomma()
	p.raw("]}\n")
}

// xmlElement writes an element of text alone.
func xmlElement(p *printer, name, text string) {
	p.raw("<", name, ">")
	p.text(text)
	p.raw("</", name, ">\n")
}

func atomLink(p *printer, rel, href string) {
	p.raw(`<link rel="`, rel, `" href="`)
	p.text(href)
	p.raw("\"/>\n")
}

// escaped is text as HTML, which is then escaped once more as XML.
func escaped(text string) string {
	var p printer
	p.text(text)
	return string(p.buf)
}
