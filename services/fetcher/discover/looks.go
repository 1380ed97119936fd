package discover

import (
	"net/url"
	"path"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// isFeedType says whether a media type is that of feeds and of nothing else.
func isFeedType(media string) bool {
	switch media {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/rss", "application/atom",
		"application/x.atom+xml", "application/x-atom+xml", "application/x-rss+xml", "text/rss+xml", "text/atom+xml", "text/rss":
		return true
	}
	return false
}

// isVagueType says whether a media type may be that of a feed.
func isVagueType(media string) bool {
	switch media {
	case "application/json", "text/xml", "application/xml":
		return true
	}
	return false
}

// mayBeFeed says, fast, that a link can't look like a feed's, as most can't.
func mayBeFeed(link string) bool {
	link = strings.ToLower(link[:min(len(link), maxAddress)])
	for _, sign := range []string{"rss", "feed", "atom", "rdf", "xml"} {
		if strings.Contains(link, sign) {
			return true
		}
	}
	return false
}

// looksLikeFeed says whether an address is named as those of feeds are.
func looksLikeFeed(address string) bool {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return false
	}
	whole := strings.ToLower(u.Path + "?" + u.RawQuery)
	for _, other := range []string{"wp-json", "oembed", "sitemap", "opensearch", "rsd.xml", "wlwmanifest", "http:/", "https:/", "http%3a", "https%3a"} {
		if strings.Contains(whole, other) {
			return false
		}
	}
	name := strings.ToLower(path.Base(u.Path))
	switch path.Ext(name) {
	case ".rss", ".atom", ".rdf", ".xml":
		return true
	case ".json":
		return strings.Contains(name, "feed")
	case "", ".php", ".aspx", ".asp", ".cgi":
	default:
		return false // a page or a picture
	}
	switch name {
	case "rss", "rss2", "feed", "atom", "rdf", "feed.php", "rss.php", "rss.aspx", "rss.asp":
		return true
	}
	query := u.Query()
	for _, key := range []string{"feed", "format", "type", "alt", "output"} {
		switch strings.ToLower(query.Get(key)) {
		case "rss", "rss2", "atom", "feed", "rdf":
			return true
		}
	}
	return false
}

// sameSite says whether two addresses belong to one site, which the common
// hosts of other people's feeds do with every site.
func sameSite(a, b string) bool {
	hostA, hostB := hostOf(a), hostOf(b)
	switch {
	case hostA == hostB:
		return true
	case strings.HasSuffix(hostA, ".feedburner.com"):
		return true
	}
	siteA, errA := publicsuffix.EffectiveTLDPlusOne(hostA)
	siteB, errB := publicsuffix.EffectiveTLDPlusOne(hostB)
	return errA == nil && errB == nil && siteA == siteB
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// isComments says whether a feed is one of comments, by its address or title.
func isComments(c schema.Choice) bool {
	for _, word := range append(words(addressWords(c.URL)), words(c.Title)...) {
		switch word {
		case "comment", "comments", "replies", "kommentar", "kommentare", "kommentarer", "commentaire", "commentaires", "comentario", "comentarios",
			"comentário", "comentários", "commenti", "reacties", "komentarze", "komentáře", "комментарии", "комментариев", "коментарі", "コメント", "评论", "評論":
			return true
		}
	}
	return false
}

// isJSON says whether it is a JSON Feed.
func isJSON(c schema.Choice) bool { return strings.Contains(c.Type, "json") }

// addressWords is what of an address tells one feed of a site from another.
func addressWords(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		query = u.RawQuery
	}
	return u.Path + " " + query
}

// words are the words of a text in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
