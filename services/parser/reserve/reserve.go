package reserve

import (
	"net/http"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// agent is our product token, by which a site may mean us alone.
	agent = "wirecopy"
	// maxLines is how many header lines of a name are read.
	maxLines = 50
	// maxDirectives is how many directives of a line are read.
	maxDirectives = 100
)

// Read reads the reservations of a page, from the header that it came with and
// from its head. It is nil when there are none. Where header and head differ,
// what either reserves is reserved.
func Read(header http.Header, page []byte) *schema.Reservations {
	var r reading
	r.lines(header.Values("X-Robots-Tag"), r.robotsTag)
	r.lines(header.Values("Tdm-Reservation"), r.mining)
	r.lines(header.Values("Tdm-Policy"), r.policy)
	for name, content := range metas(page) {
		switch name {
		case "robots", agent:
			r.directives(content)
		case "tdm-reservation":
			r.mining(content)
		case "tdm-policy":
			r.policy(content)
		}
	}
	if r.found == (schema.Reservations{}) {
		return nil
	}
	return &r.found
}

// reading is what was read so far.
type reading struct{ found schema.Reservations }

func (r *reading) lines(values []string, read func(string)) {
	for _, value := range values[:min(len(values), maxLines)] {
		read(value)
	}
}

// robotsTag reads a line of X-Robots-Tag. "otherbot: noai" means another one
// alone, to the end of the line or the next name; a line without a name means all.
func (r *reading) robotsTag(line string) {
	ours := true
	for part := range split(line) {
		if name, rest, found := strings.Cut(part, ":"); found {
			switch name = strings.TrimSpace(name); {
			case isValued(name): // a directive with a value, and none of ours
				continue
			case isToken(name):
				ours, part = name == agent || name == "*", rest
			}
		}
		if ours {
			r.directive(part)
		}
	}
}

// directives reads the content of a robots meta element.
func (r *reading) directives(content string) {
	for part := range split(content) {
		r.directive(part)
	}
}

func (r *reading) directive(word string) {
	switch strings.TrimSpace(word) {
	case "noarchive":
		r.found.NoArchive = true
	case "noai":
		r.found.NoAI = true
	case "noimageai":
		r.found.NoImageAI = true
	}
}

// mining reads a tdm-reservation. Only 1 reserves: 0 doesn't, and all else counts as unset.
func (r *reading) mining(value string) {
	if strings.TrimSpace(value) == "1" {
		r.found.TDM = true
	}
}

// policy reads a tdm-policy: an address, of which the last good one counts.
func (r *reading) policy(value string) {
	value = strings.TrimSpace(value)
	if _, err := schema.CanonicalURL(value); err == nil {
		r.found.TDMPolicy = value
	}
}

// split gives the parts of a list in lower case, up to a bound.
func split(line string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		n := 0
		for part := range strings.SplitSeq(line, ",") {
			if n++; n > maxDirectives || !yield(strings.ToLower(part)) {
				return
			}
		}
	}
}

// isValued knows the directives that have a value after a colon, as a name would have directives.
func isValued(name string) bool {
	switch name {
	case "unavailable_after", "max-snippet", "max-image-preview", "max-video-preview":
		return true
	}
	return false
}

// isToken says whether a text can be the name of an agent: the second half of a
// date, which has a comma and colons too, can't.
func isToken(s string) bool {
	if s == "*" {
		return true
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && c != '-' && c != '_' && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
