package figure

import (
	"net/url"
	"path"
	"strings"
	"unicode"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// IsFileName says whether a text is the name of a picture's file, as the systems
// of sites put it where nobody wrote a caption: "IMG_2034", "harbour.jpg", and
// what the picture's address has as its last part.
func IsFileName(s, address string) bool {
	s = strings.TrimSpace(s)
	if s == "" {
		return false
	}
	if ending := path.Ext(s); isPicture(ending) || looksNumbered(s) {
		return true
	}
	name := bareName(fileOf(address))
	return name != "" && bareName(s) == name
}

// IsBareFileName is [IsFileName] for a text that may be the name of what is seen
// as well: one word that is both stays.
func IsBareFileName(s, address string) bool {
	return IsFileName(s, address) && (isPicture(path.Ext(s)) || looksNumbered(s) || !strings.Contains(s, " ") && strings.ContainsAny(s, "_-0123456789"))
}

func isPicture(ending string) bool {
	switch strings.ToLower(ending) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".tif", ".tiff", ".heic", ".bmp":
		return true
	}
	return false
}

// looksNumbered knows what cameras, telephones and archives call their pictures:
// some letters and a number, "DSC_0012", "IMG-20240305-WA0007", "PXL 20240305 101500".
func looksNumbered(s string) bool {
	const digits = 3 // at least
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	switch letters {
	case "img", "imgwa", "dsc", "dscn", "dscf", "pxl", "dji", "gopr", "vid", "mvimg", "screenshot", "image", "photo", "unnamed", "untitled", "":
		return strings.Count(strings.Map(digit, s), "0") >= digits
	}
	return false
}

// digit makes all digits 0.
func digit(r rune) rune {
	if '0' <= r && r <= '9' {
		return '0'
	}
	return r
}

// fileOf is the last part of an address, decoded.
func fileOf(address string) string {
	address, _, _ = strings.Cut(address, "?")
	file := path.Base(address)
	if decoded, err := url.PathUnescape(file); err == nil {
		file = decoded
	}
	return file
}

// bareName is a name's words without spaces, and without what is added to names:
// the ending, the size, a number.
func bareName(s string) string {
	if isPicture(path.Ext(s)) {
		s = strings.TrimSuffix(s, path.Ext(s))
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == '.' || unicode.IsSpace(r) })
	for len(words) > 1 && isAddition(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.ReplaceAll(text.Key(strings.Join(words, " ")), " ", "")
}

// isAddition knows "1200x800", "scaled", "edited" and "2".
func isAddition(word string) bool {
	switch word = strings.ToLower(word); word {
	case "scaled", "edited", "crop", "cropped", "web", "copy", "original", "final":
		return true
	}
	return strings.Trim(word, "0123456789x") == ""
}
