package document

import (
	"bytes"
	"net/http"
	"strings"
)

// maxJunk is how far into a document its root element is looked for.
const maxJunk = 64 << 10

// cutToRoot cuts off all that stands before the root element of a feed: the
// prolog, which nobody needs, and whatever else a careless site sends first, such
// as warnings of its scripts. It gives the root's name in lower case, without a
// prefix: "rss", "rdf", "feed", "channel", "urlset", "sitemapindex", or "{" for JSON. junk says whether there was
// more than a prolog. The root is empty when there is none.
func cutToRoot(text []byte) (root string, rest []byte, junk bool) {
	rest = skipProlog(text)
	if root = rootName(rest); root != "" {
		return root, rest, false
	}
	head := text[:min(len(text), maxJunk)]
	for i := 0; i < len(head); i++ {
		next := bytes.IndexByte(head[i:], '<')
		if next < 0 {
			break
		}
		i += next
		if bytes.HasPrefix(head[i:], []byte("<!--")) {
			if end := bytes.Index(head[i:], []byte("-->")); end > 0 {
				i += end
				continue
			}
		}
		if root = rootName(text[i:]); root != "" {
			return root, text[i:], true
		}
	}
	return "", rest, false
}

// skipProlog skips white space, processing instructions, comments and the
// document type (XML 1.0 §2.8).
func skipProlog(text []byte) []byte {
	for {
		text = bytes.TrimLeft(text, " \t\r\n\u00A0\u200B\uFEFF")
		end := -1
		switch {
		case bytes.HasPrefix(text, []byte("<?")):
			end = after(text, "?>")
		case bytes.HasPrefix(text, []byte("<!--")):
			end = after(text, "-->")
		case len(text) > 9 && bytes.EqualFold(text[:9], []byte("<!DOCTYPE")):
			end = doctypeEnd(text)
		}
		if end < 0 {
			return text
		}
		text = text[end:]
	}
}

// after is where text goes on after the first sep; -1 if there is none.
func after(text []byte, sep string) int {
	i := bytes.Index(text, []byte(sep))
	if i < 0 {
		return -1
	}
	return i + len(sep)
}

// doctypeEnd is the end of a document type, which may hold declarations in brackets.
func doctypeEnd(text []byte) int {
	inside := false
	for i, c := range text[:min(len(text), maxJunk)] {
		switch {
		case c == '[':
			inside = true
		case c == ']':
			inside = false
		case c == '>' && !inside:
			return i + 1
		}
	}
	return -1
}

// rootName is the root of a feed that text begins with, empty if it begins with none.
func rootName(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if text[0] == '{' {
		return "{"
	}
	if text[0] != '<' {
		return ""
	}
	name := tagName(text[1:min(len(text), 64)])
	if len(name)+1 >= len(text) {
		return ""
	}
	switch local := localName(name); local {
	case "rss", "rdf", "feed", "channel", "urlset", "sitemapindex":
		return local
	}
	return ""
}

// instead says in words what a document is that is no feed.
func instead(text []byte, s Source) *Error {
	text = bytes.TrimSpace(text)
	kind := http.DetectContentType(s.Body)
	lower := bytes.ToLower(text[:min(len(text), maxJunk)])
	name := localName(tagName(bytes.TrimPrefix(skipProlog(text), []byte("<"))))
	switch {
	case len(text) == 0:
		return refuse(ReasonEmpty, "the document holds nothing but white space")
	case !strings.HasPrefix(kind, "text/") && !strings.HasPrefix(kind, "application/json"):
		return refuse(ReasonNotFeed, "a file of the type %s, sent as %q", kind, clip(s.ContentType, 80))
	case text[0] == '[':
		return refuse(ReasonNotFeed, "a list in JSON, which is no JSON Feed; look for another address of the feed")
	case strings.HasPrefix(kind, "text/html") || bytes.Contains(lower, []byte("<html")):
		return refuse(ReasonNotFeed, "an HTML page titled %q; give the address of the feed that it links to", pageTitle(text))
	case text[0] == '<' && name != "":
		return refuse(ReasonNotFeed, "an XML document with the root %q", clip(name, 64))
	}
	return refuse(ReasonNotFeed, "a text that begins %q", clip(plain(string(text[:min(len(text), 200)])), 80))
}

// pageTitle is the title of an HTML page.
func pageTitle(page []byte) string {
	page = page[:min(len(page), maxJunk)]
	lower := bytes.ToLower(page)
	start := bytes.Index(lower, []byte("<title"))
	if start < 0 || len(lower) != len(page) {
		return ""
	}
	open := bytes.IndexByte(page[start:], '>')
	end := bytes.Index(lower[start:], []byte("</title"))
	if open < 0 || end < open {
		return ""
	}
	return clip(plain(string(page[start+open+1:start+end])), 160)
}
