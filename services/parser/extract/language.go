package extract

import (
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"
	"golang.org/x/text/language"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// sample is how many characters the language is told by: more makes it no surer.
const sample = 1500

// readLanguage weighs what the page and the feed declare against what the text
// looks like. Declarations are often a template's; the text decides when it is
// sure, and the record says that they differ.
func (p *page) readLanguage(a *schema.Article) {
	declared := p.declaredLanguage()
	detected, sure := p.x.tongues.detect(a.ArticleBody, declared)
	feed := ""
	if p.Item != nil {
		feed = tagOf(p.Item.Language)
	}
	switch {
	case detected == "" && declared != "":
		a.InLanguage, a.LanguageConfidence = declared, 0.7
	case detected == "" && feed != "":
		a.InLanguage, a.LanguageConfidence = feed, 0.6
	case detected == "":
		a.InLanguage = schema.LanguageUnknown
	case baseOf(declared) == detected:
		a.InLanguage, a.LanguageConfidence = declared, 0.99
	case declared == "" && baseOf(feed) == detected:
		a.InLanguage, a.LanguageConfidence = feed, 0.97
	case declared == "" && feed == "":
		a.InLanguage, a.LanguageConfidence = detected, round(0.5+0.4*sure)
	case (isSure(detected, sure, a.ArticleBody) || otherScript(declared, detected)) && baseOf(feed) == detected:
		p.warn("language declared as " + declared + ", text and feed say otherwise")
		a.InLanguage, a.LanguageConfidence = feed, 0.9
	case isSure(detected, sure, a.ArticleBody) || otherScript(firstOf(declared, feed), detected):
		p.warn("language declared as " + firstOf(declared, feed) + ", text looks like " + detected)
		a.InLanguage, a.LanguageConfidence = detected, round(0.4+0.4*sure)
	default:
		a.InLanguage, a.LanguageConfidence = firstOf(declared, feed), 0.6
		p.warn("language declared as " + firstOf(declared, feed) + ", text may be " + detected)
	}
}

// declaredLanguage is the first of the page's own declarations that is a tag.
func (p *page) declaredLanguage() string {
	for _, s := range [...]string{p.ld.Language, p.survey.Lang, p.survey.Meta("content-language", "language", "inlanguage", "dc.language"), p.survey.Meta("og:locale")} {
		s, _, _ = strings.Cut(s, ",")
		if tag := tagOf(s); tag != "" {
			return tag
		}
	}
	return ""
}

// tagOf is a language tag in its canonical spelling (BCP 47), "" for what is none.
func tagOf(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 40 {
		return ""
	}
	tag, err := language.Parse(s)
	if err != nil {
		return ""
	}
	base, confidence := tag.Base()
	if confidence == language.No || base.String() == schema.LanguageUnknown || base.String() == "mul" {
		return ""
	}
	return tag.String()
}

// baseOf is a tag's language without script and region.
func baseOf(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

// detect tells a text's language by its script and letters, "" for too little
// text. The commonest words mostly tell it, and cost a tenth of comparing the
// text's letters with those of all languages.
func (t tongues) detect(body, declared string) (base string, sure float64) {
	const least = 40
	s := text.Cut(body, sample)
	if len(s) < least {
		return "", 0
	}
	if base = t.tell(s, baseOf(declared)); base != "" {
		return base, 1
	}
	kana, han := 0, 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		}
	}
	if kana+han > 20 && kana*20 > han {
		return "ja", 1
	}
	info := whatlanggo.Detect(s)
	if info.Lang < 0 {
		return "", 0
	}
	return closeTo(info.Lang.Iso6391()), info.Confidence
}

// closeTo names the languages that the detector has under another name than pages do.
func closeTo(base string) string {
	if base == "nb" {
		return "no"
	}
	return base
}

// otherScript says whether two languages are written in different scripts, so
// that one of them can't be the text's.
func otherScript(declared, detected string) bool {
	a, sureA := language.Make(declared).Script()
	b, sureB := language.Make(detected).Script()
	return sureA >= language.High && sureB >= language.High && a != b
}

// isSure says whether what was detected outweighs a declaration: languages that
// are close to one another are often taken for each other.
func isSure(detected string, sure float64, body string) bool {
	const enough = 400 // bytes
	switch detected {
	case "gl", "af", "uz", "ht", "rn", "rw", "eo", "la", "jv", "su", "ms", "yo", "ig", "ny", "zu", "sn", "so", "mg", "tk", "ku", "lv", "et", "sl", "hr", "sr", "bs", "mk", "be", "da", "no", "nn", "":
		return false
	}
	return sure >= 0.9 && len(body) >= enough
}
