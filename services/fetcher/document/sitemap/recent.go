package sitemap

import (
	"fmt"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// Recent are the entries of a sitemap that can be news: those published, or else
// changed, since then, and those without a date. A sitemap lists all that a site
// has; when a page leaves it, or an archive of it is followed for the first time,
// pages of long ago come into view that nobody has seen and that are no news.
func Recent(entries []document.Entry, since time.Time) []document.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e document.Entry) bool {
		for _, d := range []schema.Date{e.Published, e.Updated} {
			if t, err := d.Time(); d != "" && err == nil {
				return t.Before(since)
			}
		}
		return false
	})
}

// Check says why a document can't be that of a followed sitemap; nil if it can.
func Check(d *document.Document) error {
	if d.Kind == "sitemapindex" {
		return fmt.Errorf("an index of %d sitemaps within an index is not followed: an index lists sitemaps only (sitemaps.org); "+
			"add its address as a feed of its own", len(d.Sitemaps))
	}
	return nil
}
