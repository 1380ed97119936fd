package document

import (
	"path"
	"slices"
	"strconv"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// mediaImage is the picture of an entry by Media RSS: the widest media:content
// that is one, else the first media:thumbnail; nil if there is none.
func mediaImage(base string, extensions ext.Extensions) *schema.Image {
	media := extensions["media"]
	scopes := []map[string][]ext.Extension{media}
	for _, group := range media["group"] {
		scopes = append(scopes, group.Children)
	}
	var best *schema.Image
	for _, scope := range scopes {
		for _, content := range scope["content"] {
			image := newImage(base, content, isPicture(content))
			if image == nil || best != nil && image.Width <= best.Width {
				continue
			}
			caption(image, content.Children, scope, media)
			best = image
		}
	}
	for _, scope := range scopes {
		for _, thumbnail := range scope["thumbnail"] {
			if image := newImage(base, thumbnail, best == nil); image != nil {
				caption(image, thumbnail.Children, scope, media)
				return image
			}
		}
		for _, content := range scope["content"] {
			for _, thumbnail := range content.Children["thumbnail"] {
				if image := newImage(base, thumbnail, best == nil); image != nil {
					caption(image, content.Children, scope, media)
					return image
				}
			}
		}
	}
	return best
}

// newImage is a picture that an element with an address and a size names; nil if it isn't one.
func newImage(base string, e ext.Extension, picture bool) *schema.Image {
	address := resolve(base, e.Attrs["url"])
	if address == "" || !picture {
		return nil
	}
	return &schema.Image{ContentURL: address, Width: pixels(e.Attrs["width"]), Height: pixels(e.Attrs["height"])}
}

// caption fills in what stands within the picture's element, else beside it.
func caption(image *schema.Image, scopes ...map[string][]ext.Extension) {
	for _, scope := range slices.Backward(scopes) {
		for name, field := range map[string]*string{
			"description": &image.Caption, "credit": &image.CreditText, "copyright": &image.CopyrightNotice,
		} {
			if list := scope[name]; len(list) > 0 && list[0].Value != "" {
				*field = line(list[0].Value)
			}
		}
		for _, l := range scope["license"] {
			if terms := resolve("", l.Attrs["href"]); terms != "" {
				image.LicenseURL = terms
			}
		}
	}
}

// isPicture says whether a media:content is a picture.
func isPicture(e ext.Extension) bool {
	kind, medium := strings.ToLower(e.Attrs["type"]), strings.ToLower(e.Attrs["medium"])
	switch {
	case medium != "":
		return medium == "image"
	case kind != "":
		return strings.HasPrefix(kind, "image")
	}
	return hasPictureName(e.Attrs["url"])
}

func hasPictureName(address string) bool {
	address, _, _ = strings.Cut(address, "?")
	switch strings.ToLower(path.Ext(address)) {
	case ".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif":
		return true
	}
	return false
}

// pixels is a size in pixels, 0 if it is none.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 || n > 100_000 {
		return 0
	}
	return n
}

// imageAt is the picture at the first of the addresses that is one; nil if none is.
func imageAt(base string, addresses ...string) *schema.Image {
	if address := firstLink(base, addresses...); address != "" {
		return &schema.Image{ContentURL: address}
	}
	return nil
}
