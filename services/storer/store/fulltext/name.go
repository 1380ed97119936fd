package fulltext

import "strings"

// maxName is the length of a name in bytes; what is longer is cut, in a search as
// in an article.
const maxName = 200

// Name gives the form in which names are compared, of people, sections and
// keywords: as [Words] folds them, with one space for all that parts words, and
// scripts without spaces left whole. "Łódź – Región" is "lodz region". What has no
// letter or digit stays as it is, without white space around it.
func Name(s string) string {
	c := cutter{out: make([]byte, 0, len(s)), whole: true}
	c.cut(s)
	name := string(c.out)
	if name == "" {
		name = strings.TrimSpace(s)
	}
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	return name
}
