package parser

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// maxArrivals is how many stories may be redirected to one page: two feeds may
	// call one story by two names.
	maxArrivals = 2
	// maxCrossings is about how many such pages are remembered.
	maxCrossings = 10_000
)

// crossings remember which stories were redirected to which page. Where more of
// them meet than one page can tell, it is none of theirs: the notice of a site
// that is being mended, or of an archive that is closed.
//
// Each process remembers what it has seen and no more: such redirects come many
// at once, and the first ones are let through anyhow.
type crossings struct {
	mu sync.Mutex
	// Two generations bound the memory: when young is full it becomes old.
	young, old map[string][]arrival
}

// arrival is a story that was redirected to a page.
type arrival struct{ item, title string }

func newCrossings() *crossings { return &crossings{young: map[string][]arrival{}} }

// crowded says whether an answer is a page to which too many other stories than
// the item's were redirected. The ones that came first may come again.
func (c *crossings) crowded(item *schema.Item, answer *web.Response) bool {
	if !isElsewhere(item.URL, answer) {
		return false
	}
	it := arrival{item: item.ID, title: strings.ToLower(item.Title)}
	c.mu.Lock()
	defer c.mu.Unlock()
	known, young := c.young[answer.URL]
	if !young {
		known = c.old[answer.URL]
	}
	full := len(known) >= maxArrivals
	for _, other := range known {
		if other.item == it.item || other.title == it.title {
			return false
		}
	}
	if !full {
		known = append(slices.Clip(known), it)
	}
	if len(c.young) >= maxCrossings/2 && !young {
		c.young, c.old = map[string][]arrival{}, c.young
	}
	c.young[answer.URL] = known
	return full
}

// isElsewhere says whether an answer has another path than was asked for.
func isElsewhere(asked string, answer *web.Response) bool {
	if len(answer.Hops) == 0 {
		return false
	}
	from, err := url.Parse(asked)
	if err != nil {
		return false
	}
	to, err := url.Parse(answer.URL)
	return err == nil && strings.Trim(from.Path, "/") != strings.Trim(to.Path, "/")
}
