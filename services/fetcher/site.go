package fetcher

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/discover"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

const (
	// maxChoices is how many feeds of a page are kept for its user to choose from.
	maxChoices = 20
	// namedChoices is how many of them the reason names.
	namedChoices = 3
)

// A user may give the address of a site instead of a feed's. Then the feed that its
// page clearly means takes its place, as one to which it moved: the page is asked
// again only when that feed doesn't work any more.

// instead ends a poll that found something else in a feed's place, for the reason
// given. If that is a page, the feed that it means is polled next. A feed that has
// once been one is not replaced: sites do answer with their front page when
// something is wrong.
func (p *polled) instead(asked web.Request, r *web.Response, err error) {
	s := &p.state
	fault, ok := errors.AsType[*document.Error](err)
	if !ok || fault.Reason != document.ReasonNotFeed || asked.URL != s.Given || !s.Good.IsZero() && len(s.Choices) == 0 {
		p.fail(schema.HealthFailing, err)
		return
	}
	choices := discover.Feeds(discover.Page{URL: r.URL, Header: r.Header, Body: r.Body})
	picked, clear := discover.Pick(choices)
	switch {
	case len(choices) == 0:
		p.fail(schema.HealthFailing, err)
		return
	case !clear:
		p.fail(schema.HealthBlocked, fmt.Errorf("this is the address of a page that names %d feeds, such as %s: add those that are meant", len(choices), some(choices)))
	case picked.URL == s.URL: // it was asked before, and doesn't work
		p.fail(schema.HealthFailing, fmt.Errorf("the page names the feed %s, which doesn't work", picked.URL))
	default:
		p.found = true
		s.URL, s.Moved, s.Outcome, s.Failures = picked.URL, nil, schema.OutcomeFound, 0
	}
	s.Choices = choices[:min(len(choices), maxChoices)]
}

// some are the first addresses of choices.
func some(choices []schema.Choice) string {
	var names []string
	for _, c := range choices[:min(len(choices), namedChoices)] {
		names = append(names, c.URL)
	}
	return strings.Join(names, ", ")
}

// isFound says whether an address is one that no user has given but a page of
// theirs: robots.txt holds for it.
func isFound(s schema.Poll, url string) bool { return len(s.Choices) > 0 && url != s.Given }
