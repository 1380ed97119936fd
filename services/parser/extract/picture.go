package extract

import (
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/figure"
	"github.com/wirecopy/wirecopy/services/parser/extract/jsonld"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// maxImages is how many pictures of an article are kept.
const maxImages = 30

// markCaptions says of the blocks in the frames of pictures where they stand.
func (p *page) markCaptions() {
	const deepest = 8
	for i := range p.blocks {
		n := p.blocks[i].Holder
		for range deepest {
			if n == nil || p.frames[n] {
				break
			}
			n = n.Parent
		}
		if n != nil && p.frames[n] {
			p.blocks[i].Within |= block.InFigure
		}
	}
}

// readImages puts the lead image first: the article's first figure; where it has
// none, what JSON-LD, Open Graph or the feed names. What JSON-LD says of a
// picture fills what the page's own caption leaves open.
func (p *page) readImages(a *schema.Article) {
	described := p.describedImages()
	images := p.figures(described)
	for i := range images {
		for _, d := range described {
			if sameFile(images[i].ContentURL, d.ContentURL) {
				complete(&images[i], d)
			}
		}
	}
	if len(images) == 0 || !p.leads(images, described) {
		images = append(described, images...)
	}
	for _, i := range images {
		if len(a.Image) < maxImages && !hasFile(a.Image, i.ContentURL) {
			a.Image = append(a.Image, i)
		}
	}
}

// leads says whether the first figure can be the lead image: it has a caption,
// or it is what the metadata name, or these name none.
func (p *page) leads(figures, described []schema.Image) bool {
	first := figures[0]
	if first.Caption != "" || first.CreditText != "" || len(described) == 0 {
		return true
	}
	return sameFile(first.ContentURL, described[0].ContentURL)
}

// figures are the pictures in the element around headline and body.
func (p *page) figures(described []schema.Image) []schema.Image {
	root := p.articleRoot()
	if root == nil {
		return nil
	}
	return p.x.figures.Find(root, figure.Search{
		Absolute: p.survey.Absolute,
		Skip:     func(n *html.Node) bool { return n != root && p.offRoots[n] },
		Frames:   p.frames,
		Known:    func(address string) bool { return hasFile(described, address) },
	})
}

// articleRoot is the smallest element that holds body and headline, but no more
// than the page's main part.
func (p *page) articleRoot() *html.Node {
	if p.root == nil {
		p.root = p.findRoot()
	}
	return p.root
}

func (p *page) findRoot() *html.Node {
	root := p.container(func(i int) bool { return p.chosen[i] }).Node
	for up := root; up != nil; up = up.Parent {
		if up.DataAtom == atom.Article || up.DataAtom == atom.Main {
			return up
		}
	}
	for _, h := range p.survey.Headings {
		if len(p.headlines) == 0 || !text.HasKey(dom.Text(h), p.headlines[0].key) {
			continue
		}
		for up := h; up != nil; up = up.Parent {
			if isAncestor(up, root) {
				return up
			}
		}
	}
	return root
}

func isAncestor(up, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == up {
			return true
		}
	}
	return false
}

// describedImages are the pictures that the metadata and the feed name: one of them, the first that is there.
func (p *page) describedImages() []schema.Image {
	var images []schema.Image
	for _, i := range p.ld.Images {
		if image := p.described(i); image.ContentURL != "" && !hasFile(images, image.ContentURL) {
			images = append(images, image)
		}
	}
	if len(images) > 0 {
		return images[:1]
	}
	if u := p.survey.Absolute(p.survey.Meta("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")); u != "" {
		alt := p.survey.Meta("og:image:alt", "twitter:image:alt")
		if figure.IsBareFileName(alt, u) {
			alt = ""
		}
		return []schema.Image{{ContentURL: u, AltText: alt}}
	}
	if p.Item != nil && p.Item.Image != nil {
		i := *p.Item.Image
		if i.ContentURL = p.survey.Absolute(i.ContentURL); i.ContentURL != "" {
			return []schema.Image{i}
		}
	}
	return nil
}

// described is JSON-LD's picture, its caption taken apart like a printed one.
func (p *page) described(i jsonld.Image) schema.Image {
	image := p.x.figures.Split(i.Caption, i.Credit)
	image.ContentURL = p.survey.Absolute(i.URL)
	if figure.IsFileName(image.Caption, image.ContentURL) {
		image.Caption = ""
	}
	image.Width, image.Height = i.Width, i.Height
	image.AcquireLicensePage = p.survey.Absolute(i.AcquirePage)
	image.CopyrightNotice = firstOf(i.CopyrightNotice, image.CopyrightNotice)
	image.Creator = firstOf(i.Creator, image.Creator)
	if l, ok := p.x.licences.FromURL(i.License); ok {
		image.License, image.LicenseURL = l.Name, l.URL
	} else if u := p.survey.Absolute(i.License); u != "" {
		image.LicenseURL = u
	}
	return image
}

// complete fills what i leaves open from d.
func complete(i *schema.Image, d schema.Image) {
	i.Caption = firstOf(i.Caption, d.Caption)
	i.CreditText = firstOf(i.CreditText, d.CreditText)
	i.Creator = firstOf(i.Creator, d.Creator)
	i.CopyrightNotice = firstOf(i.CopyrightNotice, d.CopyrightNotice)
	i.AcquireLicensePage = firstOf(i.AcquireLicensePage, d.AcquireLicensePage)
	if i.License == "" && i.LicenseURL == "" {
		i.License, i.LicenseURL = d.License, d.LicenseURL
	}
}

// sameFile compares the names of files, for sites serve one picture in many
// sizes from many paths.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, y := fileName(a), fileName(b)
	return x == y && len(x) > 6
}

func fileName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return path.Base(address)
}

func hasFile(images []schema.Image, address string) bool {
	for _, i := range images {
		if sameFile(i.ContentURL, address) {
			return true
		}
	}
	return false
}
