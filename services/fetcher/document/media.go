package document

import (
	"strconv"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxFiles bounds the enclosures of an entry.
const maxFiles = 10

// files gathers the enclosures of an entry: recordings and papers, not pictures,
// which are what an entry's image is made of.
type files struct {
	base string
	list []schema.Enclosure
}

// add takes a file, if its address is good and new. Of one that is given twice,
// as by enclosure and by media:content, what each says counts.
func (f *files) add(address, kind, length, duration string) {
	e := schema.Enclosure{URL: resolve(f.base, address), Type: clip(strings.TrimSpace(kind), maxName), Length: size(length), Duration: seconds(duration)}
	if e.URL == "" || strings.HasPrefix(strings.ToLower(e.Type), "image/") || e.Type == "" && hasPictureName(e.URL) {
		return
	}
	for i := range f.list {
		known := &f.list[i]
		if known.URL != e.URL {
			continue
		}
		if known.Type == "" {
			known.Type = e.Type
		}
		known.Length, known.Duration = max(known.Length, e.Length), max(known.Duration, e.Duration)
		return
	}
	if len(f.list) < maxFiles {
		f.list = append(f.list, e)
	}
}

// media takes the media:content of an entry that is sound or film, and what
// itunes:duration says of the first file that is.
func (f *files) media(extensions ext.Extensions) {
	media := extensions["media"]
	scopes := []map[string][]ext.Extension{media}
	for _, group := range media["group"] {
		scopes = append(scopes, group.Children)
	}
	for _, scope := range scopes {
		for _, content := range scope["content"] {
			kind, medium := content.Attrs["type"], strings.ToLower(content.Attrs["medium"])
			if medium == "audio" || medium == "video" || isPlayed(kind) {
				f.add(content.Attrs["url"], kind, content.Attrs["fileSize"], content.Attrs["duration"])
			}
		}
	}
	for i := range f.list {
		if file := &f.list[i]; isPlayed(file.Type) {
			if file.Duration == 0 {
				file.Duration = seconds(extension(extensions, "itunes", "duration"))
			}
			return
		}
	}
}

// isPlayed says whether a media type is one of sound or film.
func isPlayed(kind string) bool {
	kind = strings.ToLower(strings.TrimSpace(kind))
	return strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/")
}

// size is a count of bytes, 0 if it is none.
func size(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 || n > 1<<50 {
		return 0
	}
	return n
}

// seconds is a duration in seconds: of "3723", "3723.5", "62:03" or "1:02:03"; 0 if it is none.
func seconds(s string) int64 {
	const most = 1_000_000 // nothing plays for eleven days
	total := 0.0
	pieces := strings.Split(strings.TrimSpace(s), ":")
	if len(pieces) > 3 {
		return 0
	}
	for _, piece := range pieces {
		n, err := strconv.ParseFloat(piece, 64)
		if err != nil || !(n >= 0 && n < most) {
			return 0
		}
		total = total*60 + n
	}
	if total > most {
		return 0
	}
	return int64(total)
}

// keywords are the words that players and pictures are found by (Media RSS, itunes).
func keywords(extensions ext.Extensions) []string {
	list := strings.Split(extension(extensions, "media", "keywords"), ",")
	for _, group := range extensions["media"]["group"] {
		for _, k := range group.Children["keywords"] {
			list = append(list, strings.Split(k.Value, ",")...)
		}
	}
	return append(list, strings.Split(extension(extensions, "itunes", "keywords"), ",")...)
}

// licence is the address of the terms under which an entry, or a feed, may be used.
func licence(base string, extensions ext.Extensions) string {
	candidates := []string{extension(extensions, "creativeCommons", "license")}
	for _, l := range extensions["cc"]["license"] {
		candidates = append(candidates, l.Attrs["resource"], l.Value)
	}
	return firstLink(base, append(candidates, atomLink(base, extensions, "license"))...)
}
