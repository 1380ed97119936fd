package newsroom

// Joins says how well a consumer has found out which articles tell one story, by
// the pairs of articles of which it says so. Articles that can't be had don't count.
type Joins struct {
	// Pairs is how many pairs tell one story, by the truth.
	Pairs int `json:"pairs"`
	// Joined is how many pairs the consumer has joined.
	Joined int `json:"joined"`
	// Right is how many of those tell one story.
	Right int `json:"right"`
	// Alike is how many of the others are two routine reports of one beat and language.
	Alike int `json:"alike"`
}

// Precision is the share of the joined pairs that is right; 1 when none was joined.
func (j Joins) Precision() float64 { return share(j.Right, j.Joined) }

// Recall is the share of the pairs of one story that was joined; 1 when there is none.
func (j Joins) Recall() float64 { return share(j.Right, j.Pairs) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Joins holds a consumer's groups against the truth of what is published: group
// gives the name of the group that it has put an article in, by the article's
// address, or an empty one if it stands alone.
func (n *Newsroom) Joins(group func(url string) string) Joins {
	var j Joins
	stories, groups, both := make(map[string]int), make(map[string]int), make(map[[2]string]int)
	alike := make(map[[3]string]int)
	now := n.seconds()
	for _, f := range n.feeds {
		for k := range f.press.published(now) {
			c := n.card(n.number(f, k))
			if !c.Fate.ToBeHad() {
				continue
			}
			j.Pairs += stories[c.Story] // it makes a pair with each that was there before
			stories[c.Story]++
			g := group(c.URL)
			if g == "" {
				continue
			}
			right := both[[2]string{c.Story, g}]
			j.Joined, j.Right = j.Joined+groups[g], j.Right+right
			groups[g]++
			if c.Beat != "" {
				kind := [3]string{c.Beat, c.Language, g}
				j.Alike += alike[kind] - right
				alike[kind]++
			}
			both[[2]string{c.Story, g}]++
		}
	}
	return j
}
