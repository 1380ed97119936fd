package robots

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// maxText is how much of a robots.txt is read, in bytes (RFC 9309 §2.5).
	maxText = 500 << 10
	// maxRules caps the rules that are kept of a site, in bytes, so that as JSON,
	// where a byte can take six, they fit in a message.
	maxRules = 128 << 10
	// lineSize is what a rule takes in its line besides its path.
	lineSize = 16
	// maxPath is the longest address that is asked, so a longer rule matches none, in bytes.
	maxPath = 8 << 10
)

// rule is a line of robots.txt that is for us.
type rule struct {
	allow bool
	path  string // a normal pattern
}

// String is the rule as a line.
func (r rule) String() string {
	if r.allow {
		return "allow: " + r.path
	}
	return "disallow: " + r.path
}

// parseRule reads what String has written.
func parseRule(line string) (rule, bool) {
	if path, ok := strings.CutPrefix(line, "allow: "); ok {
		return rule{allow: true, path: path}, true
	}
	path, ok := strings.CutPrefix(line, "disallow: ")
	return rule{path: path}, ok
}

// rules are those for us, the most specific first: the longest path, and allow
// before disallow (RFC 9309 §2.2.2). The first that matches decides.
type rules []rule

// decide is the rule that decides about a normal path; false when there is none,
// which allows it.
func (r rules) decide(path string) (rule, bool) {
	for _, one := range r {
		if matches(one.path, path) {
			return one, true
		}
	}
	return rule{}, false
}

// group is all that robots.txt says to an agent, of all its groups together.
type group struct {
	named bool
	rules rules
	delay time.Duration // between two requests; 0 when it isn't said
}

// parse reads what a robots.txt says to an agent: the groups that name it, or
// those for all ("*") if none does. What isn't understood is passed over, line by
// line, for a site that has mistyped one line means the others.
//
// Crawl-delay is no part of RFC 9309. It ends a group's list of agents as the
// rules do: sites that have a delay for all, and below it forbid everything to
// another, don't mean all.
func parse(text []byte, agent string) group {
	var own, all group
	listing, isOwn, isAll := false, false, false
	for line := range lines(text) {
		name, value, _ := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch strings.ToLower(name) {
		case "user-agent":
			isOwn, isAll = isOwn && listing, isAll && listing
			listing = true
			if isEverybody(value) {
				isAll, all.named = true, true
			} else if strings.EqualFold(product(value), agent) {
				isOwn, own.named = true, true
			}
			continue
		case "allow", "disallow":
			add := rule{allow: len(name) == len("allow"), path: normalPattern(value)}
			own.add(isOwn, add)
			all.add(isAll, add)
		case "crawl-delay":
			own.slow(isOwn, value)
			all.slow(isAll, value)
		default:
			continue // a Sitemap between agents and rules ends nothing
		}
		listing = false
	}
	if own.named {
		return own.sorted()
	}
	return all.sorted()
}

// lines gives the lines without comments. A line that is cut short by the cap is left out.
func lines(text []byte) func(yield func(string) bool) {
	if len(text) > maxText {
		text = text[:max(0, bytes.LastIndexAny(text[:maxText], "\r\n"))]
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	return func(yield func(string) bool) {
		for len(text) > 0 {
			var line []byte
			if end := bytes.IndexAny(text, "\r\n"); end >= 0 {
				line, text = text[:end], text[end+1:]
			} else {
				line, text = text, nil
			}
			line, _, _ = bytes.Cut(line, []byte("#"))
			if len(line) > 0 && !yield(string(line)) {
				return
			}
		}
	}
}

// isEverybody knows the name that stands for all agents, whatever follows it.
func isEverybody(name string) bool {
	return name == "*" || strings.HasPrefix(name, "* ") || strings.HasPrefix(name, "*\t")
}

// product is the product token that a name begins with: "wirecopy" of "wirecopy/1.2 (…)".
func product(name string) string {
	for i, c := range []byte(name) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if c != '-' && c != '_' {
				return name[:i]
			}
		}
	}
	return name
}

// add adds a rule, if it is this group's and can match anything.
func (g *group) add(is bool, r rule) {
	if is && r.path != "" && (r.path[0] == '/' || r.path[0] == '*') && len(r.path) <= maxPath {
		g.rules = append(g.rules, r)
	}
}

// slow takes a Crawl-delay over, in seconds; of several the longest.
func (g *group) slow(is bool, seconds string) {
	delay, err := strconv.ParseFloat(seconds, 64)
	if is && err == nil && delay > 0 {
		g.delay = max(g.delay, time.Duration(min(delay, 3600)*float64(time.Second)))
	}
}

// sorted puts the most specific rule first, and leaves out what passes the cap:
// the most specific, for the others say more.
func (g *group) sorted() group {
	slices.SortFunc(g.rules, func(a, b rule) int {
		if byLength := cmp.Compare(len(b.path), len(a.path)); byLength != 0 {
			return byLength
		}
		if a.allow != b.allow {
			if a.allow {
				return -1
			}
			return 1
		}
		return strings.Compare(a.path, b.path)
	})
	g.rules = slices.Compact(g.rules)
	size := 0
	for i, r := range slices.Backward(g.rules) {
		if size += len(r.path) + lineSize; size > maxRules {
			g.rules = g.rules[i+1:]
			break
		}
	}
	return *g
}
