package sitemap

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

const (
	// MaxFollowed is how many sitemaps of an index are followed at most: a round
	// takes a poll for each, and one for the index.
	MaxFollowed = 10
	// Window is how recently a sitemap must have changed, by the index, to be
	// followed. Archives by month or by section are as old as their last page.
	Window = 7 * 24 * time.Hour

	newestFew = 3 // are followed when none changed within the window
	endsFew   = 3 // of those without a date, the first ones and the last ones, each
)

// Follow says which sitemaps are followed once an index was read, in the order in
// which they will be asked: those that are called news first, then those that
// changed last, then those of which the index doesn't say. Validators are kept. A
// sitemap is due that is new here, of which the index gives another date than
// before, or of which it gives none.
func Follow(followed []schema.Sitemap, index []document.Sitemap, now time.Time) []schema.Sitemap {
	known := map[string]schema.Sitemap{}
	for _, s := range followed {
		known[s.URL] = s
	}
	var next []schema.Sitemap
	for _, found := range pick(index, now) {
		s, ok := known[found.Location]
		modified := string(found.Modified)
		if !ok {
			s = schema.Sitemap{URL: found.Location}
		}
		s.Due = s.Due || !ok || modified == "" || modified != s.Modified
		s.Modified = modified
		next = append(next, s)
	}
	return next
}

// Again begins a round with an index that has not changed since the last one:
// due are those of which it gives no date, and those that were missed.
func Again(followed []schema.Sitemap) []schema.Sitemap {
	next := slices.Clone(followed)
	for i := range next {
		next[i].Due = next[i].Due || next[i].Modified == ""
	}
	return next
}

// Next is the sitemap that the next poll asks, and false if that is the index.
func Next(followed []schema.Sitemap) (schema.Sitemap, bool) {
	for _, s := range followed {
		if s.Due {
			return s, true
		}
	}
	return schema.Sitemap{}, false
}

// Asked notes that a sitemap answered, be it with a document or with a 304, and
// the validators that its next request needs.
func Asked(followed []schema.Sitemap, url, etag, lastModified string) []schema.Sitemap {
	next := slices.Clone(followed)
	for i := range next {
		if s := &next[i]; s.URL == url {
			s.Due, s.Known, s.ETag, s.LastModified = false, true, etag, lastModified
		}
	}
	return next
}

// Missed notes that a sitemap was asked in vain. It isn't due until the next
// round, so that the others and the index get their turn.
func Missed(followed []schema.Sitemap, url string) []schema.Sitemap {
	next := slices.Clone(followed)
	for i := range next {
		if s := &next[i]; s.URL == url {
			s.Due, s.Modified = false, "" // whatever the index says of it then will be something else
		}
	}
	return next
}

// candidate is a sitemap in question.
type candidate struct {
	document.Sitemap
	at   time.Time
	news bool
}

// pick chooses those to follow.
func pick(index []document.Sitemap, now time.Time) []document.Sitemap {
	var dated, undated []candidate
	seen := map[string]bool{}
	for _, s := range index {
		if seen[s.Location] {
			continue
		}
		seen[s.Location] = true
		c := candidate{Sitemap: s, news: isNews(s.Location)}
		if t, err := s.Modified.Time(); err == nil && s.Modified != "" {
			c.at = t
			dated = append(dated, c)
		} else {
			undated = append(undated, c)
		}
	}
	slices.SortStableFunc(dated, func(a, b candidate) int { return b.at.Compare(a.at) })
	since := now.Add(-Window)
	recent := slices.IndexFunc(dated, func(c candidate) bool { return c.at.Before(since) })
	if recent < 0 {
		recent = len(dated)
	}
	chosen := slices.Clone(dated[:min(len(dated), max(recent, newestFew))])
	for i, c := range undated {
		if c.news || i < endsFew || i >= len(undated)-endsFew {
			chosen = append(chosen, c)
		}
	}
	slices.SortStableFunc(chosen, func(a, b candidate) int { return cmp.Compare(rank(a), rank(b)) })
	picked := make([]document.Sitemap, 0, MaxFollowed)
	for _, c := range chosen[:min(len(chosen), MaxFollowed)] {
		picked = append(picked, c.Sitemap)
	}
	return picked
}

func rank(c candidate) int {
	if c.news {
		return 0
	}
	return 1
}

// isNews says whether a sitemap is called news: /news.xml, sitemap-news-1.xml.gz,
// news_sitemap.xml, google-news.php. A newsletter is none, nor is the site's own name.
func isNews(location string) bool {
	u, err := url.Parse(location)
	if err != nil {
		return false
	}
	name := strings.ToLower(path.Base(u.Path) + " " + u.RawQuery)
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch word {
		case "news", "googlenews", "newssitemap", "sitemapnews", "latest", "recent":
			return true
		}
	}
	return false
}
