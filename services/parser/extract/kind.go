package extract

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// readKind fills in what the page is, if that is no article in words: by what it
// declares, else by its shape together with a word for it in the address, the
// section or the headline. Neither of these would do alone: articles hold
// videos, and are about podcasts.
func (p *page) readKind(a *schema.Article) {
	a.AdditionalType = firstOf(p.declaredKind(a.WordCount), p.kindByShape(a))
}

// declaredKind is the kind that JSON-LD or Open Graph name. Many a long text has
// a video as its only object, for the sake of search engines.
func (p *page) declaredKind(words int) string {
	const short = 250 // words
	if slices.Contains(p.ld.Types, schema.TypeLiveBlog) {
		return schema.TypeLiveBlog
	}
	for _, t := range p.ld.Types {
		switch t {
		case schema.TypeGallery, "MediaGallery", schema.TypePodcast, "RadioEpisode",
			"AdvertiserContentArticle", "SatiricalArticle", "AnalysisNewsArticle", "AskPublicNewsArticle",
			"BackgroundNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle":
			return t
		case schema.TypeVideo, schema.TypeAudio:
			if words < short {
				return t
			}
		}
	}
	if og := strings.ToLower(p.survey.Meta("og:type")); words < short && strings.HasPrefix(og, "video") {
		return schema.TypeVideo
	}
	return ""
}

// dateMedia takes the date of a video or a recording for that of a page that is about it.
func (p *page) dateMedia(words int) {
	switch p.declaredKind(words) {
	case schema.TypeVideo, schema.TypeAudio:
		p.ld.DatePublished = firstOf(p.ld.DatePublished, p.ld.Uploaded)
	}
}

// kindByShape is the kind that the page looks like, and calls itself.
func (p *page) kindByShape(a *schema.Article) string {
	const (
		entries    = 3   // of a live blog, at least
		few        = 3   // captions of a page that calls itself a gallery, at least,
		perPicture = 60  // and words for each, at most
		many       = 8   // captions of one that doesn't,
		hardly     = 25  // and words for each
		short      = 200 // words beside a video or a recording
	)
	called := p.calledKind(a)
	if slices.Contains(p.ld.Kinds, schema.TypeGallery) {
		called = firstOf(called, schema.TypeGallery)
	}
	captions := 0
	for i := range a.Image {
		if a.Image[i].Caption != "" {
			captions++
		}
	}
	switch {
	case called == schema.TypeLiveBlog && p.timedEntries() >= entries,
		called == schema.TypeGallery && captions >= few && a.WordCount <= perPicture*captions,
		called == schema.TypeVideo && a.WordCount < short && (p.plays(isVideo) || slices.Contains(p.ld.Kinds, schema.TypeVideo)),
		(called == schema.TypePodcast || called == schema.TypeAudio) && a.WordCount < short && p.plays(isAudio):
		return called
	case captions >= many && a.WordCount <= hardly*captions:
		return schema.TypeGallery
	}
	return ""
}

// calledKind is the kind that the page's address, section or headline has a word for.
func (p *page) calledKind(a *schema.Article) string {
	for segment := range strings.SplitSeq(strings.ToLower(p.address.Path), "/") {
		if unescaped, err := url.PathUnescape(segment); err == nil {
			segment = unescaped
		}
		if kind := kindOfLabel(text.Key(strings.TrimSuffix(segment, path.Ext(segment)))); kind != "" {
			return kind
		}
	}
	label, _, found := strings.Cut(a.Headline, ":")
	if !found || len(label) > 30 {
		label = ""
	}
	for _, s := range [...]string{a.ArticleSection, label} {
		if kind := kindOfLabel(text.Key(s)); kind != "" {
			return kind
		}
	}
	for _, words := range [...]string{"live updates", "live blog", "liveblog", "liveticker", "live ticker", "newsticker", "as it happened", "minute by minute", "en direct", "en vivo", "in diretta", "ao vivo", "онлайн трансляция", "текстовая трансляция"} {
		if strings.Contains(text.Key(a.Headline), words) {
			return schema.TypeLiveBlog
		}
	}
	return ""
}

// kindOfLabel is the kind that a label names with its first word, "" for none. A
// label is a key as of [text.Key].
func kindOfLabel(label string) string {
	if label == "in pictures" || strings.HasPrefix(label, "in pictures ") {
		return schema.TypeGallery
	}
	first, _, _ := strings.Cut(label, " ")
	switch first {
	case "live", "liveblog", "liveticker", "ticker", "livestory", "directo", "endirecto", "direct", "endirect", "diretta", "aovivo", "онлайн":
		return schema.TypeLiveBlog
	case "gallery", "galleries", "photogallery", "photos", "pictures", "galerie", "galeria", "galería", "galleria", "fotogalerie", "fotogalería", "fotogaleria",
		"fotostrecke", "bildergalerie", "bilderstrecke", "diaporama", "slideshow", "fotos", "фото", "фоторепортаж", "фотогалерея", "фоторепортажи":
		return schema.TypeGallery
	case "video", "videos", "watch", "vidéo", "vidéos", "vídeo", "vídeos", "wideo", "видео", "відео", "動画", "视频":
		return schema.TypeVideo
	case "podcast", "podcasts", "подкаст", "подкасты":
		return schema.TypePodcast
	case "audio", "audios", "listen", "аудио":
		return schema.TypeAudio
	}
	return ""
}

// timedEntries is how many times of day stand in the article, each in a place of its own.
func (p *page) timedEntries() int {
	root, n := p.articleRoot(), 0
	for _, t := range p.survey.Times {
		if isAncestor(root, t) && strings.Contains(dom.Attr(t, "datetime"), ":") {
			n++
		}
	}
	lines := 0
	for i := range p.blocks {
		if !p.aloof[i] && isTimeOfDay(p.blocks[i].Text) {
			lines++
		}
	}
	return max(n, lines)
}

// isTimeOfDay knows "16:40", "21:10 Uhr", "16h40" and "4.40 pm".
func isTimeOfDay(s string) bool {
	const longest = 14 // bytes
	hour := strings.TrimLeft(s, "0123456789")
	if len(s) > longest || hour == s || len(s)-len(hour) > 2 || hour == "" || !strings.ContainsRune(":.h", rune(hour[0])) {
		return false
	}
	minute := strings.TrimLeft(hour[1:], "0123456789")
	return len(hour)-1-len(minute) == 2 && !strings.ContainsAny(minute, ".:/-")
}

// plays says whether a player of a kind stands in the article.
func (p *page) plays(kind func(*html.Node) bool) bool {
	root := p.articleRoot()
	return slices.ContainsFunc(p.survey.Players, func(n *html.Node) bool { return kind(n) && isAncestor(root, n) })
}

func isVideo(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Video:
		return true
	case atom.Iframe:
		return namesAny(dom.Attr(n, "src"), "video", "youtube", "youtu.be", "vimeo", "dailymotion", "player")
	default:
		return strings.Contains(n.Data, "video")
	}
}

func isAudio(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Audio:
		return true
	case atom.Iframe:
		return namesAny(dom.Attr(n, "src"), "audio", "podcast", "episode", "soundcloud", "spotify", "acast")
	default:
		return strings.Contains(n.Data, "audio")
	}
}

func namesAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
