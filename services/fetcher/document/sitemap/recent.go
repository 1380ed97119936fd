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
//
// What a poll remembers as seen should be these entries too, and not all: those
// of several sitemaps have to fit into one set.
func Recent(entries []document.Entry, since time.Time) []document.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e document.Entry) bool {
		at := timeOf(e)
		return !at.IsZero() && at.Before(since)
	})
}

// First are those of them that the first poll of a sitemap can announce. Pages
// without a date are as old as the site, for all we know, until they turn up in a
// sitemap that was read before.
func First(entries []document.Entry, since time.Time) []document.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e document.Entry) bool { return timeOf(e).Before(since) })
}

// timeOf is when an entry was published, or else changed; zero if it doesn't say.
func timeOf(e document.Entry) time.Time {
	for _, d := range []schema.Date{e.Published, e.Updated} {
		if t, err := d.Time(); d != "" && err == nil {
			return t
		}
	}
	return time.Time{}
}

// Check says why a document can't be that of a followed sitemap; nil if it can.
func Check(d *document.Document) error {
	if d.Kind == "sitemapindex" {
		return fmt.Errorf("an index of %d sitemaps within an index is not followed: an index lists sitemaps only (sitemaps.org); "+
			"add its address as a feed of its own", len(d.Sitemaps))
	}
	return nil
}
